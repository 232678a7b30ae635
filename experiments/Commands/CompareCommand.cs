using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HotRow.Lab;

/// <summary><c>hotrow compare A B</c>: two stored runs beside each other.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var a = new Argument<string>("A") { Description = "Results of the first run: a .jsonl file or a folder of them" };
        var b = new Argument<string>("B") { Description = "Results of the second run" };
        var all = new Option<bool>("--all") { Description = "Show the rows without a difference too" };
        var json = new Option<bool>("--json") { Description = "Print all rows as one JSON document on the last line" };
        var command = new Command("compare", "Compare two runs: ratio with its 95 % interval, \"no difference\" within the noise floor.") { a, b, all, json };
        command.SetAction(parsed =>
        {
            var rows = Comparison.Of(ResultStore.Read(parsed.GetValue(a)!), ResultStore.Read(parsed.GetValue(b)!));
            var output = parsed.InvocationConfiguration.Output;
            Print(output, rows, parsed.GetValue(all));
            if (parsed.GetValue(json))
            {
                output.WriteLine(new JsonObject { ["rows"] = new JsonArray([.. rows.Select(r => (JsonNode)ToJson(r))]) }.ToJsonString());
            }

            return CommandLine.Success;
        });
        return command;
    }

    private static void Print(TextWriter output, IReadOnlyList<ComparisonRow> rows, bool all)
    {
        var table = new TextTable("experiment", "point", "variant", "metric", "A", "B", "B / A", "verdict") { AlignRight = false };
        var shown = rows.Where(r => all || r.IsDifference).OrderByDescending(r => Math.Abs(Math.Log(Math.Max(r.Ratio.Value, double.Epsilon)))).ToArray();
        foreach (var row in shown)
        {
            table.Add(row.Experiment, row.Point, row.Variant, row.Metric, Number(row.A), Number(row.B), Ratio(row.Ratio), Verdict(row));
        }

        if (shown.Length > 0)
        {
            output.WriteLine(table.ToString());
        }

        var same = rows.Count(r => !r.IsDifference);
        output.WriteLine($"{rows.Count} numbers in both runs: {rows.Count - same} differ, {same} show no difference{(all || same == 0 ? "" : " (--all lists them)")}");
    }

    private static string Verdict(ComparisonRow row) =>
        !row.IsDifference ? "no difference"
        : row.Metric == Metrics.Speedup.Id ? (row.Ratio.Value > 1 ? "better in B" : "worse in B")
        : row.Metric == Metrics.TimeMs.Id ? "raw time: code, machine or moment"
        : "differs";

    private static string Ratio(Interval ratio) => double.IsNaN(ratio.Low)
        ? Number(ratio.Value)
        : string.Create(CultureInfo.InvariantCulture, $"{ratio.Value:0.000} [{ratio.Low:0.000}, {ratio.High:0.000}]");

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static JsonObject ToJson(ComparisonRow row) => new()
    {
        ["experiment"] = row.Experiment,
        ["point"] = row.Point,
        ["variant"] = row.Variant,
        ["metric"] = row.Metric,
        ["a"] = Finite(row.A),
        ["b"] = Finite(row.B),
        ["ratio"] = Finite(row.Ratio.Value),
        ["low"] = Finite(row.Ratio.Low),
        ["high"] = Finite(row.Ratio.High),
        ["noiseFloor"] = Finite(row.NoiseFloor),
        ["difference"] = row.IsDifference,
    };

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? value : null;
}
