using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>The notebooks of this repository, found from a folder inside it.</summary>
internal static class RepositoryNotebooks
{
    private const string Mark = "HotRow.slnx";
    private const string Folder = "notebooks";
    private const string First = "week1.ipynb";

    /// <summary>Name, and title with path, of each; one entry that says so when there are none.</summary>
    /// <param name="folder">Where the search upwards begins.</param>
    internal static IEnumerable<(string Name, string Source)> Entries(string folder)
    {
        for (var root = new DirectoryInfo(folder); root is not null; root = root.Parent)
        {
            if (File.Exists(Path.Combine(root.FullName, Mark)))
            {
                var paths = Paths(root.FullName);
                return paths.Count > 0
                    ? paths.Select(path => (Path.GetFileNameWithoutExtension(path), $"{Title(path)} ({PrintableText.Line(Path.GetRelativePath(folder, path))})"))
                    : [("(none)", $"no {First} and no {Folder}/*.ipynb beside {Mark}")];
            }
        }

        return [("(none)", $"they are listed from inside the repository: no {Mark} here or above")];
    }

    private static IReadOnlyList<string> Paths(string root)
    {
        var folder = Path.Combine(root, Folder);
        var inFolder = Directory.Exists(folder) ? NotebookPaths.In(folder) : [];
        var first = Path.Combine(root, First);
        return File.Exists(first) ? [first, .. inFolder] : inFolder;
    }

    private static string Title(string path)
    {
        try
        {
            return PrintableText.Line(NotebookFile.Read(path).Title ?? "(no title)");
        }
        catch (NotebookException e)
        {
            return PrintableText.Line(e.Message);
        }
    }
}
