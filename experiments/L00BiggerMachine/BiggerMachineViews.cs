namespace HotRow.Lab;

/// <summary>What is made of the points of L0: charts, check rows, verdicts.</summary>
internal sealed partial class BiggerMachine
{
    internal static readonly Metric Gain = new("gain", "Speed-up", "x", true, "median over rounds of time before / time after the change; modelled: ratio of roofline times");
    internal static readonly Metric TimeShare = new("time-share", "Least time / measured time", "", null, "operations or bytes at this run's ceiling / measured median");
    internal static readonly Metric ModelledGain = new("modelled-gain", "Speed-up by the roofline", "x", true, "max(bytes / bandwidth, operations / peak), before / after the doubling");
    internal static readonly Metric UniqueShare = new("unique-share", "Distinct rows of a batch / its indices", "", null, "mean over the batches");
    internal static readonly Metric CacheBytes = new("cache-bytes", "Memory of the cache's rows", "B", false, "rows of the cache x bytes of a row");

    private const string Counted = "counted";
    private const string ClosedForm = "closed form";

    // A share of a time above which whoever bears it is the bottleneck.
    private const double Bottleneck = 0.5;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "What hardware buys a lookup, and what the cures buy", "change", Gain, "side", [ReferenceLine.Horizontal("no change", 1), ReferenceLine.Horizontal("a doubling", 2)], LogY: true,
            XLabel: "what is changed", Caption: "Hardware: gather from a table in memory; doublings are modelled. Cures: the gather that asks for later rows ahead of time, against plain copies; dedup of a Zipf(1.0) batch in memory and from a file with a quarter of the table's rows; LRU over 5 % of that file's rows; gather against copying that quarter, and against the product with a table small enough for one. Each point's parameters name its sizes. A busy machine shows less of its threads."),
        new(ChartKind.Bar, "Least time at the machine's ceilings / measured time", "way", TimeShare, "of", [ReferenceLine.Horizontal("all of the time", 1)],
            XLabel: "way", Caption: "Least time at this run's ceilings on one thread (their fastest sample) over the measured median. Arithmetic: operations / multiply-add peak, by arithmetic 0 for a gather. Memory: copied bytes / streamed copy for the gather, row bytes / row-read rate for sums, bytes / streamed read for the product. The two overlap and need not add up to 1. A share above 1 means that the ceiling was measured in a slower moment, or that the way ran from the caches."),
        new(ChartKind.Bar, "What twice the arithmetic or twice the bandwidth would buy", "way", ModelledGain, "change", [ReferenceLine.Horizontal("no change", 1)],
            XLabel: "way", Caption: "Roofline with this run's ceilings: time = max(bytes / bandwidth, operations / peak). An upper bound: real lookups also wait for latency. A gather has no operations, so its two bars are 1 and 2 by construction; sums and product could come out either way."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("distinct share of a Zipf(1.0) batch, counted - closed form", "closed form for independent draws", 0, 0.03, "", r => UniqueShareOf(r, Counted) - UniqueShareOf(r, ClosedForm)),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-bigger-gpus", "000 and 001, common wrong answer", "\"We need bigger GPUs\" is the wrong answer to slow lookups: better ways help more than more hardware.", JudgeBigger),
        new("001-compute-bottleneck", "001, common wrong answer", "To assume that compute is the bottleneck is wrong.", JudgeCompute),
        new("000-no-hardware", "000 and 001, impact", "Lookups become 2-3 times faster without additional GPUs or other hardware.", JudgeNoHardware),
    ];

    public Headline Headline(ResultSet results)
    {
        var (cure, step) = (BestMeasured(results, CureSide), BestMeasured(results, HardwareSide, GivenSide));
        if (cure is null || step is null)
        {
            return HotRow.Headline.From("best cure beside the best measured step of hardware", null, "x");
        }

        var given = step["side"].Text == GivenSide ? ", not for sale" : "";
        return HotRow.Headline.From(
            $"best measured step of hardware ({step["change"].Text}{given}) {step.Value:0.00} x; best cure ({cure["change"].Text}, {cure["rows"].Number:N0} rows)",
            cure, "x");
    }

    private static Observation? BestMeasured(ResultSet results, params string[] sides) =>
        sides.SelectMany(side => Gains(results, side)).Where(o => o.Kind == ValueKind.Measured).MaxBy(o => o.Value);

    private static double UniqueShareOf(ResultSet results, string variant) => results.Value(UniqueShare, ("part", "memory"), ("variant", variant));

    private static Observation[] Gains(ResultSet results, string side) => [.. results.Where(Gain, ("side", side))];

    private static string Words(IEnumerable<Observation> gains) => string.Join(", ", gains.OrderByDescending(o => o.Value).Select(o => $"{o["change"].Text} {o.Value:0.0#} x{(o.Kind == ValueKind.Modelled ? " (modelled)" : "")}"));

    private static Verdict JudgeBigger(ResultSet results)
    {
        var (hardware, cures) = (Gains(results, HardwareSide), Gains(results, CureSide));
        if (hardware.Length == 0 || cures.Length == 0)
        {
            return Verdict.NotRun;
        }

        // A modelled gain has no interval; it is a bound and counts in full.
        var most = hardware.Max(o => double.IsNaN(o.High) ? o.Value : o.High);
        var better = cures.Count(o => o.Low > most);
        var figure = $"hardware: {Words(hardware)}; cures: {Words(cures)}";
        return better == cures.Length ? Verdict.Reproduced(figure, "shown on the CPU, no GPU was used; doublings are modelled")
            : better > 0 ? Verdict.Depends($"the cure: {better} of {cures.Length} surely buy more than any hardware tried, the others do not; shown on the CPU, no GPU was used; doublings are modelled", figure)
            : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeCompute(ResultSet results)
    {
        double Arithmetic(string way) => results.Value(TimeShare, ("way", way), ("of", "arithmetic"));
        var (gather, sums, product) = (Arithmetic("gather"), Arithmetic("pooled sum"), Arithmetic("one-hot product"));
        if (double.IsNaN(gather) || double.IsNaN(sums))
        {
            return Verdict.NotRun;
        }

        var figure = $"arithmetic at peak takes {gather:0 %} of a gather (by arithmetic: it has none), {sums:0.0 %} of a pooled sum" + (double.IsNaN(product) ? "" : $", {product:0 %} of a dense one-hot product");
        return Math.Max(gather, sums) > Bottleneck ? Verdict.Contradicted(figure)
            : product > Bottleneck ? Verdict.Depends("the way: it is wrong for gathers and sums, and right for the dense product that the documents start from, where it is arithmetic on zeros", figure)
            : Verdict.Reproduced(figure);
    }

    private static Verdict JudgeNoHardware(ResultSet results)
    {
        var cures = Gains(results, CureSide);
        if (cures.Length == 0)
        {
            return Verdict.NotRun;
        }

        var memory = results.Value(CacheBytes, ("variant", "cached"));
        var figure = Words(cures) + (double.IsNaN(memory) ? "" : $"; the cache holds {memory / 1e6:0.#} MB of memory");
        var doubled = cures.Count(o => o.Low >= 2);
        var slower = cures.Where(o => o.High < 1).Select(o => o["change"].Text).ToArray();
        var losses = slower.Length == 0 ? "" : $", and {string.Join(" and ", slower)} loses";
        return doubled == cures.Length ? Verdict.Reproduced(figure)
            : doubled > 0 ? Verdict.Depends($"what is cured: {doubled} of {cures.Length} surely reach 2 x on the same machine{losses}", figure)
            : Verdict.Contradicted(figure);
    }
}
