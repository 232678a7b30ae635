using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What is made of A7's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class InferenceRoofline
{
    internal static readonly Metric Ridge = new("ridge", "Ridge", "FLOP/B", null, "peak arithmetic / peak bandwidth; accelerators: dense 16-bit, data sheets");
    internal static readonly Metric BatchAtRidge = new("batch-at-ridge", "Batch at the ridge", "", null, "ridge x bytes of a weight / 2; keys and values not counted");
    internal static readonly Metric LongestContext = new("longest-context", "Context beyond which no batch reaches the ridge", "tokens", null, "FLOP a token / (KV bytes a token x ridge - attention FLOP a pair)");
    internal static readonly Metric OverRidge = new("over-ridge", "Intensity over the ridge", "", null, "operations a byte of the step / ridge; above 1 arithmetic limits, below 1 bandwidth");
    internal static readonly Metric Intensity = new("intensity", "Arithmetic intensity", "FLOP/B", null, "operations / bytes that must move, each once");
    internal static readonly Metric Attained = new("attained", "Measured over attainable", "", true, "max(operations / peak, bytes / bandwidth) / time, ceilings of the same round");
    internal static readonly Metric TokenGain = new("token-gain", "Tokens per second, largest batch over batch 1", "x", true, "batch x time at batch 1 / time at that batch, median over rounds");
    internal static readonly Metric MsPerToken = new("ms-per-token", "Time per token", "ms", false, "time of a product / tokens in it");
    internal static readonly Metric PrefillMs = new("prefill-ms", "Time of a prefill", "ms", false, "profiled: sum of measured layer times; limits: bytes / bandwidth and operations / peak");
    internal static readonly Metric ShareOfPeak = new("share-of-peak", "Share of the peak", "", true, "reported time against dense peak or bandwidth of the data sheet");

    /// <summary>Layer times of an RTX 4090, as measured by others.</summary>
    internal const string Profiled = "profiled on the device";

    /// <summary>What the bandwidth alone allows.</summary>
    internal const string ByBandwidth = "limit by bandwidth";

    /// <summary>What the arithmetic alone allows.</summary>
    internal const string ByArithmetic = "limit by arithmetic";

    internal const string WholeImage = "all four levels";
    internal const string OneToken = "decode, batch 1";
    internal const string Prompt = "prefill of 1,024 tokens";

    private const string Source = "computed: dense 16-bit peak / bandwidth of the data sheets";

    // Within a quarter of the roof counts as on it.
    private const double Near = 0.75;

    private static readonly (string, string) s_measured = ("part", "measured");

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Products under the measured roof, by their batch", "intensity", Metrics.GflopPerSecond, "kernel", [], LogX: true, LogY: true, XLabel: "arithmetic intensity (FLOP/B)",
            Caption: "One core of this machine. The roof is the lesser of two rates measured in the same rounds: multiply-adds in registers, and a read of main memory times the intensity. Products at batch 1 to 64; operations and bytes are counted once.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.HeatMap, "A decode step above its ridge: large batches, and short contexts only", "batch", OverRidge, "context", [], LogY: true, XLabel: "sequences in the step",
            Caption: "Computed for Llama 3.1 8B in 16 bits: operations a byte over the accelerator's ridge; above 1 arithmetic limits. Rows are tokens of context in every sequence. Keys and values grow with the batch, so a long context never reaches the ridge.",
            Where: new Dictionary<string, string> { ["part"] = "diagram" }, SliderBy: "device", SliderStart: "h100-sxm"),
        new(ChartKind.Line, "A short prefill takes the time of its weights, a long one that of its arithmetic", "tokens", PrefillMs, "variant", [], LogX: true, LogY: true, XLabel: "tokens of the prefill",
            Caption: "Llama 3.1 8B on one RTX 4090. Profiled: layer times measured by others (LLMServingSim's tables), summed. The limits are computed from the data sheet.",
            Where: new Dictionary<string, string> { ["part"] = "phases" }),
        new(ChartKind.Bar, "Image blocks lie right of every ridge but the deepest; a decode step lies left", "block", Intensity, "variant",
            [.. Compared.Select(Accelerators.Find).Select(a => ReferenceLine.Horizontal($"ridge of {a.Title}", Math.Round(a.Ridge, 1)))], LogY: true, XLabel: "block",
            Caption: "Counted: 3x3 convolutions of an image model's four levels at 64 x 64 latents, two images at once, 16 bits; and a language model of 8 billion weights at 1,024 tokens.",
            Where: new Dictionary<string, string> { ["part"] = "images" }),
        new(ChartKind.Line, "Time of a token, by how many share the weights", "batch", MsPerToken, "kernel", [], LogX: true, LogY: true, XLabel: "tokens in the product",
            Caption: "One core; the weights of the batched products lie in main memory and are read once for all tokens. The prompt's product has smaller weights, so that only its slope compares.",
            Where: new Dictionary<string, string> { ["part"] = "measured", ["kernel"] = RooflineDots.Product }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        RidgeOf("a100-80gb", 153.0),
        RidgeOf("h100-sxm", 295.3),
        RidgeOf("h200-sxm", 206.1),
        RidgeOf("rtx4090", 163.9),
        new("batch at the ridge, H100, 8-bit weights", "computed: ridge x bytes / 2", 147.7, 0.1, "", r => r.Value(BatchAtRidge, ("device", "h100-sxm"), ("weight", "8 bit"))),
        new("product of a prompt, measured over attainable", "curriculum A7: within 25 % of the roof", 1, 0.25, "", r => r.Value(Attained, s_measured, ("variant", RooflineDots.Prefill))),
        new("share of the peak, prefill of 2,048 tokens", "reported with splitwise-sim, curriculum A10: 65.8 %", 0.658, 0.005, "", r => r.Value(ShareOfPeak, ("variant", "arithmetic, prefill of 2,048 tokens"))),
        new("share of the bandwidth, decode", "reported with splitwise-sim, curriculum A10: 61.8 %", 0.618, 0.005, "", r => r.Value(ShareOfPeak, ("variant", "bandwidth, decode at batch 1"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-intensity", "003, Roofline model", "Operations per byte of memory access decide whether arithmetic or bandwidth limits an operation.", JudgeIntensity),
        new("003-decode-bandwidth", "003, Prefill and decode", "Decoding is limited by memory bandwidth.", JudgeDecode),
        new("003-prefill-compute", "003, Prefill and decode", "Prefill is limited by arithmetic.", JudgePrefill),
        new("003-images-compute", "003, Bottlenecks in different model types", "Image models are typically limited by arithmetic.", JudgeImages),
        new("003-long-context-bandwidth", "003, Production implications", "Long contexts make memory bandwidth the bottleneck.", JudgeContext),
        new("003-flops-name", "003, Compute-bound", "FLOPs are floating-point operations per second.", JudgeName),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("operations a byte at which arithmetic and bandwidth of one core meet", results.Single(Ridge, s_measured), "FLOP/B");

    private static CheckFigure RidgeOf(string device, double expected) =>
        new($"ridge of {device}", Source, expected, 0.2, "FLOP/B", r => r.Value(Ridge, ("part", "ridges"), ("device", device)));

    private static Verdict JudgeIntensity(ResultSet results)
    {
        var dots = results.Where(Attained, s_measured).Where(o => o.Variant is RooflineDots.Product or RooflineDots.Prefill).ToArray();
        if (dots.Length < 2)
        {
            return Verdict.NotRun;
        }

        var figure = $"measured over min(peak, bandwidth x intensity): {string.Join(", ", dots.Select(d => $"{d.Value:0.00} [{d.Low:0.00}, {d.High:0.00}] at {d["intensity"].Number:0.##} FLOP/B"))}";
        return Array.TrueForAll(dots, d => d.High >= Near && d.Low <= 1 / Near) ? Verdict.Reproduced(figure)
            : Array.TrueForAll(dots, d => d.High < 0.5) ? Verdict.Contradicted(figure, "no product comes near the roof")
            : Verdict.Depends("how near the kernel comes to its roof: between the two limits they add up", figure);
    }

    private static Verdict JudgeDecode(ResultSet results)
    {
        if (results.Where(TokenGain, s_measured).SingleOrDefault() is not { } gain || results.Single(Ridge, s_measured) is not { } ridge)
        {
            return Verdict.NotRun;
        }

        var batch = gain["batch"].Number;
        var devices = string.Join(", ", Compared.Select(d => results.Single(Ridge, ("part", "ridges"), ("device", d))).OfType<Observation>().Select(o => $"{o.Value:0} on {o.Variant}"));
        var figure = $"one core, fp32: batch {batch:0} brings {gain.Value:0.0} [{gain.Low:0.0}, {gain.High:0.0}] times the tokens a second of batch 1; ridge {ridge.Value:0.0} FLOP/B, so batch {StepCount.BatchAtRidge(ridge.Value, 4):0}"
            + (devices.Length > 0 ? $"; computed batch at the ridge for 16-bit weights without keys and values: {devices}" : "");
        return gain.Low > Near * batch ? Verdict.Reproduced(figure)
            : gain.High < Near * batch && gain.Low > 1 ? Verdict.Depends("the batch: below ridge x bytes / 2 the weights' bytes limit, above it arithmetic does", figure)
            : Verdict.NotTestableHere("the measured gain does not tell the two apart in this run", figure);
    }

    private static Verdict JudgePrefill(ResultSet results)
    {
        var sides = results.Where(OverRidge, ("part", "phases")).GroupBy(o => o["tokens"].Number).OrderBy(g => g.Key).ToArray();
        if (sides.Length == 0)
        {
            return Verdict.NotRun;
        }

        double Ms(double tokens, string variant) => results.Value(PrefillMs, ("part", "phases"), ("tokens", tokens), ("variant", variant));
        var figure = $"intensity over the ridge, Llama 3.1 8B on four accelerators: {string.Join("; ", sides.Select(g => $"{g.Key:0} {(g.Key == 1 ? "token" : "tokens")} {g.Min(o => o.Value):0.00} to {g.Max(o => o.Value):0.00}"))}; "
            + $"RTX 4090, 16 tokens: {Ms(16, Profiled):0.0} ms where the weights alone take {Ms(16, ByBandwidth):0.0} and the arithmetic {Ms(16, ByArithmetic):0.0}";
        var above = sides.Count(g => g.All(o => o.Value > 1));
        return above == sides.Length ? Verdict.Reproduced(figure)
            : above == 0 ? Verdict.Contradicted(figure)
            : Verdict.Depends("the tokens that share a step: hundreds are, a chunk of 16 is not", figure);
    }

    private static Verdict JudgeContext(ResultSet results)
    {
        var steps = results.Where(OverRidge, ("part", "diagram")).ToArray();
        if (steps.Length == 0)
        {
            return Verdict.NotRun;
        }

        var (batch, least, most) = (steps.Max(s => s["batch"].Number), steps.Min(s => s["context"].Number), steps.Max(s => s["context"].Number));
        Observation[] Of(double context) => [.. steps.Where(s => s["batch"].Number == batch && s["context"].Number == context)];
        var (brief, deep) = (Of(least), Of(most));
        if (brief.Length == 0 || deep.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"a decode step of {batch:0} sequences, operations a byte over the ridge: {Span(brief)} with {least:N0} tokens of context each, {Span(deep)} with {most:N0} (computed)";
        return brief.All(s => s.Value > 1) && deep.All(s => s.Value < 1) ? Verdict.Reproduced(figure)
            : deep.All(s => s.Value > 1) ? Verdict.Contradicted(figure, "arithmetic limits at every context")
            : Verdict.Depends("the accelerator and the batch: a small batch is limited by bandwidth at any context", figure);
        static string Span(Observation[] found) => $"{found.Min(s => s.Value):0.00} to {found.Max(s => s.Value):0.00}";
    }

    private static Verdict JudgeImages(ResultSet results)
    {
        var blocks = results.Where(Intensity, ("part", "images"), ("variant", "3x3 convolution")).ToArray();
        var ridges = results.Where(Ridge, ("part", "ridges")).Select(o => o.Value).ToArray();
        if (blocks.Length == 0 || ridges.Length == 0)
        {
            return Verdict.NotRun;
        }

        var whole = blocks.Single(b => b["block"].Text == WholeImage).Value;
        var figure = $"{string.Join(", ", blocks.Select(b => $"{b["block"].Text}: {b.Value:0} FLOP/B"))}; ridges {ridges.Min():0} to {ridges.Max():0}";
        return whole > ridges.Max() ? Verdict.Reproduced(figure, "by counted bytes; the deepest level alone may lie below")
            : whole < ridges.Min() ? Verdict.Contradicted(figure)
            : Verdict.Depends("the accelerator", figure);
    }

    private static Verdict JudgeName(ResultSet results) =>
        results.Single(Metrics.GflopPerSecond, s_measured, ("variant", RooflineDots.Prefill)) is not { } rate
            ? Verdict.NotRun
            : Verdict.Depends("what the s stands for: operations (FLOPs) and operations a second (FLOP/s) differ by a time, and the text means the rate", $"the product of a prompt ran at {rate.Value:0.0} GFLOP/s: the operations are a number, their rate is another");
}
