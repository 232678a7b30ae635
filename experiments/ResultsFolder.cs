namespace HotRow.Lab;

/// <summary>Where results are that nobody named a folder for: notebooks are opened from many folders and share what was measured, and commands that show results find it.</summary>
internal static class ResultsFolder
{
    /// <summary>The environment variable that names another folder.</summary>
    internal const string Variable = "HOTROW_RESULTS";

    private const string Name = "results";

    /// <summary>The named folder; else "results" beside the solution above the current directory; else "results" in the current directory.</summary>
    internal static string Find() => Find(Environment.GetEnvironmentVariable(Variable), Environment.CurrentDirectory);

    /// <summary>Where commands that only show results look when no folder is given: "results" in the current directory where it exists, else where notebooks keep theirs.</summary>
    internal static string ToRead() => string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)) && Directory.Exists(Name) ? Name : Find();

    /// <summary>The folder of notebooks for given circumstances.</summary>
    internal static string Find(string? named, string directory) => string.IsNullOrWhiteSpace(named)
        ? Path.Combine(RepositoryRoot.Of(directory) ?? directory, Name)
        : Path.GetFullPath(named, directory);
}
