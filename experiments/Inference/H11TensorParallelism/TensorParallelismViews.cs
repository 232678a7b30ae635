namespace HotRow.Lab;

/// <summary>What is made of H11's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class TensorParallelism
{
    internal static readonly Metric StepTime = new("step-ms", "Time of a token, one request", "ms", false, "modelled: weight bytes / devices / bandwidth + 2 x layers x all-reduce; measured: median");
    internal static readonly Metric Gain = new("doubling-gain", "Gain from twice the devices", "x", true, "time on d devices / time on 2 d");
    internal static readonly Metric Floor = new("exchange-floor-ms", "Exchange of a step, start-up times alone", "ms", false, "2 all-reduces x layers x start-up time");
    internal static readonly Metric ExchangeShare = new("exchange-share", "Share of the exchange in a step, 8 devices", "", false, "exchange / (max(bytes / bandwidth, operations / peak) + exchange)");
    internal static readonly Metric Bandwidth = new("link-gbps", "Rate of long all-reduces", "GB/s", true, "1 / slope of the line of least squares through all sizes");
    internal static readonly Metric SmallTime = new("small-us", "All-reduce of 10,240 B", "us", false, "median of the table");
    internal static readonly Metric LinkTime = new("all-reduce-us", "Time of an all-reduce", "us", false, "median of the table");

    internal const string ModelName = "modelled: bandwidth and exchange";

    private const string Splitwise = "curriculum H13, splitwise-sim, Llama 2 70B on A100, one request";

    // A gain that a doubling must have to count as one, in measurements that repeat to 1 %.
    private const double NoGain = 1.02;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A token's time over devices: divided weights meet a floor of exchange", "devices", StepTime, "variant", [ReferenceLine.Horizontal("160 all-reduces at 25 us", 4)], LogX: true, LogY: true, XLabel: "devices that share each layer",
            Caption: "Llama 2 70B, 16 bit. Modelled on A100s from data sheets (one could not hold the weights; its point is bandwidth alone); measured points from splitwise-sim's table, medians."),
        new(ChartKind.Bar, "What each doubling of devices gains", "doubling", Gain, "variant", [ReferenceLine.Horizontal("twice", 2), ReferenceLine.Horizontal("nothing", 1)], XLabel: "devices",
            Caption: "Below 2 the exchange, or what cannot be divided, eats the rest. gpt-fast reports 1.61, 1.50 and 1.29 for a 7B model."),
        new(ChartKind.Line, "The exchange's share of a step, by the tokens in it", "tokens", ExchangeShare, "", [], LogX: true, XLabel: "tokens in the step",
            Caption: "Modelled: Llama 2 70B on 8 A100s, 25 us and 109 GB/s an all-reduce, nothing hidden behind computation."),
        new(ChartKind.Line, "An all-reduce: start-up time, then bandwidth", "bytes", LinkTime, "variant", [], LogX: true, LogY: true, XLabel: "bytes summed",
            Caption: "NCCL on one machine of A100s, from vidur's tables; medians, sizes of 10 KB and more. Below 1 MB the table repeats badly.", Where: new Dictionary<string, string> { ["part"] = "link" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("80 layers x 2 all-reduces x 25 us", "curriculum H11", 4, 1e-9, "ms", r => r.Value(Floor)),
        new("all-reduce of 10 KB on 8 A100s", "curriculum H11, vidur's table", 25, 0.5, "us", r => r.Value(SmallTime, ("variant", "8 devices"))),
        new("rate of long all-reduces on 8 A100s", "curriculum H11, vidur's table", 109, 7, "GB/s", r => r.Value(Bandwidth, ("variant", "8 devices"))),
        new("a token on 2 A100s", Splitwise, 54.8, 0.3, "ms", r => Token(r, 2)),
        new("a token on 4 A100s", Splitwise, 44.5, 0.7, "ms", r => Token(r, 4)),
        new("a token on 8 A100s", Splitwise, 45, 0.5, "ms", r => Token(r, 8)),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-tp-reduces-latency", "003, Tensor Parallelism", "Splitting tensors over devices reduces the latency of a request.", JudgeLatency),
        new("003-tp-diminishing", "003, Tensor Parallelism", "Returns diminish at large scale, for the devices must exchange their parts.", JudgeDiminishing),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("gain of 8 devices over 4, one token of a 70B model, modelled from bandwidth and exchange", results.Single(Gain, ("variant", ModelName), ("doubling", Doubling(4))), "x");

    private static double Token(ResultSet results, int devices) => results.Value(StepTime, ("part", "measured"), ("variant", "A100, measured"), ("devices", devices));

    private static Verdict JudgeLatency(ResultSet results)
    {
        var modelled = results.Where(Gain, ("variant", ModelName)).ToArray();
        if (modelled.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = Listed("modelled", modelled);
        var measured = results.Where(Gain, ("part", "measured")).ToArray();
        if (measured.Length == 0)
        {
            return Verdict.NotTestableHere("the table of measured times is not here", figure);
        }

        figure = string.Join("; ", measured.GroupBy(o => o.Variant).Select(g => Listed(g.Key, [.. g])));
        return measured.All(o => o.Value > NoGain) ? Verdict.Reproduced(figure)
            : measured.All(o => o.Value <= NoGain) ? Verdict.Contradicted(figure)
            : Verdict.Depends("how many devices share it already, and whether a prompt or a token is meant", figure);
    }

    private static Verdict JudgeDiminishing(ResultSet results)
    {
        var series = results.Where(Gain).GroupBy(o => o.Variant).Where(g => g.Count() > 1).ToArray();
        if (series.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", series.Select(g => Listed(g.Key == ModelName ? "modelled" : g.Key, [.. g])));
        bool Falls(IEnumerable<Observation> gains) => gains.Last().Value < gains.First().Value;
        return series.All(Falls) ? Verdict.Reproduced(figure)
            : !series.Any(Falls) ? Verdict.Contradicted(figure)
            : Verdict.Depends("model, devices and what is timed", figure);
    }

    private static string Listed(string name, Observation[] gains) => $"{name}: " + string.Join(", ", gains.Select(o => FormattableString.Invariant($"{o["doubling"].Text} {o.Value:0.00} x")));
}
