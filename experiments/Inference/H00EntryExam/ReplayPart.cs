using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The exam's third part: 300 real requests of vLLM, simulated with nothing fitted to them.</summary>
internal static class ReplayPart
{
    internal const string Tables = "per-layer tables";
    internal const string Line = "line of 4 coefficients";
    internal const string Roofline = "roofline, data sheet";

    internal static readonly Metric Error = new("replay-error", "Simulated / real - 1", "%", null, "figure of the simulation / the same figure of the log - 1");
    internal static readonly Metric PartError = new("replay-error-part", "Mean TTFT, simulated / real - 1", "%", null, "mean TTFT of these requests in the simulation / in the log - 1");
    internal static readonly Metric RuleError = new("replay-error-rule", "Mean TTFT with one rule changed / real - 1", "%", null, "mean TTFT of the simulation / of the log - 1");

    private static readonly (string Name, int From, int To)[] s_stretches = [("0 to 11", 0, 12), ("12 to 29", 12, 30), ("30 to 39", 30, 40), ("40 to 299", 40, 300)];

    public static void Declare(RunContext context)
    {
        context.Point(new() { { "part", EntryExam.Replay }, { "model", Tables } }, point => Take(point, Tables, isExam: true), 0.3);
        context.Point(new() { { "part", EntryExam.Replay }, { "model", Line } }, point => Take(point, Line, isExam: true), 0.2);
        context.Point(new() { { "part", EntryExam.Replay }, { "model", Roofline } }, point => Take(point, Roofline, isExam: false), 0.2);
        context.Point(new() { { "part", "rules" } }, Rules, 0.5);
    }

    /// <summary>The log, or null with the point marked as skipped.</summary>
    internal static VllmLog? Open(Point point) => RealData.Open(point, VllmLog.FileName) is { } path ? VllmLog.Read(path) : null;

    private static void Take(Point point, string model, bool isExam)
    {
        if (Open(point) is not { } log || Model(point, model) is not { } latency)
        {
            return;
        }

        var run = VllmReplay.Run(log, VllmReplay.Options(latency));
        foreach (var figure in VllmReplay.Compare(log, run))
        {
            point.Value(Error, 100 * figure.Error, model, ValueKind.Modelled, at: new() { { "figure", $"{figure.Latency} {figure.Statistic}" } });
            if (isExam)
            {
                ExamRow.Add(point, $"{figure.Latency} {figure.Statistic}, {(model == Tables ? "tables" : "line")}", figure.Simulated, figure.Real, figure.Real * figure.Tolerance);
            }
        }

        foreach (var (name, from, to) in s_stretches)
        {
            var real = log.Requests.Take(from..to).Average(r => r.Ttft.Seconds);
            point.Value(PartError, 100 * ((run.Outcomes.Take(from..to).Average(o => o.Ttft.Seconds) / real) - 1), model, ValueKind.Modelled, at: new() { { "requests", name } });
        }

        point.Note = $"simulated: {run.Steps:N0} steps, {run.Preemptions} preemptions, {run.FoundTokens:N0} tokens found again, at most {run.MostInStep} requests at once, end after {run.End.Seconds:0.0} s; "
            + $"the log ends after {log.Requests.Max(r => r.LastToken.Seconds):0.0} s";
    }

    // Which rules decide: each is changed alone.
    private static void Rules(Point point)
    {
        if (Open(point) is not { } log || Model(point, Tables) is not { } latency)
        {
            return;
        }

        var real = log.Requests.Average(r => r.Ttft.Seconds);
        var asReal = VllmReplay.Options(latency);
        (string Name, ServingOptions Options)[] changes =
        [
            ("as real", asReal),
            ("no own blocks", asReal with { Allocator = KvAllocators.PagedWithoutReuse }),
            ("2,500 blocks", asReal with { Kv = asReal.Kv with { TotalBlocks = 2_500 } }),
            ("512 tokens", asReal with { SchedulerArgs = asReal.SchedulerArgs with { TokenBudget = 512 } }),
            ("32 sequences", asReal with { SchedulerArgs = asReal.SchedulerArgs with { MaxSequences = 32 } }),
            ("steps +2 %", asReal with { Latency = new Slower(latency, 1.02) }),
            ("steps +5 %", asReal with { Latency = new Slower(latency, 1.05) }),
        ];
        foreach (var (name, options) in changes)
        {
            point.Value(RuleError, 100 * ((VllmReplay.Run(log, options).Outcomes.Average(o => o.Ttft.Seconds) / real) - 1), name, ValueKind.Modelled);
        }
    }

    private static ILatencyModel? Model(Point point, string name)
    {
        var args = new LatencyArgs(ModelShapes.Llama31With8B, Accelerators.Find("rtx4090"));
        if (name == Line)
        {
            return LatencyModels.Line.Create(args);
        }

        if (name == Roofline)
        {
            return LatencyModels.Roofline.Create(args);
        }

        // Each file of the folder is named, so that the results say which tables they rest on.
        var files = Array.ConvertAll(["dense.csv", "attention.csv", "per_sequence.csv"], file => RealData.Open(point, $"{VllmReplay.ProfileFolder}/{file}"));
        return Array.Exists(files, f => f is null) ? null : LayerTables.Read(Path.GetDirectoryName(files[0])!, args.Shape.Layers, LineLatency.Rtx4090WithLlama31With8B.Valid);
    }
}
