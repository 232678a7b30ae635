using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>Whether a run gave what a file holds, apart from what may differ from run to run: texts, numbers, what is told on stderr (a file that was made first), and images, which need a browser.</summary>
public static class NotebookCheck
{
    private const string ImagePrefix = "image/";

    /// <summary>What differs, one line each; empty when nothing does.</summary>
    /// <param name="committed">The notebook as its file has it.</param>
    /// <param name="fresh">The same notebook after a run.</param>
    public static IReadOnlyList<string> Differences(NotebookFile committed, NotebookFile fresh)
    {
        var differences = new List<string>();
        if (!committed.Cells.Select(c => c.Id).SequenceEqual(fresh.Cells.Select(c => c.Id)))
        {
            return [$"{committed.Name}: the cells differ: {IdsText(committed)} in the file, {IdsText(fresh)} in the run"];
        }

        var pairs = committed.Cells.Zip(fresh.Cells).Where(p => p.First.IsRun && p.Second.IsRun).ToArray();
        if (pairs.Length > 0 && pairs.All(p => p.First.ExecutionCount is null))
        {
            return [$"{committed.Name}: the file holds no run: run it without --check and commit it"];
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            var cell = $"{committed.Name}, cell {i + 1} ({pairs[i].First.Id})";
            Compare(differences, cell, Kinds(pairs[i].First), Kinds(pairs[i].Second));
        }

        return differences;
    }

    private static void Compare(List<string> differences, string cell, IReadOnlyList<string> committed, IReadOnlyList<string> fresh)
    {
        for (var i = 0; i < Math.Max(committed.Count, fresh.Count); i++)
        {
            var before = i < committed.Count ? committed[i] : "nothing";
            var now = i < fresh.Count ? fresh[i] : "nothing";
            if (before != now)
            {
                differences.Add($"{cell}, output {i + 1}: {before} in the file, {now} in the run");
            }
        }
    }

    private static string[] Kinds(NotebookCell cell) => [.. cell.Outputs.Select(o => Kind(o!)).Where(kind => kind != "text on stderr")];

    private static string Kind(JsonNode output) => output["output_type"]!.GetValue<string>() switch
    {
        "stream" => $"text on {output["name"]}",
        "error" => $"error {output["ename"]}",
        "display_data" => "display" + Bundle(output),
        "execute_result" => "value" + Bundle(output),
        var other => other,
    };

    private static string Bundle(JsonNode output)
    {
        var types = output["data"]!.AsObject().Select(d => d.Key).Where(t => !t.StartsWith(ImagePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var id = output["metadata"]!["id"] is { } found ? $" '{found}'" : "";
        return $"{id} ({string.Join(", ", types)})";
    }

    private static string IdsText(NotebookFile notebook) => string.Join(' ', notebook.Cells.Select(c => c.Id));
}
