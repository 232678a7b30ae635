using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What is made of F11's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class AcceleratorSelector
{
    internal static readonly Metric ToHold = new("to-hold", "Accelerators to hold the weights", "", false, "fewest n with n x (0.9 x memory - 2 GB) > weights, with room for 16 tokens");
    internal static readonly Metric StepMs = new("step-ms", "Time of a step", "ms", false, "larger of operations / dense peak and bytes / peak bandwidth");
    internal static readonly Metric Gain = new("gain", "H100 over A100", "x", null, "figure or speed of the H100 SXM / of the A100 80 GB");
    internal static readonly Metric Rate = new("good-rate", "Requests that one accelerator serves in time", "1/s", true, "highest rate at which 90 % keep TTFT 1 s and TPOT 100 ms");
    internal static readonly Metric PerKilowatt = new("rate-per-kw", "Requests in time by board power", "1/s/kW", true, "requests served in time / board power limit");
    internal static readonly Metric Worth = new("worth", "What one may cost beside an RTX 4090", "x", true, "ratio of the requests served in time, or of the dense peaks, to the RTX 4090's");
    internal static readonly Metric Left = new("left", "Requests in time that are left", "%", null, "requests served in time with one figure halved / as it is");

    internal const string ReferenceName = "rtx4090";
    internal const string SensitiveName = "a100-80gb";
    internal const string DecodeName = "decode, one sequence";
    internal const string PromptName = "prompt of 2,048 tokens";
    internal const string ArithmeticName = "dense 16-bit peak";
    internal const string BandwidthName = "peak bandwidth";
    internal const string WorthName = "by requests in time";
    internal const string PeakName = "by dense peak";
    internal const string HalfArithmetic = "half the arithmetic";
    internal const string HalfBandwidth = "half the bandwidth";
    internal const string HalfMemory = "half the memory";

    // A figure counts when halving it takes at least this share of the requests.
    private const double Counts = 3;

    // Farther apart than that, the peak would mislead a buyer.
    private const double Misleads = 1.25;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "What one accelerator serves in time", "accelerator", Rate, "part", [], XLabel: "",
            Caption: "Modelled: Llama 3.1 8B in 16 bits, arrivals and lengths drawn like Azure's conversations, TTFT 1 s and TPOT 100 ms kept by 90 %; rooflines at 94 % of the arithmetic and 86 % of the bandwidth, as fitted on an RTX 4090. None: a request alone is too slow, or nothing fits.", Where: Part("arrivals")),
        new(ChartKind.Bar, "What one may cost beside an RTX 4090: requests in time and peak disagree", "accelerator", Worth, "variant", [ReferenceLine.Horizontal("as much as an RTX 4090", 1)], XLabel: "",
            Caption: "Modelled: multiply by what an RTX 4090 costs you. Dearer than the first bar, the other one is the better buy for these arrivals.", Where: Part("arrivals")),
        new(ChartKind.Scatter, "A step by what it needs: arithmetic for prompts, bandwidth for answers", "accelerator", StepMs, "variant", [], LogY: true, XLabel: "",
            Caption: "Modelled: Llama 3.1 8B, peaks of the data sheets, a lower bound.", Where: Part("step")),
        new(ChartKind.Bar, "Half of one figure of an A100: what is left", "variant", Left, "part", [ReferenceLine.Horizontal("as it is", 100)], XLabel: "",
            Caption: "Modelled, the same arrivals and objectives.", Where: Part("sensitivity")),
        new(ChartKind.Bar, "Accelerators that hold the weights", "accelerator", ToHold, "variant", [], LogY: true, XLabel: "",
            Caption: "Computed: 16-bit weights, 0.9 of the memory, 2 GB for other things on each.", Where: Part("fit")),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("H100 over A100, dense peak", "NVIDIA data sheets: 989.4 / 312", 3.171, 0.001, "x", r => r.Value(Gain, ("part", "step"), ("variant", ArithmeticName))),
        new("H100 over A100, bandwidth", "NVIDIA data sheets: 3,350 / 2,039", 1.643, 0.001, "x", r => r.Value(Gain, ("part", "step"), ("variant", BandwidthName))),
        new("H100 over A100, decode of Llama 2 70B on two", "splitwise-sim: 54.9 / 37.4 ms at prompts of 2,048 tokens", 1.465, 0.01, "x", r => r.Value(Gain, ("part", "measured"), ("variant", DecodeName))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-more-flops-no-help", "003, Selecting accelerators", "Where bandwidth is the bottleneck, more arithmetic does not help.", JudgeArithmetic),
        new("003-big-three", "003, Selecting accelerators", "Arithmetic, memory size and bandwidth are the three figures that say whether and how fast an accelerator serves.", JudgeThree),
        new("003-perf-per-dollar", "003, Selecting accelerators", "What decides is performance per dollar and not a peak.", JudgeDollars),
    ];

    /// <summary>The model of the figures.</summary>
    internal static ModelShape Shape => ModelShapes.Llama31With8B;

    public Headline Headline(ResultSet results) => HotRow.Headline.From("H100 over A100, one sequence's decode step (3.17 times the arithmetic)", results.Single(Gain, ("part", "step"), ("variant", DecodeName)), "x");

    private static Dictionary<string, string> Part(string part) => new() { ["part"] = part };

    private static Verdict JudgeArithmetic(ResultSet results)
    {
        double Of(string part, string variant) => results.Value(Gain, ("part", part), ("variant", variant));
        var (peak, bandwidth, decode, measured) = (Of("step", ArithmeticName), Of("step", BandwidthName), Of("step", DecodeName), Of("measured", DecodeName));
        if (double.IsNaN(peak + bandwidth + decode))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"H100 over A100: {peak:0.00} x the arithmetic, {bandwidth:0.00} x the bandwidth; a decode step {decode:0.00} x as fast (modelled)")
            + (double.IsNaN(measured) ? "" : FormattableString.Invariant($", {measured:0.00} x measured on Llama 2 70B (splitwise-sim)"));
        var gain = double.IsNaN(measured) ? decode : Math.Max(decode, measured);
        return gain <= 1.02 * bandwidth ? Verdict.Reproduced(figure)
            : gain >= 0.9 * peak ? Verdict.Contradicted(figure)
            : Verdict.Depends("the batch: a larger one needs more arithmetic for each byte", figure);
    }

    private static Verdict JudgeThree(ResultSet results)
    {
        var left = new[] { HalfArithmetic, HalfBandwidth, HalfMemory }.Select(v => (Name: v, Left: results.Value(Left, ("part", "sensitivity"), ("variant", v)))).ToArray();
        if (left.Any(l => double.IsNaN(l.Left)))
        {
            return Verdict.NotRun;
        }

        var figure = $"requests in time that an A100 80 GB still serves: {string.Join(", ", left.Select(l => FormattableString.Invariant($"{l.Left:0} % with {l.Name}")))}";
        var idle = left.Where(l => l.Left > 100 - Counts).Select(l => l.Name).ToArray();
        return idle.Length == 0 ? Verdict.Reproduced(figure)
            : idle.Length == left.Length ? Verdict.Contradicted(figure)
            : Verdict.Depends($"which of the three binds for the model and the arrivals: here {string.Join(" and ", idle)} takes nothing", figure);
    }

    private static Verdict JudgeDollars(ResultSet results)
    {
        var served = results.Where(Worth, ("part", "arrivals"), ("variant", WorthName)).Where(o => o.Value > 0).ToArray();
        var pairs = served.Select(o => (Name: o["accelerator"].Text, Worth: o.Value, Peak: results.Value(Worth, ("part", "arrivals"), ("variant", PeakName), ("accelerator", o["accelerator"].Text))))
            .Where(p => !double.IsNaN(p.Peak) && p.Name != ReferenceName).ToArray();
        if (pairs.Length == 0)
        {
            return Verdict.NotRun;
        }

        var farthest = pairs.OrderByDescending(p => Math.Abs(Math.Log(p.Worth / p.Peak))).Take(3).ToArray();
        var figure = $"worth beside an RTX 4090 on these arrivals: {string.Join(", ", farthest.Select(p => FormattableString.Invariant($"{p.Name} {p.Worth:0.0#} x, by its peak {p.Peak:0.0#} x")))}";
        return farthest[0].Worth / farthest[0].Peak is > Misleads or < 1 / Misleads
            ? Verdict.Depends("the price, the arrivals and the objectives: the ranking follows from all three, and no peak gives it", figure)
            : Verdict.Contradicted(figure, "the peak alone would rank them alike");
    }
}
