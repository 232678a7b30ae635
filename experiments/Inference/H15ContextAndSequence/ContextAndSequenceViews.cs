using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What is made of H15's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ContextAndSequence
{
    internal static readonly Metric MergeDifference = new("merge-difference", "Merged parts against the whole", "", false, "largest |merged - whole| over the numbers of one head's result");
    internal static readonly Metric KvGB = new("kv-gb", "Keys and values on each device", "GB", false, "ceil(tokens / devices) x bytes of a token");
    internal static readonly Metric SentMB = new("sent-mb", "Sent by each device", "MB", false, "bytes that leave one device");
    internal static readonly Metric ActivationGB = new("activation-gb", "Activations of norms and dropout, one layer", "GB", false, "10 x tokens x hidden B; split along the sequence a share of 1 / devices");
    internal static readonly Metric Saved = new("saved", "Saved of these activations", "%", true, "(t - 1) / t of t devices");
    internal static readonly Metric CrossingKB = new("crossing-kb", "Crosses between attention and feed-forward devices", "KB a token", false, "2 x layers x hidden x 2 B");

    internal const string RingName = "prompt: keys and values around a ring";
    internal const string MergeName = "one token: partial results";
    internal const string OperatorsName = "one token: attention and feed-forward apart";
    internal const string TensorName = "tensor parallelism alone";
    internal const string SequenceName = "and split along the sequence";

    private const double MergeTolerance = 1e-6;

    private static readonly ModelShape s_shape = ModelShapes.Llama31With70B;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "A prompt's exchange grows with its length, a token's does not", "tokens", SentMB, "variant", [], LogX: true, LogY: true, XLabel: "tokens of the context",
            Caption: "Computed: Llama 3.1 70B, 8 devices, 16-bit keys and values; partial results in fp32, all layers.", Where: Part("traffic")),
        new(ChartKind.Line, "A context over p devices: a p-th of its keys and values on each", "devices", KvGB, "variant", [], LogX: true, LogY: true, XLabel: "devices",
            Caption: "Computed: Llama 3.1 70B, one sequence of 131,072 tokens.", Where: Part("memory")),
        new(ChartKind.Line, "What the literature calls sequence parallelism saves (t - 1) / t", "devices", ActivationGB, "variant", [], LogX: true, LogY: true, XLabel: "devices",
            Caption: "Computed: activations around norms and dropout of one layer, Llama 3.1 70B, 131,072 tokens (Korthikanti et al., 2022). They are kept in training; inference has them for a moment only.", Where: Part("sequence")),
        new(ChartKind.Bar, "Merging parts of attention loses nothing but rounding", "variant", MergeDifference, "part", [ReferenceLine.Horizontal("curriculum H15: 1e-6", MergeTolerance)], LogY: true, XLabel: "context split into",
            Caption: "Computed in double precision: one head of 128, scores up to 30 apart, against the definition of softmax.", Where: Part("merge")),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("merged attention of 8 parts against the whole", "curriculum H15: equal to 1e-6", 0, MergeTolerance, "", r => r.Value(MergeDifference, ("part", "merge"), ("parts", 8))),
        new("saved by 8 devices along the sequence", "Korthikanti et al. 2022: (t - 1) / t", 87.5, 1e-9, "%", r => r.Value(Saved, ("part", "sequence"), ("devices", 8))),
        new("keys and values of 131,072 tokens on one of 8 devices", "2 x 80 layers x 8 heads x 128 x 2 B x 16,384", 5.36870912, 1e-9, "GB", r => r.Value(KvGB, ("part", "memory"), ("devices", 8))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-sequence-parallelism", "003, Sequence parallelism", "Sequence parallelism means different operators on different devices, such as attention on one and feed-forward blocks on another.", JudgeSequence),
        new("003-context-memory", "003, Context parallelism", "Splitting a long context over p devices takes the pressure off each device's memory: each holds a p-th of the keys and values.", JudgeMemory),
        new("003-context-interaction", "003, Context parallelism", "With the context split, attention still needs exchange between the devices.", JudgeInteraction),
    ];

    /// <summary>The model of the figures.</summary>
    internal static ModelShape Shape => s_shape;

    public Headline Headline(ResultSet results) => HotRow.Headline.From("eight parts of a context merged: largest difference from the whole", results.Single(MergeDifference, ("part", "merge"), ("parts", 8)), "");

    private static Dictionary<string, string> Part(string part) => new() { ["part"] = part };

    // The name's established meaning saves memory along the sequence; the document's moves every activation across a link and saves none of it.
    private static Verdict JudgeSequence(ResultSet results)
    {
        var (saved, crossing) = (results.Value(Saved, ("part", "sequence"), ("devices", 8)), results.Value(CrossingKB, ("part", "sequence")));
        if (double.IsNaN(saved + crossing))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"split along the sequence, 8 devices save {saved:0.0} % of the activations that tensor parallelism leaves whole; attention and feed-forward apart send {crossing:N0} KB for each token of a 70B model");
        return saved > 0 && crossing > 0
            ? Verdict.Contradicted(figure, "in the literature the name stands for splitting norms and dropout along the sequence (Korthikanti et al., 2022); what the document describes is called attention-FFN disaggregation")
            : Verdict.Reproduced(figure);
    }

    private static Verdict JudgeMemory(ResultSet results)
    {
        var held = s_devices.Select(d => (Devices: d, GB: results.Value(KvGB, ("part", "memory"), ("devices", d)))).ToArray();
        if (held.Any(h => double.IsNaN(h.GB)))
        {
            return Verdict.NotRun;
        }

        var figure = $"131,072 tokens of a 70B model: {string.Join(", ", held.Select(h => FormattableString.Invariant($"{h.GB:0.0#} GB on each of {h.Devices}")))}";
        return held.All(h => Math.Abs((h.GB * h.Devices / held[0].GB) - 1) < 1e-3) ? Verdict.Reproduced(figure, "the weights are not divided by it")
            : held[^1].GB >= held[0].GB ? Verdict.Contradicted(figure)
            : Verdict.Depends("the number of devices", figure);
    }

    private static Verdict JudgeInteraction(ResultSet results)
    {
        var (ring, merge) = (results.Value(SentMB, ("part", "traffic"), ("variant", RingName), ("tokens", LongContext)), results.Value(SentMB, ("part", "traffic"), ("variant", MergeName), ("tokens", LongContext)));
        if (double.IsNaN(ring + merge))
        {
            return Verdict.NotRun;
        }

        var figure = FormattableString.Invariant($"8 devices, 131,072 tokens: each sends {ring / 1e3:0.0} GB for the prompt and {merge:0.0} MB for each further token");
        return ring > 0 && merge > 0 ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }
}
