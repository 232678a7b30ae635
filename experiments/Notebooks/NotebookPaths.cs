namespace HotRow.Lab;

/// <summary>The notebooks that a user names, as files or as folders.</summary>
internal static class NotebookPaths
{
    private const string Extension = ".ipynb";

    /// <summary>The files in the order they are named; a folder stands for the notebooks directly in it. A notebook named twice comes once.</summary>
    /// <exception cref="InputException">Something is missing, no notebook by its name, or a folder without any.</exception>
    internal static IReadOnlyList<string> Expand(IEnumerable<string> named)
    {
        var paths = new List<string>();
        foreach (var path in named.SelectMany(Expand))
        {
            if (!paths.Exists(known => FileSystems.AreSame(known, path)))
            {
                paths.Add(path);
            }
        }

        return paths;
    }

    /// <summary>The notebooks directly in a folder, sorted. Jupyter's checkpoints are in a folder of their own and none of them.</summary>
    internal static IReadOnlyList<string> In(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(IsNotebook).OrderBy(Path.GetFileName, StringComparer.Ordinal)];

    private static IReadOnlyList<string> Expand(string path)
    {
        if (path.Length > 0 && Directory.Exists(path))
        {
            return In(path) is { Count: > 0 } found ? found : throw new InputException($"there is no *{Extension} directly in the folder '{path}'");
        }

        FileSystems.RequireRegularFile(path);
        return !File.Exists(path) ? throw new InputException($"there is no file or folder '{path}'")
            : IsNotebook(path) ? [path]
            : throw new InputException($"'{path}' is no notebook by its name; give *{Extension} files, or folders of them");
    }

    private static bool IsNotebook(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
}
