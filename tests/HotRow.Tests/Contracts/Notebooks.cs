using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Tests.Contracts;

/// <summary>The notebooks of the repository, by their paths below its root.</summary>
internal static class Notebooks
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", ".."));

    /// <summary>Those that tell a topic.</summary>
    internal static IReadOnlyList<string> Paths { get; } = [.. In(""), .. In("notebooks")];

    /// <summary>Those that answer their exercises.</summary>
    internal static IReadOnlyList<string> Answers { get; } = [.. In(Path.Combine("notebooks", "answers"))];

    internal static string FullPath(string path) => Path.Combine(s_root, path);

    internal static NotebookFile Read(string path) => NotebookFile.Read(FullPath(path));

    /// <summary>What is wrong with the outputs of a notebook that was run, one line each: cells that failed, and cells that ended with a value and show none.</summary>
    internal static IReadOnlyList<string> MissingOutputs(NotebookFile notebook) =>
    [
        .. notebook.Cells.Where(c => c.IsRun && c.ExecutionCount is null).Select(c => $"{c.Id} was not run"),
        .. notebook.Cells.Where(c => c.IsRun && c.Outputs.Any(o => Type(o) == "error")).Select(c => $"{c.Id} failed"),
        .. notebook.Cells.Where(c => c.IsRun && !EndsWithoutValue(c) && !c.Outputs.Any(o => Type(o) == "execute_result")).Select(c => $"{c.Id} shows no value"),
    ];

    private static string Type(JsonNode? output) => output!["output_type"]!.GetValue<string>();

    // The last line may end with a comment.
    private static bool EndsWithoutValue(NotebookCell cell) => cell.Source.TrimEnd().Split('\n')[^1].Split("//")[0].TrimEnd().EndsWith(';');

    private static IEnumerable<string> In(string folder) => Directory.Exists(FullPath(folder))
        ? Directory.GetFiles(FullPath(folder), "*.ipynb").Select(p => Path.Combine(folder, Path.GetFileName(p)).Replace('\\', '/')).Order(StringComparer.Ordinal)
        : [];

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
