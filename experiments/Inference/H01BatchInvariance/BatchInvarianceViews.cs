namespace HotRow.Lab;

/// <summary>What is made of H1's points: charts, verdicts.</summary>
internal sealed partial class BatchInvariance
{
    internal const string OneProduct = "one product for the batch";
    internal const string Halves = "sums in two halves";
    internal const string RoundedHalves = "two halves, rounded to bf16";
    internal const string OneByOne = "row by row (invariant)";
    internal const string Padded = "padded to five rows (invariant)";
    internal const string OtherPlaces = "other neighbours, other places";

    internal static readonly Metric LargestUlp = new("largest-ulp", "Largest difference", "ulp", false, "largest |alone - batched| / unit in the last place of a typical output");
    internal static readonly Metric Flips = new("flips", "Likeliest token changed", "prompts", false, "prompts whose largest output is another one than alone");
    internal static readonly Metric Price = new("price", "Time of the invariant product over the plain one", "x", false, "median over rounds of invariant time / plain time");

    private static readonly Dictionary<string, string> s_bits = new() { ["part"] = "bits" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Outputs whose bits change when a prompt shares its product", "batch", Metrics.Share, "variant",
            [ReferenceLine.Horizontal("document: outputs do not change", 0)], LogX: true, XLabel: "prompts in one product",
            Caption: "Against the same prompt alone. Up to four rows the kernel goes row by row, from five on in blocks of 256 terms: there the order of the sum changes. Counted, fp32, random numbers.", Where: s_bits),
        new(ChartKind.Line, "Prompts whose likeliest token changes", "batch", Flips, "variant", [ReferenceLine.Horizontal("document: none", 0)], LogX: true, XLabel: "prompts in one product",
            Caption: "A difference in the last bit decides only where two tokens are as good as equal; halves that travel as bf16 decide more often. Counted.", Where: s_bits),
        new(ChartKind.Bar, "What the same bits in every batch cost", "batch", Price, "variant", [ReferenceLine.Horizontal("nothing", 1)], XLabel: "prompts in one product",
            Caption: "Row by row reads the weights once for every prompt. Padding sends a lone prompt through the blocked product, whose sums are the same at every batch size.", Where: new Dictionary<string, string> { ["part"] = "price" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("outputs that change when row by row in a batch of 32", "the same product, so the same bits", 0, 0, "", r => r.Value(Metrics.Share, ("variant", OneByOne), ("batch", s_batches[^1]))),
        new("outputs that change with other neighbours at other places", "a sum knows nothing of other rows", 0, 0, "", r => r.Value(Metrics.Share, ("variant", OtherPlaces))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-service-same-output", "003, service optimization", "Techniques at the service level, batching among them, leave a model's outputs as they are.", Judge),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From($"outputs whose bits change when {s_batches[^1]} prompts share a product: share", results.Single(Metrics.Share, ("variant", OneProduct), ("batch", s_batches[^1])), "");

    private static Verdict Judge(ResultSet results)
    {
        Observation? At(Metric metric, string variant) => results.Single(metric, ("variant", variant), ("batch", s_batches[^1]), ("part", "bits"));
        if (At(Metrics.Share, OneProduct) is not { } share || At(LargestUlp, OneProduct) is not { } ulp || At(Flips, OneProduct) is not { } flips || At(Flips, RoundedHalves) is not { } rounded)
        {
            return Verdict.NotRun;
        }

        var figure = $"in a batch of {s_batches[^1]}: {100 * share.Value:0.#} % of the outputs differ in their bits, by {ulp.Value:0.#} ulp at most; the likeliest token changes for {flips.Value:0} prompts, with halves in bf16 for {rounded.Value:0}";
        var price = results.Single(Price, ("batch", s_batches[^1]));
        figure += price is null ? "" : $"; the same bits row by row cost {price.Value:0.0} x [{price.Low:0.0}, {price.High:0.0}]";
        return share.Value > 0
            ? Verdict.Contradicted(figure, "a sum's order depends on the batch; kernels that fix it are possible and cost time")
            : Verdict.Depends("the kernel: this one adds in the same order at every batch size", figure);
    }
}
