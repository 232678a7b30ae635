namespace HotRow.Lab;

/// <summary>What is made of F1's points: charts, check rows, verdicts.</summary>
internal sealed partial class IsaLadder
{
    internal const string Loops = "three loops";
    internal const string Query = "LINQ";
    internal const string InOrder = "loops in memory's order";
    internal const string Dots = "dots of vectors";
    internal const string AllThreads = "tiles, widest, all threads";
    internal const string Ceiling = "FMA peak, 1 thread";

    internal static readonly Metric ShareOfPeak = new("share-of-peak", "Share of one thread's multiply-add peak", "%", true, "arithmetic rate / that of multiply-adds on registers alone, same run");
    internal static readonly Metric TileOverDot = new("tile-over-dot", "Tiles over dots", "x", true, "median over rounds of time by dots of vectors / time by tiles of the widest registers");
    internal static readonly Metric Threads = new("threads", "Cores", "", null, "threads that the system shows; cores of a data sheet");

    // Document 003 and the data sheet of AMD's EPYC 9965 (2024).
    private const int DocumentCores = 64;
    private const int LargestCores = 192;

    // The system shows threads: two sockets, two threads to a core.
    private const int MostThreads = 2 * 2 * DocumentCores;

    // The curriculum's figure for the widest registers over the naive product.
    private const double Expected = 10;

    private static readonly string[] s_order = [Query, Loops, InOrder, Dots, TileName(VectorWidth.Bits128), TileName(VectorWidth.Bits256), TileName(VectorWidth.Bits512), AllThreads, Ceiling];
    private static readonly Dictionary<string, string> s_ladder = new() { ["part"] = "ladder" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "One product, one processor: what each way of writing it reaches", "variant", Metrics.GflopPerSecond, "part", [], LogY: true, XLabel: "how it is written",
            Caption: "The same matrix product in fp32, factors in the caches. The last bar is not a product: multiply-adds on registers alone, one thread.", Where: s_ladder, XOrder: s_order),
        new(ChartKind.Bar, "Speed over three loops", "variant", Metrics.Speedup, "part", [ReferenceLine.Horizontal("three loops", 1), ReferenceLine.Horizontal("curriculum: 10 x and more", Expected)], LogY: true,
            XLabel: "how it is written", Caption: "Paired rounds of one run.", Where: s_ladder, XOrder: s_order),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } = [];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-tensor-primitives", "003, compute primitives", "Larger primitives are what matrix work runs best on: scalars, then vectors, then tiles (tensors).", JudgePrimitives),
        new("003-software-matches-hardware", "003, compute primitives", "Software has to match the primitive and the memory layout that its hardware prefers.", JudgeMatch),
        new("003-gpu-thousands-cores", "003, GPUs and CPUs", "A GPU has thousands of cores.", _ =>
            Verdict.NotTestableHere("reported by NVIDIA's white papers, which count lanes for one 32-bit number as cores; no GPU takes part here", "108 x 64 = 6,912 on an A100, 132 x 128 = 16,896 on an H100 SXM")),
        new("003-alexnet-gpus", "003, why hardware matters", "AlexNet's success in 2012 came with GPUs, in place of thousands of processors.", _ =>
            Verdict.NotTestableHere("reported by Krizhevsky et al., 2012: two GPUs; history cannot be measured")),
        new("003-cpu-64-cores", "003, GPUs and CPUs", "A processor has at most some 64 cores.", JudgeCores),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("widest tiles over three loops, one thread: speed", Widest(results), "x");

    internal static string TileName(VectorWidth width) => $"tiles, {(int)width} bits";

    private static Observation? Widest(ResultSet results) =>
        new[] { VectorWidth.Bits512, VectorWidth.Bits256, VectorWidth.Bits128 }.Select(w => results.Single(Metrics.Speedup, ("variant", TileName(w)))).FirstOrDefault(o => o is not null);

    private static Verdict JudgePrimitives(ResultSet results)
    {
        if (results.Single(TileOverDot) is not { } tile || results.Single(Metrics.Speedup, ("variant", Dots)) is not { } dots)
        {
            return Verdict.NotRun;
        }

        var figure = $"dots of vectors {Ratio(dots)} as fast as three loops, tiles {Ratio(tile)} as fast as dots, one thread";
        return dots.Low > 1 && tile.Low > 1 ? Verdict.Reproduced(figure)
            : dots.High < 1 && tile.High < 1 ? Verdict.Contradicted(figure)
            : Verdict.Depends("the step: one of the two made no difference here", figure);
    }

    private static Verdict JudgeMatch(ResultSet results)
    {
        if (Widest(results) is not { } best || results.Single(Metrics.Speedup, ("variant", InOrder)) is not { } order)
        {
            return Verdict.NotRun;
        }

        var figure = $"memory's order alone {Ratio(order)}, tiles of the widest registers {Ratio(best)} the speed of three loops";
        return best.Low > Expected ? Verdict.Reproduced(figure)
            : best.High < Expected ? Verdict.Contradicted(figure, $"a match was worth less than {Expected:0} x")
            : Verdict.Depends("how noisy the machine is: the interval holds both answers", figure);
    }

    private static Verdict JudgeCores(ResultSet results)
    {
        var here = results.Value(Threads, ("variant", "this machine"));
        return double.IsNaN(here) ? Verdict.NotRun
            : here > MostThreads ? Verdict.Contradicted($"{here:0} threads here", $"more than two processors of {DocumentCores} cores with two threads each have")
            : Verdict.NotTestableHere($"this machine shows {here:0} threads, which do not tell its cores; AMD's data sheet of the EPYC 9965 reports {LargestCores} cores, so the limit is dated", $"{LargestCores} cores reported");
    }

    private static string Ratio(Observation ratio) => $"{ratio.Value:0.0} x [{ratio.Low:0.0}, {ratio.High:0.0}]";
}
