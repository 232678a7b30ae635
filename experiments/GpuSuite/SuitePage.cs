using System.Globalization;
using System.Text;

namespace HotRow.Lab;

/// <summary>A suite as a page to be read: goals first, then what failed, then everything.</summary>
internal static class SuitePage
{
    public static string Of(SuiteReport suite, IReadOnlyList<PointResult> points)
    {
        var page = new StringBuilder();
        Head(page, suite);
        Goals(page, suite);
        Failures(page, suite);
        Table(page, "Kernels", ["kernel", "on", "cases", "failed"], Checks(suite));
        Table(page, "Ceilings", ["what", "bytes", "contender", "GB/s", "95 % interval"], Ceilings(points));
        Table(page, "Steps", ["step", "s", "points or cases", "ended"], suite.Steps.Select(s => new[] { s.Step, Number(s.Seconds, "0.0"), $"{s.Cases.Count(c => c.Failure.Length == 0 && c.Note.Length == 0)} of {s.Cases.Count}", s.Failure.Length > 0 ? "broke" : s.Passed ? "well" : "with failures" }));
        Table(page, "Not run", ["step", "point", "why"], suite.Steps.SelectMany(s => s.Cases.Where(c => c.Note.Length > 0).Select(c => new[] { s.Step, c.Name, c.Note })));
        Table(page, "Found", ["what", "how it is"], suite.Steps.SelectMany(s => s.Facts).Select(f => new[] { f.Label, f.Value }));
        return page.ToString();
    }

    private static void Head(StringBuilder page, SuiteReport suite)
    {
        page.Append(CultureInfo.InvariantCulture, $"# GPU suite: {Cell(suite.Device?.Label ?? suite.Asked)}\n\n");
        if (suite.Device is { IsGpu: false })
        {
            page.Append("**This device is no GPU: the run shows that results are right, and its speeds mean nothing.**\n\n");
        }

        if (suite.Device is null)
        {
            page.Append(CultureInfo.InvariantCulture, $"**No device '{Cell(suite.Asked)}' was opened; \"Found\" below says what there is.**\n\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"{suite.StartedUtc:yyyy-MM-dd HH:mm} UTC, {suite.Scale} scale, {suite.Seconds:0} s, build {suite.Build}{(suite.Commit.Length > 0 ? $", commit {suite.Commit}" : "")}.\n");
        page.Append(CultureInfo.InvariantCulture, $"Software: {Cell(suite.Device?.Software ?? "not known")}. Machine: {Cell(suite.Machine)}.\n");
    }

    private static void Goals(StringBuilder page, SuiteReport suite) =>
        Table(page, "Goals", ["goal", "against", "at", "wanted", "measured", "95 % interval", "verdict"], suite.Goals.Select(g => new[]
        {
            g.Goal, g.Anchor, g.At, ">= " + Number(g.Target, "0.00"), Number(g.Value, "0.000"), Interval(g.Low, g.High, "0.000"), g.Verdict,
        }));

    private static void Failures(StringBuilder page, SuiteReport suite)
    {
        var failed = suite.Steps.Where(s => s.Failure.Length > 0).Select(s => new[] { s.Step, "", s.Failure })
            .Concat(suite.Steps.SelectMany(s => s.Cases.Where(c => c.Failure.Length > 0).Select(c => new[] { s.Step, c.Name, c.Failure }))).ToArray();
        if (failed.Length == 0)
        {
            page.Append("\nNothing failed.\n");
        }

        Table(page, "Failures", ["step", "case", "what was wrong"], failed);
    }

    private static IEnumerable<string[]> Checks(SuiteReport suite) =>
        from step in suite.Steps
        let words = step.Step.Split(' ')
        where words is ["check", _, _]
        select new[] { words[2], words[1], step.Cases.Count.ToString(CultureInfo.InvariantCulture), step.Failure.Length > 0 ? "broke: " + step.Failure : step.Cases.Count(c => c.Failure.Length > 0).ToString(CultureInfo.InvariantCulture) };

    private static IEnumerable<string[]> Ceilings(IReadOnlyList<PointResult> points) =>
        from point in points
        where point.Experiment == DeviceCeilings.Name
        from o in point.Observations
        where o.Metric == Metrics.GBps.Id
        select new[] { o["what"].Text, o["bytes"].Number.ToString("N0", CultureInfo.InvariantCulture), o.Variant, Number(o.Value, "0.00"), Interval(o.Low, o.High, "0.00") };

    private static void Table(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        var lines = rows.Select(cells => $"| {string.Join(" | ", cells.Select(Cell))} |\n").ToArray();
        if (lines.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => " --- |"))}\n").AppendJoin("", lines);
        }
    }

    private static string Cell(string text) => PrintableText.Line(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Number(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Interval(double low, double high, string format) => double.IsNaN(low) ? "" : $"{Number(low, format)} to {Number(high, format)}";
}
