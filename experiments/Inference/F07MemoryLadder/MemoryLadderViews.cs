namespace HotRow.Lab;

/// <summary>What is made of F7's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class MemoryLadder
{
    internal static readonly Metric NsPerRead = new("ns-per-line", "Time per cache line", "ns", false, "median wall time / cache lines read");
    internal static readonly Metric ChaseOverStream = new("chase-over-stream", "Time of a dependent read over one in a stream", "x", null, "per cache line, median over rounds");

    internal const string Chase = "dependent reads";
    internal const string Stream = "stream";

    // The document's band.
    private const double CpuLowGBps = 25;
    private const double CpuHighGBps = 50;

    private static readonly string[] s_cards = ["rtx4090", "h100-sxm", "h200-sxm", "mi300x", "b200-sxm"];

    // The ladder's last step must lie beyond every cache to speak for main memory.
    private static readonly long s_caches = CacheSizes.ThisMachine.Levels[^1].Bytes;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Time of a cache line by working set: dependent reads and a stream", "workingSet", NsPerRead, "variant", [], LogX: true, LogY: true, XLabel: "working set (B)",
            Caption: "One core. Dependent reads: a chain through all cache lines in random order. Stream: the same lines from end to end, where the processor asks ahead."),
        new(ChartKind.Line, "Bandwidth by working set", "workingSet", Metrics.GBps, "variant",
            [ReferenceLine.Horizontal("document 003: 25 GB/s", CpuLowGBps), ReferenceLine.Horizontal("document 003: 50 GB/s", CpuHighGBps)], LogX: true, LogY: true, XLabel: "working set (B)",
            Caption: "One core. 64 bytes for each cache line; the document's band is for a processor's memory."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("read of main memory, one core", "document 003: 25 to 50 GB/s", 37.5, 12.5, "GB/s", r => Largest(r, Metrics.GBps, Stream)?.Value ?? double.NaN),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-hbm-lower-latency", "003, GPU vs CPU memory", "A GPU's stacked memory has more bandwidth and lower latency than a processor's.", JudgeLatency),
        new("003-cpu-25-50", "003, GPU vs CPU memory", "A processor's memory gives 25 to 50 GB/s.", JudgeCpu),
        new("003-gpu-1.5TB", "003, GPU vs CPU memory", "A GPU's memory gives 256 GB/s to 1.5 TB/s and more.", r => Dated(r, "RTX 4090 {0:N0}, H100 {1:N0}, H200 {2:N0}, MI300X {3:N0}, B200 {4:N0} GB/s", a => a.BandwidthGBps.Value, 1_500, "the generation: the upper end is old")),
        new("003-hbm-24-80", "003, GPU memory hierarchy", "A GPU has 24 to 80 GB of memory.", r => Dated(r, "RTX 4090 {0:0}, H100 {1:0}, H200 {2:0}, MI300X {3:0}, B200 {4:0} GB (10^9 B)", a => a.MemoryGB.Value, 86, "the generation: 141 to 192 GB are sold")),
        new("003-sram-40MB", "003, GPU memory hierarchy", "On-chip memory is at most about 40 MB.", _ => Verdict.NotTestableHere("a data sheet's figure: 40 MB is the second-level cache of an A100; an H100 has 50 MB, by NVIDIA's white papers")),
        new("003-sram-10TB", "003, GPU memory hierarchy", "On-chip memory gives 10 TB/s and more.", _ => Verdict.NotTestableHere(
            "no GPU memory here; computed from what NVIDIA's white paper reports of the A100 at 1.41 GHz", $"shared memory, 108 x 128 B a clock: {108 * 128 * 1.41 / 1e3:0.0} TB/s; second-level cache, 5,120 B a clock: {5_120 * 1.41 / 1e3:0.0} TB/s")),
        new("003-host-memory-tb", "003, GPU memory hierarchy", "A host has tens of gigabytes to terabytes of memory.", _ => Verdict.NotTestableHere("a range of machines on sale, which one machine cannot bear out")),
        new("003-gpu-orders-more", "003, Why GPU memory is expensive", "GPU memory has orders of magnitude more bandwidth than a processor's.", JudgeOrders),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a dependent read beyond the caches over one in a stream: time", Beyond(results, ChaseOverStream), "x");

    private static Observation? Largest(ResultSet results, Metric metric, string variant) =>
        results.Where(metric, ("variant", variant)).Where(o => o["workingSet"].Number > 2 * s_caches).MaxBy(o => o["workingSet"].Number);

    private static Observation? Beyond(ResultSet results, Metric metric) => results.Where(metric).MaxBy(o => o["workingSet"].Number);

    private static Verdict JudgeLatency(ResultSet results)
    {
        const string Why = "no GPU memory here; reported chases take 466 to 542 cycles on an A100, an H100 and an RTX 4090, some 200 to 330 ns (W. Luo et al., 2024)";
        return Largest(results, NsPerRead, Chase) is not { } chase ? Verdict.NotTestableHere(Why)
            : Verdict.NotTestableHere(Why, $"main memory here: {chase.Value:0} ns [{chase.Low:0}, {chase.High:0}] a dependent read, "
                + (chase.High < 200 ? "less than any of those reports" : chase.Low > 330 ? "more than any of those reports" : "not told apart from those reports"));
    }

    private static Verdict JudgeCpu(ResultSet results)
    {
        if (Largest(results, Metrics.GBps, Stream) is not { } read)
        {
            return Verdict.NotRun;
        }

        var figure = $"one core here: {read.Value:0.0} GB/s [{read.Low:0.0}, {read.High:0.0}]";
        return read.Low > CpuHighGBps ? Verdict.Contradicted(figure)
            : read.High < CpuLowGBps ? Verdict.Depends("the processor and how many of its cores read", figure)
            : Verdict.Depends("the channels: two of DDR4 or DDR5 give 40 to 90 GB/s, twelve of a server 460 and more, and one core cannot draw them all", figure);
    }

    private static Verdict JudgeOrders(ResultSet results)
    {
        if (Largest(results, Metrics.GBps, Stream) is not { } read)
        {
            return Verdict.NotRun;
        }

        var cards = s_cards.Select(name => HotRow.Serving.Accelerators.Find(name).BandwidthGBps.Value).ToArray();
        var (least, most) = (cards.Min() / read.High, cards.Max() / read.Low);
        var figure = $"data sheets of {cards.Min():N0} to {cards.Max():N0} GB/s are {least:0} to {most:0} times what one core reads here";
        return least >= 100 ? Verdict.Reproduced(figure)
            : most < 10 ? Verdict.Contradicted(figure)
            : Verdict.Depends("which are compared: one core, all channels of a server, a card of a desktop or of a data center", figure);
    }

    // Data sheets of the catalogue against the document's band; the ladder itself must have run, for a verdict stands for a run.
    private static Verdict Dated(ResultSet results, string format, Func<HotRow.Serving.Accelerator, double> figure, double upper, string on)
    {
        if (results.Points.Count == 0)
        {
            return Verdict.NotRun;
        }

        var values = s_cards.Select(name => figure(HotRow.Serving.Accelerators.Find(name))).ToArray();
        var text = "data sheets: " + string.Format(System.Globalization.CultureInfo.InvariantCulture, format, [.. values.Cast<object>()]);
        return values.All(v => v <= upper) ? Verdict.Reproduced(text) : Verdict.Depends(on, text);
    }
}
