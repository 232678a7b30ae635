namespace HotRow.Lab;

/// <summary>What is made of G0's points: metrics, charts, check rows.</summary>
internal sealed partial class StatedFigures
{
    internal static readonly Metric CacheGB = new("cache-gb", "Keys and values", "GB", false, "2 x batch x tokens x layers x KV heads x head width x bytes");
    internal static readonly Metric CacheToWeights = new("cache-to-weights", "Keys and values over weights", "", null, "bytes of the cache / bytes of the weights");
    internal static readonly Metric LayerFactor = new("layer-factor", "Reduction by sharing over three layers", "x", true, "bytes of three layers / bytes of one");
    internal static readonly Metric NetFactor = new("net-factor", "Net reduction", "x", true, "16 bits / (bits + bits of a scale / numbers that share it)");
    internal static readonly Metric Bits = new("bits", "Bits", "", false, "bits of one number");
    internal static readonly Metric QueriesPerKv = new("queries-per-kv", "Query heads per KV head", "", null, "query heads / KV heads; 1 is multi-head attention");
    internal static readonly Metric RoundTokens = new("round-tokens", "Tokens per round", "", true, "(1 - a^(K+1)) / (1 - a)");
    internal static readonly Metric RoundSpeedUp = new("round-speed-up", "Speed-up over plain decoding", "x", true, "tokens per round / (K x draft / target + 1)");
    internal static readonly Metric AcceptedShare = new("accepted-share", "Drafted tokens that are used", "", true, "(tokens per round - 1) / K");
    internal static readonly Metric DraftCost = new("draft-cost", "Draft step over target step", "", false, "1.8 ms / 14.1 ms");
    internal static readonly Metric NeededAcceptance = new("needed-acceptance", "Acceptance that doubles the speed", "", null, "a at which tokens per round / (K x draft / target + 1) = 2");
    internal static readonly Metric LadderGain = new("ladder-gain", "Reported rate over bf16", "x", true, "tokens/s / tokens/s in bf16, as reported");
    internal static readonly Metric AttentionError = new("attention-error", "Relative error of attention", "", false, "|result - exact| / |exact|, random vectors");
    internal static readonly Metric Work = new("work", "Pairs looked at, or tokens kept", "", false, "counted until n tokens are made");
    internal static readonly Metric WindowFactor = new("window-factor", "Reduction by a sliding window", "x", true, "sum of lengths / sum of min(length, window)");
    internal static readonly Metric MeanOverWindow = new("mean-over-window", "Mean length over window", "x", null, "mean of lengths / window");

    internal static readonly Metric StatedGain = new("stated-gain", "Stated gain of speculation", "x", true, "the document's range: its ends are the interval's");

    internal const string SharedCode = "one of 256 codes for 16 values";
    internal const string InText = "in the text";
    internal const string InTable = "in the comparison";
    internal const string Llama13B = "Llama 2 13B, 32 x 2,048";
    internal const string Llama13BByHeads = "Llama 2 13B, by heads";
    internal const string ByHidden = "540B, hidden width 18,432";
    internal const string ByWideHeads = "540B, 48 heads of 256";
    internal const string ByHeads = "540B, 48 heads of 128";
    internal const string SameLength = "all 10,000";
    internal const string MixedLengths = "mean 10,000, mixed";
    internal const string Multiplied = "int8 and int4 multiplied";
    internal const string Paged = "paged";
    internal const string Evicted = "older half dropped";
    private const string Recomputed = "recomputed: pairs of the last step";
    private const string Cached = "cached: pairs of the last step";
    private const string CacheHolds = "tokens in the cache";

    private const double DraftMs = 1.8;
    private const double TargetMs = 14.1;

    private static readonly (string Name, int Heads, int Width)[] s_palm = [(ByHidden, 1, 18_432), (ByWideHeads, 48, 256), (ByHeads, 48, 128)];
    private static readonly (int Bits, int Group)[] s_stored = [(8, 128), (4, 64), (4, 32), (2, 32)];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Which heads give the reported 3 TB of keys and values", "variant", CacheGB, "part", [ReferenceLine.Horizontal("document: 3 TB", 3_000), ReferenceLine.Horizontal("document: 54 GB", 54)], LogY: true, XLabel: "model and what stands for its width",
            Caption: "Computed. The document's formula takes the hidden width, which is right for the 13B model and three times too much for the 540B one: its KV heads are narrower together than its hidden width.",
            Where: new Dictionary<string, string> { ["part"] = "cache size" }),
        new(ChartKind.Line, "Speculation doubles the speed from three accepted tokens of four on", "acceptance", RoundSpeedUp, "variant", [ReferenceLine.Horizontal("document: > 2 x", 2), ReferenceLine.Horizontal("document's table: 1.5 x", 1.5)],
            XLabel: "probability that a drafted token is accepted", Caption: "Computed for a draft step of 1.8 ms and a target step of 14.1 ms, each token accepted independently. Verification is taken to cost one target step.",
            Where: new Dictionary<string, string> { ["part"] = "speculation" }),
        new(ChartKind.Line, "A sliding window saves what the lengths allow", "window", WindowFactor, "lengths", [ReferenceLine.Horizontal("document: 10 x", 10)], LogX: true, LogY: true, XLabel: "window (tokens)",
            Caption: "Sum of lengths over sum of what a window keeps of them. Real lengths are prompt and answer together, counted in the traces.",
            Where: new Dictionary<string, string> { ["part"] = "window" }),
        new(ChartKind.Bar, "Keys and values: rounding and dropping change the result, paging does not", "variant", AttentionError, "part", [], XLabel: "how keys and values are kept",
            Caption: "Computed on random vectors: 512 tokens, width 128. The sizes are not those of a trained model; zero or not zero is.",
            Where: new Dictionary<string, string> { ["part"] = "rounded" }),
        new(ChartKind.Bar, "Reported gains of quantization, and what multiplying would promise", "variant", LadderGain, "part", [ReferenceLine.Horizontal("half the bytes", 2), ReferenceLine.Horizontal("a quarter of the bytes", 4)], XLabel: "weights",
            Caption: "Rates reported by gpt-fast for Llama 2 7B on one A100. int4 takes the place of int8: the two cannot be multiplied.",
            Where: new Dictionary<string, string> { ["part"] = "ladder" }),
        new(ChartKind.Bar, "Grouped-query attention is not in every Llama 2", "variant", QueriesPerKv, "part", [ReferenceLine.Horizontal("multi-head attention", 1)], XLabel: "model",
            Caption: "Query heads that share one KV head, from the models' configurations.", Where: new Dictionary<string, string> { ["part"] = "heads" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Cache(Llama13B, 53.687, 0.001),
        Cache(ByHidden, 9_121, 2),
        Cache(ByWideHeads, 6_080, 2),
        Cache(ByHeads, 3_040, 1),
        new("draft step / target step", "document 003: 1.8 and 14.1 ms", 0.1277, 0.0001, "", r => r.Value(DraftCost)),
        new("acceptance that doubles the speed, K = 4", "curriculum G9", 0.745, 0.001, "", r => r.Value(NeededAcceptance)),
        new("tokens per round at a = 0.8, K = 4", "curriculum G8", 3.362, 0.001, "", r => r.Value(RoundTokens, ("variant", "K = 4"), ("acceptance", 0.8))),
        new("window of 1,024 on azure-conv", "curriculum G17", 1.74, 0.005, "x", r => r.Value(WindowFactor, ("lengths", "azure-conv"), ("window", Window))),
        new("window of 1,024 on mooncake", "curriculum G17", 12.1, 0.05, "x", r => r.Value(WindowFactor, ("lengths", "mooncake"), ("window", Window))),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("keys and values of the 13B example", results.Single(CacheGB, ("variant", Llama13B)), "GB");

    internal static string StoredName(int bits, int group) => $"{bits} bit, a scale per {group}";

    private static CheckFigure Cache(string variant, double gb, double tolerance) => new($"keys and values: {variant}", "curriculum G15, recomputed", gb, tolerance, "GB", r => r.Value(CacheGB, ("variant", variant)));
}
