namespace HotRow.Lab;

/// <summary>Where notebooks keep their results: they are opened from many folders, and all of them share what was measured.</summary>
internal static class ResultsFolder
{
    /// <summary>The environment variable that names another folder.</summary>
    internal const string Variable = "HOTROW_RESULTS";

    /// <summary>The named folder; else "results" beside the solution above the current directory; else "results" in the current directory.</summary>
    internal static string Find() => Find(Environment.GetEnvironmentVariable(Variable), Environment.CurrentDirectory);

    /// <summary>Where commands that only show results look when no folder is given: "results" in the current directory where it exists, else where notebooks keep theirs.</summary>
    internal static string ToRead() => string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)) && Directory.Exists("results") ? "results" : Find();

    /// <summary>The folder of notebooks for given circumstances.</summary>
    internal static string Find(string? named, string directory)
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Path.GetFullPath(named, directory);
        }

        for (var folder = new DirectoryInfo(directory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HotRow.slnx")))
            {
                return Path.Combine(folder.FullName, "results");
            }
        }

        return Path.Combine(directory, "results");
    }
}
