using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>The notebooks of this repository, found from a folder inside it.</summary>
internal static class RepositoryNotebooks
{
    private const string Folder = "notebooks";
    private const string First = "week1.ipynb";

    /// <summary>Name, and title with path, of each; one entry that says so when there are none.</summary>
    /// <param name="folder">Where the search upwards begins.</param>
    internal static IEnumerable<(string Name, string Source)> Entries(string folder)
    {
        if (RepositoryRoot.Of(folder) is not { } root)
        {
            return [("(none)", $"they are listed from inside the repository: no {RepositoryRoot.Mark} here or above")];
        }

        var paths = Paths(root);
        return paths.Count > 0
            ? paths.Select(path => (Path.GetFileNameWithoutExtension(path), $"{Title(path)} ({PrintableText.Line(Path.GetRelativePath(folder, path))})"))
            : [("(none)", $"no {First} and no {Folder}/*.ipynb beside {RepositoryRoot.Mark}")];
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
