namespace HotRow.Lab;

/// <summary>What is made of H5's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ContinuousBatching
{
    internal static readonly Metric Kept = new("objectives-kept", "Requests within 1 s to the first token and 100 ms a token", "%", true, "requests that keep both objectives / requests that arrived");
    internal static readonly Metric Goodput = new("goodput", "Goodput", "1/s", true, "requests that keep both objectives / span from the first arrival to the end");
    internal static readonly Metric OutputRate = new("output-tokens-per-second", "Output throughput", "1/s", true, "tokens of answers / span from the first arrival to the end");
    internal static readonly Metric TtftMedian = new("ttft-p50", "Time to first token, median", "s", false, "end of the step that makes the first token - arrival; linear percentile");
    internal static readonly Metric TtftP90 = new("ttft-p90", "Time to first token, p90", "s", false, "end of the step that makes the first token - arrival; linear percentile");
    internal static readonly Metric InStep = new("in-step", "Sequences in a step", "", null, "sequences in a step, averaged over the time spent computing; padding not counted");
    internal static readonly Metric AnswerTime = new("answer-time", "Time until the whole answer is given back", "s", false, "when the answer is given back - arrival; a padded batch gives all its answers with the longest");
    internal static readonly Metric MostGain = new("most-gain", "Places computed for each token made", "", null, "batch size x sum of each batch's longest answer / sum of answer lengths: what continuous batching can gain at most on decoding");
    internal static readonly Metric ShortEnds = new("short-ends", "The answer of 10 tokens is given back", "s", false, "simulated time after both arrived");
    internal static readonly Metric LongEnds = new("long-ends", "The answer of 1,000 tokens is given back", "s", false, "simulated time after both arrived");
    internal static readonly Metric Padding = new("padded-places", "Places computed for nothing", "", false, "sequences over all steps - tokens made");

    private const int Limit = 256;

    private static readonly Dictionary<string, string> s_contest = new() { ["part"] = "contest" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "The same arrivals under four ways to batch", "load", Kept, "variant", [], LogX: true, XLabel: "requests a second",
            Caption: $"{SimulatedServer.Title}; lengths like those of Azure's conversations, Poisson arrivals.", Where: s_contest),
        new(ChartKind.Line, "Time until an answer is given back, at 0.35 requests a second", "share", AnswerTime, "variant", [], LogY: true, XLabel: "share of the requests (%)",
            Caption: "Modelled, as above. A static batch waits to be filled, and gives nothing back before its longest answer ends.", Where: s_contest),
        new(ChartKind.Line, "What continuous batching can gain on decoding at most", "batch", MostGain, "variant", [], LogX: true, XLabel: "batch size",
            Caption: "Counted on recorded answers in order of arrival (drawn ones: modelled): places that a padded batch computes for each token it makes.",
            Where: new Dictionary<string, string> { ["part"] = "bound" }),
        new(ChartKind.Bar, "An answer of 10 tokens beside one of 1,000", "variant", ShortEnds, "", [], LogY: true, XLabel: "scheduler",
            Caption: $"{SimulatedServer.Title}; both requests arrive at once. When the short answer is given back.",
            Where: new Dictionary<string, string> { ["part"] = "two" }),
        new(ChartKind.Line, "Goodput: what is served within the objectives", "load", Goodput, "variant", [new("all that arrive", [(0.17, 0.17), (2.8, 2.8)])], LogX: true, LogY: true, XLabel: "requests a second",
            Caption: "Modelled, as in the first chart; a scheduler that keeps nothing has no point.", Where: s_contest),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("places computed for nothing, answers of 10 and 1,000", "curriculum H5: 1,000 - 10", 990, 0, "", r => r.Value(Padding, ("part", "two"), ("variant", Static))),
        Most(AnswerLengths.Azure, 8, 2.07),
        Most(AnswerLengths.Azure, 16, 2.33),
        Most(AnswerLengths.Azure, 32, 2.60),
        Most(AnswerLengths.Azure, 64, 2.90),
        Most(AnswerLengths.Mooncake, 8, 2.08),
        Most(AnswerLengths.Mooncake, 16, 2.49),
        Most(AnswerLengths.Mooncake, 32, 3.02),
        Most(AnswerLengths.Mooncake, 64, 3.73),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-a-waits-for-b", "003, Continuous Batching", "In a naive batch an answer of 10 tokens waits for one of 1,000 before it is given back; continuous batching returns it when it ends.", JudgeTwo),
        new("003-never-half-empty", "003, Continuous Batching", "A batch that is refilled whenever an answer ends never runs half empty, so the device stays busy.", JudgeFull),
        new("003-batching-table", "003, Comparison Summary", "Of static, dynamic and continuous batching, the continuous one has the best latency and the best throughput; the static one has the worst latency.", JudgeTable),
        new("003-dynamic-slightly-lower", "003, Dynamic Batching", "Dynamic batching has a slightly lower throughput than static batching.", JudgeSlightly),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("0.7 requests a second like Azure's: within 1 s and 100 ms a token, continuous batching", At(results, Kept, 0.7, Continuous), "%");

    private static CheckFigure Most(string source, int batch, double expected) =>
        new($"{source}, batches of {batch}: places for each token", "counted on the trace, batches in order of arrival", expected, 0.006, "", r => r.Value(MostGain, ("part", "bound"), ("variant", source), ("batch", batch)));

    private static Observation? At(ResultSet results, Metric metric, double load, string scheduler) => results.Single(metric, ("part", "contest"), ("load", load), ("variant", scheduler));

    private static Verdict JudgeTwo(ResultSet results)
    {
        double Of(Metric metric, string scheduler) => results.Value(metric, ("part", "two"), ("variant", scheduler));
        var (padded, paddedLong, alone) = (Of(ShortEnds, Static), Of(LongEnds, Static), Of(ShortEnds, Continuous));
        if (double.IsNaN(padded + paddedLong + alone))
        {
            return Verdict.NotRun;
        }

        var figure = $"the short answer is given back after {padded:0.00} s in a padded batch and after {alone:0.00} s by continuous batching; {Of(Padding, Static):0} places are computed for nothing";
        return padded >= paddedLong && alone < padded / 2 ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "the short answer does not wait for the long one");
    }

    private static Verdict JudgeFull(ResultSet results)
    {
        var found = s_loads.Select(load => (Load: load, InStep: At(results, InStep, load, Continuous))).ToArray();
        if (Array.Exists(found, f => f.InStep is null))
        {
            return Verdict.NotRun;
        }

        var figure = $"sequences in a step, of {Limit} allowed: " + string.Join(", ", found.Select(f => $"{f.InStep!.Value:0.0} at {f.Load:0.##}/s"));
        return found.All(f => f.InStep!.Value >= Limit / 2.0) ? Verdict.Reproduced(figure)
            : found.All(f => f.InStep!.Value < Limit / 2.0) && found[^1].InStep!.Value < 2 * found[0].InStep!.Value ? Verdict.Contradicted(figure)
            : Verdict.Depends("the arrival rate and the memory for keys and values: a batch holds no more than has arrived, and no more than fits", figure);
    }

    private static Verdict JudgeSlightly(ResultSet results)
    {
        var rows = s_loads.Select(load => (Load: load, Static: At(results, OutputRate, load, Static)?.Value ?? double.NaN, Dynamic: At(results, OutputRate, load, Dynamic)?.Value ?? double.NaN)).ToArray();
        if (Array.Exists(rows, r => double.IsNaN(r.Static + r.Dynamic)))
        {
            return Verdict.NotRun;
        }

        var figure = "output tokens a second, static and dynamic: " + string.Join("; ", rows.Select(r => $"{r.Static:0} and {r.Dynamic:0} at {r.Load:0.##}/s"));
        return rows.All(r => r.Dynamic < r.Static && r.Dynamic >= 0.8 * r.Static) ? Verdict.Reproduced(figure)
            : rows.All(r => r.Dynamic >= r.Static) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the load: below the capacity both give what arrives", figure);
    }

    private static Verdict JudgeTable(ResultSet results)
    {
        string[] schedulers = [Static, Dynamic, Continuous];
        var rows = s_loads.Select(load => (Load: load, Times: schedulers.Select(s => At(results, TtftMedian, load, s)?.Value ?? double.NaN).ToArray(), Rates: schedulers.Select(s => At(results, OutputRate, load, s)?.Value ?? double.NaN).ToArray())).ToArray();
        if (Array.Exists(rows, r => double.IsNaN(r.Times.Sum() + r.Rates.Sum())))
        {
            return Verdict.NotRun;
        }

        var figure = "median time to first token, static, dynamic, continuous: " + string.Join("; ", rows.Select(r => $"{string.Join(", ", r.Times.Select(t => $"{t:0.00} s"))} at {r.Load:0.##}/s"))
            + $"; output tokens a second at {rows[^1].Load:0.##}/s: {string.Join(", ", rows[^1].Rates.Select(r => $"{r:0}"))}";
        var best = rows.All(r => r.Times[2] <= r.Times[1] && r.Times[2] <= r.Times[0]) && rows.All(r => r.Rates[2] >= 0.98 * r.Rates.Max());
        var worst = rows.All(r => r.Times[0] >= r.Times[1]);
        return best && worst ? Verdict.Reproduced(figure)
            : best ? Verdict.Depends("load: the continuous one is best throughout; of the other two, the one with the fuller batches has the shorter queue once the device is overloaded", figure)
            : Verdict.Contradicted(figure, "continuous batching is not the best in both");
    }
}
