namespace HotRow.Lab;

/// <summary>The root of this repository: the folder that holds its solution.</summary>
internal static class RepositoryRoot
{
    /// <summary>The file by which it is known.</summary>
    internal const string Mark = "HotRow.slnx";

    /// <summary>The root that holds a folder, or is it; null outside the repository.</summary>
    internal static string? Of(string folder)
    {
        for (var root = new DirectoryInfo(folder); root is not null; root = root.Parent)
        {
            if (File.Exists(Path.Combine(root.FullName, Mark)))
            {
                return root.FullName;
            }
        }

        return null;
    }
}
