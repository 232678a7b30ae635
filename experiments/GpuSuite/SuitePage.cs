using System.Globalization;
using System.Text;

namespace HotRow.Lab;

/// <summary>A suite as a page to be read: what failed first, then the speeds, then everything.</summary>
internal static class SuitePage
{
    public static string Of(SuiteReport suite, IReadOnlyList<PointResult> points)
    {
        var page = new StringBuilder();
        Head(page, suite);
        Failures(page, suite);
        Goals(page, suite);
        Kernels(page, suite);
        Table(page, "Ceilings", ["what", "bytes", "contender", "GB/s", "95 % interval"], Ceilings(points));
        Table(page, "Not run", ["step", "point", "why"], suite.Steps.SelectMany(s => s.Cases.Where(c => c.Note.Length > 0).Select(c => new[] { s.Step, c.Name, c.Note })));
        Table(page, "Steps", ["step", "s", "right", "ended"], suite.Steps.Where(s => Kernel(s) is null).Select(s => new[] { s.Step, Number(s.Seconds, "0.0"), $"{s.Right} of {s.Right + s.Cases.Count}", Ended(s) }));
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

        page.Append(CultureInfo.InvariantCulture, $"{suite.StartedUtc:yyyy-MM-dd HH:mm} UTC, {suite.Scale.ToString().ToLowerInvariant()} scale, {suite.Seconds:0} s, {suite.InShort}.\n");
        Table(page, "", ["what", "which"], new string[][]
        {
            ["device", suite.Device?.Label ?? "none"],
            ["software", suite.Device?.Software ?? "not known"],
            ["driver", Fact(suite, DeviceProbing.KernelDriver)],
            ["torch", Fact(suite, DeviceProbing.Torch)],
            ["machine", suite.Machine],
            ["build", $"{suite.Build}{(suite.Commit.Length > 0 ? $", commit {suite.Commit}" : "")}"],
        });
    }

    private static void Goals(StringBuilder page, SuiteReport suite)
    {
        var counts = suite.Goals.GroupBy(g => g.Verdict.Split(':')[0]).Select(g => $"{g.Count()} {g.Key}");
        page.Append(CultureInfo.InvariantCulture, $"\n## Speeds\n\nOf {suite.Goals.Count} rows: {string.Join(", ", counts)}. Each value is a multiple of what it is measured against.\n");
        Table(page, "", ["goal", "against", "at", "wanted", "measured", "95 % interval", "verdict"], suite.Goals.Select(g => new[]
        {
            g.Goal, g.Anchor, g.At, ">= " + Number(g.Target, "0.00"), Number(g.Value, "0.000"), Interval(g.Low, g.High, "0.000"), g.Verdict,
        }));
    }

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

    // A row for each kernel, a column for each device.
    private static void Kernels(StringBuilder page, SuiteReport suite)
    {
        var checks = suite.Steps.Select(s => (Of: Kernel(s), Step: s)).Where(c => c.Of is not null).Select(c => (c.Of!.Value.Kernel, c.Of!.Value.Device, c.Step)).ToArray();
        var devices = checks.Select(c => c.Device).Distinct().ToArray();
        Table(page, "Kernels: cases that were right", ["kernel", .. devices], checks.GroupBy(c => c.Kernel).Select(row =>
            devices.Select(d => row.Where(c => c.Device == d).Select(c => $"{c.Step.Right} of {c.Step.Right + c.Step.Cases.Count}{(Ended(c.Step) is "well" ? "" : ", " + Ended(c.Step))}").FirstOrDefault("")).Prepend(row.Key).ToArray()));
    }

    private static (string Kernel, string Device)? Kernel(StepReport step) =>
        step.Step.StartsWith(SuiteStep.CheckPrefix, StringComparison.Ordinal) && step.Step.Split(' ') is [_, var device, var kernel] ? (kernel, device) : null;

    private static string Ended(StepReport step) =>
        step.Failure.Length > 0 ? "broke" : !step.Passed ? "with failures" : step.WasNotRun ? "not run" : "well";

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
            page.Append(title.Length > 0 ? $"\n## {title}\n\n" : "\n");
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => " --- |"))}\n").AppendJoin("", lines);
        }
    }

    private static string Fact(SuiteReport suite, string label) => suite.Steps.SelectMany(s => s.Facts).FirstOrDefault(f => f.Label == label)?.Value ?? "not known";

    private static string Cell(string text) => PrintableText.Line(text).Replace("|", "\\|", StringComparison.Ordinal);

    private static string Number(double value, string format) => double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Interval(double low, double high, string format) => double.IsNaN(low) ? "" : $"{Number(low, format)} to {Number(high, format)}";
}
