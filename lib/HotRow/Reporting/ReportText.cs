using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>The words that the reports share.</summary>
internal static class ReportText
{
    /// <summary>The name of a verdict.</summary>
    public static string Name(VerdictKind kind) => kind switch
    {
        VerdictKind.Reproduced => "reproduced",
        VerdictKind.Contradicted => "contradicted",
        VerdictKind.Depends => "depends",
        VerdictKind.NotTestableHere => "not testable here",
        _ => "not run",
    };

    /// <summary>The sign of a verdict, so that none rests on colour alone.</summary>
    public static string Sign(VerdictKind kind) => kind switch
    {
        VerdictKind.Reproduced => "\u2713",
        VerdictKind.Contradicted => "\u2717",
        VerdictKind.Depends => "\u2248",
        VerdictKind.NotTestableHere => "?",
        _ => "\u2013",
    };

    /// <summary>The name of a kind of number.</summary>
    public static string Name(ValueKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What became of all claims, in one sentence.</summary>
    public static string Verdicts(ReportModel model)
    {
        if (model.Claims.Count == 0)
            return "No claims of the documents were judged.";

        var parts = model.Verdicts.Select(v => v.Kind switch
        {
            VerdictKind.Reproduced => $"{v.Count} came out as written",
            VerdictKind.Contradicted => $"{v.Count} did not",
            VerdictKind.Depends => $"{v.Count} depend{(v.Count == 1 ? "s" : "")} on a condition",
            VerdictKind.NotTestableHere => $"{v.Count} cannot be tested on this machine",
            _ => $"{v.Count} {(v.Count == 1 ? "was" : "were")} not reached",
        }).ToArray();
        var list = parts.Length == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";
        return $"Of {model.Claims.Count} claim{(model.Claims.Count == 1 ? "" : "s")} in the documents, {list}.";
    }

    /// <summary>A figure with unit, and its interval where there is one.</summary>
    public static string WithInterval(Headline headline) => double.IsNaN(headline.Value)
        ? "not run"
        : NumberText.WithInterval(headline.Value, headline.Low, headline.High) + NumberText.UnitSuffix(headline.Unit);

    /// <summary>A figure with unit; "not run" when there is none.</summary>
    public static string Figure(double value, string unit) => double.IsNaN(value) ? "not run" : NumberText.Figure(value) + NumberText.UnitSuffix(unit);

    /// <summary>The outcome of a check row.</summary>
    public static string Outcome(bool? passed) => passed switch
    {
        true => "\u2713 pass",
        false => "\u2717 fail",
        _ => "\u2013 not run",
    };

    /// <summary>How many points ended how, and the noise floor, in one line.</summary>
    public static string Points(ResultSet results)
    {
        var points = results.Points;
        if (points.Count == 0)
            return "No point was run in this budget.";

        var parts = points.GroupBy(p => p.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Name(g.Key)}");
        var text = $"{points.Count} point{(points.Count == 1 ? "" : "s")}: {string.Join(", ", parts)}";
        var floors = points.Select(p => p.NoiseFloor).Where(double.IsFinite).Order().ToArray();
        return floors.Length switch
        {
            0 => text + ".",
            1 => $"{text}. Noise floor {Percent(floors[0])}.",
            _ => $"{text}. Noise floor {Percent(floors[floors.Length / 2])} in the middle point, {Percent(floors[^1])} in the worst.",
        };
    }

    /// <summary>How the run went as a whole: check rows that came out, points that failed or did not run.</summary>
    public static string Health(ReportModel model)
    {
        var checks = model.Experiments.SelectMany(ReportModel.Figures).ToArray();
        var passed = checks.Count(c => c.Passed == true);
        var missing = checks.Count(c => c.Passed is null);
        var points = model.Experiments.SelectMany(e => e.Results.Points).ToArray();
        var parts = new List<string>();
        if (checks.Length > 0)
            parts.Add($"{passed} of {checks.Length} check figures came out" + (missing > 0 ? $" ({missing} not run)" : ""));

        parts.Add($"{points.Count(p => p.Status == PointStatus.Done)} of {points.Length} points done");
        parts.AddRange(points.Where(p => p.Status != PointStatus.Done).GroupBy(p => p.Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Name(g.Key)}"));
        return string.Join(", ", parts) + "." + Noise(points);
    }

    /// <summary>A warning when the run was disturbed; "" when it was not.</summary>
    /// <remarks>A typical noise floor above a tenth means that a difference of a tenth cannot be seen in half of the points.</remarks>
    public static string Noise(IEnumerable<PointResult> points)
    {
        var floors = points.Select(p => p.NoiseFloor).Where(double.IsFinite).Order().ToArray();
        return floors.Length > 0 && floors[floors.Length / 2] > 0.1
            ? $" This run was noisy: in its middle point the same code differs from itself by {Percent(floors[floors.Length / 2])}. Run it again with --force on a quieter machine."
            : "";
    }

    /// <summary>The reason of a verdict as a sentence's beginning.</summary>
    public static string Reason(Verdict verdict)
    {
        if (verdict.Reason.Length == 0)
            return "";

        var reason = verdict.Kind == VerdictKind.Depends
            ? "depends on " + (verdict.Reason.StartsWith("on ", StringComparison.Ordinal) ? verdict.Reason[3..] : verdict.Reason)
            : verdict.Reason;
        return char.ToUpperInvariant(reason[0]) + reason[1..];
    }

    /// <summary>How a point ended.</summary>
    public static string Name(PointStatus status) => status switch
    {
        PointStatus.Done => "done",
        PointStatus.CheckFailed => "failed its check",
        PointStatus.NotRun => "not run",
        PointStatus.Failed => "broke off",
        _ => "skipped",
    };

    /// <summary>Why a point has no numbers, or what a reader must know of it.</summary>
    public static string Why(PointResult point)
    {
        var failed = point.Checks.Where(c => !c.Passed).Select(c => $"{c.Name}: {c.Detail}");
        var why = string.Join("; ", failed.Append(point.Note).Where(t => t.Length > 0));
        return why.Length > 0 ? why : point.Status == PointStatus.NotRun ? "the budget ended before it" : "";
    }

    /// <summary>Metrics of an experiment by id, as far as its charts name them; others keep their id.</summary>
    public static (string Label, string Unit) MetricOf(IExperiment experiment, string id)
    {
        var metric = experiment.Charts.Select(c => c.Y).Concat(Shared).FirstOrDefault(m => m.Id == id);
        return metric is null ? (id, "") : (metric.Label, metric.Unit);
    }

    /// <summary>All numbers of an experiment as comma-separated values, in full precision.</summary>
    public static string Csv(ResultSet results)
    {
        var names = results.Observations.SelectMany(o => o.Parameters).Select(p => p.Key).Distinct().ToArray();
        var csv = new StringBuilder();
        csv.AppendJoin(',', names.Select(Quoted)).Append(names.Length > 0 ? "," : "").Append("variant,metric,value,low,high,samples,kind\n");
        foreach (var o in results.Observations)
        {
            foreach (var name in names)
            {
                csv.Append(Quoted(o.Parameters[name].Text)).Append(',');
            }

            csv.Append(Quoted(o.Variant)).Append(',').Append(Quoted(o.Metric)).Append(',').Append(Exact(o.Value)).Append(',').Append(Exact(o.Low)).Append(',').Append(Exact(o.High))
                .Append(',').Append(o.Samples.ToString(CultureInfo.InvariantCulture)).Append(',').Append(Name(o.Kind)).Append('\n');
        }

        return csv.ToString();
    }

    private static Metric[] Shared { get; } =
    [
        Metrics.TimeMs, Metrics.NsPerRow, Metrics.RowsPerSecond, Metrics.GBps, Metrics.GflopPerSecond,
        Metrics.Speedup, Metrics.AllocatedBytes, Metrics.HitRatio, Metrics.FarBytes, Metrics.Share,
    ];

    /// <summary>A share in percent, one decimal below a tenth.</summary>
    public static string Percent(double share) => NumberText.WithDecimals(share * 100, share < 0.1 ? 1 : 0, trim: false) + "\u00a0%";

    private static string Exact(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
