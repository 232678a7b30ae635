namespace HotRow.Lab;

/// <summary>What is made of F5's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class PrecisionLadder
{
    internal static readonly Metric FormatBits = new("format-bits", "Bits of a number", "", null, "sign + exponent + fraction");
    internal static readonly Metric Gops = new("gops", "Products and sums", "G/s", true, "2 x weights x sequences / median wall time / 1e9");
    internal static readonly Metric Tflops = new("tflops", "Peak arithmetic", "TFLOP/s", true, "data sheet");

    internal const string OneSequence = "1 sequence, weights beyond the caches";
    internal const string ManySequences = "16 sequences, weights in a cache";

    private const string Table = "document 003, H100 example";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Speed of each format over fp32, with one sequence and with sixteen", "variant", Metrics.Speedup, "product", [ReferenceLine.Horizontal("fp32", 1)], XLabel: "format", XOrder: [.. Formats.Select(f => f.Name)],
            Caption: "One core, time of fp32 over time of the format, the same number of weights. One sequence: weights in main memory. Sixteen: weights in a cache.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Bar, "Products a second by format", "variant", Gops, "product", [], LogY: true, XLabel: "format", XOrder: [.. Formats.Select(f => f.Name)],
            Caption: "One core. A format that is only stored in fewer bits is multiplied in fp32.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Bar, "The H100 of the document is the sparse one; dense is half of it", "precision", Tflops, "variant", [], XLabel: "precision", XOrder: s_precisions,
            Caption: "Data sheet of an H100 SXM. With sparsity counts the zeros of a 2:4 pattern as work done.",
            Where: new Dictionary<string, string> { ["part"] = "data sheet" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. s_precisions.Select(p => Sparse(p, s_stated[p])),
        new("fp8 over tf32", Table, 4, 0.005, "x", r => Steps(r, "with sparsity")),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-fp8-4x-tf32", "003, H100 example", "FP8 gives four times the arithmetic of TF32.", JudgeSteps),
        new("003-tf32-19-bits", "003, H100 example", "TF32 has about 19 bits.", JudgeBits),
        new("003-h100-table", "003, H100 example", "An H100 computes 989, 1,979, 1,979 and 3,958 TFLOP/s in TF32, BF16, FP16 and FP8.", JudgeTable),
        new("003-lower-precision-throughput", "003, Precision matters", "Lower precision gives more operations a second.", JudgeLower),
        new("003-flops-without-bandwidth", "003, H100 example", "More arithmetic without more bandwidth often does not speed up decoding.", JudgeProducts),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("int8 stored over fp32, one sequence: speed", Gain(results, OneSequence, "int8 stored"), "x");

    private static CheckFigure Sparse(string precision, double expected) =>
        new($"H100 {precision}, with sparsity", Table, expected, 1, "TFLOP/s", r => r.Value(Tflops, ("precision", precision), ("variant", "with sparsity")));

    private static Observation? Gain(ResultSet results, string product, string format) => results.Single(Metrics.Speedup, ("product", product), ("variant", format));

    private static double Steps(ResultSet results, string variant) => results.Value(Tflops, ("precision", "fp8"), ("variant", variant)) / results.Value(Tflops, ("precision", "tf32"), ("variant", variant));

    private static Verdict JudgeSteps(ResultSet results)
    {
        var (sparse, dense) = (Steps(results, "with sparsity"), Steps(results, "dense"));
        return double.IsNaN(sparse + dense) ? Verdict.NotRun
            : Math.Abs(sparse - 4) < 0.01 && Math.Abs(dense - 4) < 0.01 ? Verdict.Reproduced($"data sheet: {sparse:0.00} x with sparsity, {dense:0.00} x dense")
            : Verdict.Contradicted($"data sheet: {sparse:0.00} x with sparsity, {dense:0.00} x dense");
    }

    private static Verdict JudgeTable(ResultSet results)
    {
        var pairs = s_precisions.Select(p => (Name: p, Sparse: results.Value(Tflops, ("precision", p), ("variant", "with sparsity")), Dense: results.Value(Tflops, ("precision", p), ("variant", "dense")))).ToArray();
        if (Array.Exists(pairs, p => double.IsNaN(p.Sparse + p.Dense)))
        {
            return Verdict.NotRun;
        }

        bool Stated(Func<(string Name, double Sparse, double Dense), double> column) => Array.TrueForAll(pairs, p => Math.Abs(column(p) - s_stated[p.Name]) <= 1);
        var figure = "data sheet: " + string.Join(", ", pairs.Select(p => $"{p.Name} {p.Sparse:N0} sparse, {p.Dense:N0} dense"));
        return Stated(p => p.Dense) ? Verdict.NotTestableHere("a data sheet's figures, quoted rightly; no H100 here", figure)
            : Stated(p => p.Sparse) ? Verdict.Depends("sparsity: half of it without, and a language model's weights are dense", figure)
            : Verdict.Contradicted(figure, "the data sheet has other figures");
    }

    private static Verdict JudgeBits(ResultSet results)
    {
        var bits = results.Value(FormatBits, ("variant", "tf32"));
        return double.IsNaN(bits) ? Verdict.NotRun
            : bits == 19 ? Verdict.Reproduced("1 sign + 8 exponent + 10 fraction = 19 bits", "it is stored in 32")
            : Verdict.Contradicted($"{bits:0} bits");
    }

    private static Verdict JudgeLower(ResultSet results)
    {
        var (one, many) = (All(results, OneSequence), All(results, ManySequences));
        if (one.Length < Formats.Length || many.Length < Formats.Length)
        {
            return Verdict.NotRun;
        }

        var figure = $"speed over fp32, one sequence: {Text(one)}; sixteen, weights in a cache: {Text(many)}";
        var lower = one.Concat(many).Where(o => o.Variant is "bf16 stored" or "int8 stored" or "int8 products").ToArray();
        return Array.TrueForAll(lower, o => o.Low > 1) ? Verdict.Reproduced(figure)
            : Array.TrueForAll(lower, o => o.High < 1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("what limits: stored in fewer bits helps where bytes limit, multiplied in fewer bits where products do", figure);
    }

    private static Verdict JudgeProducts(ResultSet results)
    {
        if (Gain(results, OneSequence, "int8 stored") is not { } stored || Gain(results, OneSequence, "int8 products") is not { } products || Gain(results, ManySequences, "int8 stored") is not { } storedMany || Gain(results, ManySequences, "int8 products") is not { } productsMany)
        {
            return Verdict.NotRun;
        }

        var figure = $"faster products at the same bytes, one sequence: {products.Value / stored.Value:0.00} x; sixteen, weights in a cache: {productsMany.Value / storedMany.Value:0.00} x";
        var (low, high) = (products.Low / stored.High, products.High / stored.Low);
        return productsMany.Low / storedMany.High <= 1 ? Verdict.NotTestableHere("the whole-number products are no faster here", figure)
            : high < 1.25 ? Verdict.Reproduced(figure)
            : low > 1.25 ? Verdict.Contradicted(figure, "on this core the products limit before the bytes do")
            : Verdict.NotTestableHere("the intervals do not decide in this run", figure);
    }

    private static Observation[] All(ResultSet results, string product) => [.. results.Where(Metrics.Speedup, ("product", product))];

    private static string Text(IEnumerable<Observation> gains) => string.Join(", ", gains.Where(g => g.Variant != "fp32").Select(g => $"{g.Variant} {g.Value:0.00} x [{g.Low:0.00}, {g.High:0.00}]"));
}
