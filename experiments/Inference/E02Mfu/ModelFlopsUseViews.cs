namespace HotRow.Lab;

/// <summary>What is made of E2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ModelFlopsUse
{
    internal static readonly Metric Mfu = new("mfu", "Share of the arithmetic", "", true, "operations of the model's formula / time / the named peak; 2 a weight and token, with attention 4 x layers x heads x head width a pair");
    internal static readonly Metric SparseOverDense = new("sparse-over-dense", "Sparse peak over dense peak", "", null, "both 16 bit, data sheet");
    internal static readonly Metric Attention = new("attention-share", "Attention's share of the operations", "", null, "operations of attention / all operations of a prefill");

    internal const string OneCore = "peak of one core, measured";
    internal const string AllCores = "peak of all cores, measured";
    internal const string Dense = "dense peak";
    internal const string DenseWithout = "dense, no attention";
    internal const string Sparse = "sparse peak";

    private const string Whole = "ceiling: multiply-adds on all cores";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Share of the arithmetic by length of the prompt, over two peaks", "tokens", Mfu, "variant", [ReferenceLine.Horizontal("all there is", 1)], LogX: true, LogY: true, XLabel: "tokens of the prompt",
            Caption: "One core multiplies a prompt with a layer's weights; its peak and that of all cores were measured in the same rounds.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Line, "One prefill, three denominators", "tokens", Mfu, "variant", [ReferenceLine.Horizontal("all there is", 1)], LogX: true, LogY: true, XLabel: "tokens of the prompt",
            Caption: "Llama 3.1 8B on one RTX 4090: layer times measured by others (LLMServingSim's tables), summed, over the data sheet's peaks; operations with attention but where it says not. A board may run above the clock of its data sheet.",
            Where: new Dictionary<string, string> { ["part"] = "profiled" }),
        new(ChartKind.Line, "What the formula without attention leaves out", "tokens", Attention, "variant", [], LogX: true, XLabel: "tokens of the prompt",
            Caption: "Computed for Llama 3.1 8B.",
            Where: new Dictionary<string, string> { ["part"] = "arithmetic" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("20 of 100 tokens/s", "closed form", 0.2, 1e-9, "", r => r.Value(Mfu, ("part", "arithmetic"))),
        new("sparse over dense peak, H100", "data sheet: 1,979 and 989.4", 2, 0.001, "", r => r.Value(SparseOverDense)),
        new("share with the sparse peak over that with the dense one", "closed form", 0.5, 0.001, "", r => r.Value(Mfu, ("variant", Sparse), ("tokens", 2_048)) / r.Value(Mfu, ("variant", Dense), ("tokens", 2_048))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-mfu-20", "003, MFU", "20 tokens a second where the hardware could give 100 are a share of 20 %.", JudgeTwenty),
        new("003-mfu-definition", "003, MFU", "The share of the arithmetic is observed throughput over theoretical peak throughput: one number.", JudgeDefinition),
        new("003-inference-mfu-lower", "003, What is good MFU", "In inference the share is low, above all in decoding.", JudgeDecode),
        new("003-training-mfu-50", "003, What is good MFU", "In training a share above 50 % is good, and higher than in inference.", _ => Verdict.NotTestableHere("training needs a language model, which comes with the transformer; reported by Chowdhery et al. 2022 for PaLM: 46.2 %, below that")),
        new("003-palm-table", "003, Empirical MFU examples", "GPT-3 21.3 %, Gopher 32.5 %, MT-NLG 30.2 %, PaLM 46.2 %.", _ => Verdict.NotTestableHere("reported by Chowdhery et al. 2022, table 3, for training on machines that are not here")),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("share of one core's arithmetic with its longest prompt", Last(results, OneCore), "");

    private static Observation? Last(ResultSet results, string peak) => results.Where(Mfu, ("part", "measured"), ("variant", peak)).MaxBy(o => o["tokens"].Number);

    private static Verdict JudgeTwenty(ResultSet results)
    {
        var share = results.Value(Mfu, ("part", "arithmetic"));
        return double.IsNaN(share) ? Verdict.NotRun : Math.Abs(share - 0.2) < 1e-9 ? Verdict.Reproduced($"{100 * share:0} %") : Verdict.Contradicted($"{100 * share:0} %");
    }

    private static Verdict JudgeDefinition(ResultSet results)
    {
        var profiled = new[] { Dense, DenseWithout, Sparse }.Select(d => (Name: d, Share: results.Value(Mfu, ("part", "profiled"), ("tokens", 2_048), ("variant", d)))).ToArray();
        if (Array.Exists(profiled, p => double.IsNaN(p.Share)))
        {
            return Verdict.NotRun;
        }

        var figure = $"a prefill of 2,048 tokens on an RTX 4090: {string.Join(", ", profiled.Select(p => $"{100 * p.Share:0.0} % ({p.Name})"))}";
        figure += Last(results, OneCore) is { } one && Last(results, AllCores) is { } all ? $"; the same product here: {Percent(one)} of one core, {Percent(all)} of all" : "";
        var (least, most) = (profiled.Min(p => p.Share), profiled.Max(p => p.Share));
        return most < 1.05 * least ? Verdict.Reproduced(figure) : Verdict.Depends("the peak that is meant, and whether attention counts", figure);
    }

    private static Verdict JudgeDecode(ResultSet results)
    {
        if (results.Single(Mfu, ("part", "measured"), ("variant", OneCore), ("tokens", 1)) is not { } decode || Last(results, OneCore) is not { } prefill)
        {
            return Verdict.NotRun;
        }

        var figure = $"one core: {Percent(decode)} with one token at a time, {Percent(prefill)} with {prefill["tokens"].Number:0}";
        return decode.High < 0.5 * prefill.Low ? Verdict.Reproduced(figure)
            : decode.Low > prefill.High ? Verdict.Contradicted(figure)
            : Verdict.NotTestableHere("the intervals do not separate the two in this run", figure);
    }

    private static string Percent(Observation share) => $"{100 * share.Value:0.0} % [{100 * share.Low:0.0}, {100 * share.High:0.0}]";
}
