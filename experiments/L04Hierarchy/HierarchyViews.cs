namespace HotRow.Lab;

/// <summary>What is made of L4's points: sizes, charts, check rows, headline.</summary>
internal sealed partial class Hierarchy
{
    internal const string Document = "document 000";
    internal const string ThisMachine = "this machine";
    internal const string ExampleBatch = "a batch: 200 rows x 1,024";
    internal const string HotRows = "hot rows: 5 % of 10 M x 768";
    internal const string WholeTable = "a table: 10 M rows x 768";

    internal static readonly Metric Capacity = new("capacity", "Size", "B", null, "as the document or the system states it");
    internal static readonly Metric Needed = new("needed", "Bytes to hold", "B", null, "rows x dimension x 4");
    internal static readonly Metric CeilingShare = new("ceiling-share", "Share of the tier's ceiling", "", true, "median over rounds of the bytes per second of the lookup / those of reading the same tier in order");

    internal static readonly Metric Fetched = new("fetched-bytes", "Brought into memory per cold row", "B", false, "bytes of the file in memory after eight cold reads / 8");

    private const string InMemory = "memory";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Bandwidth of scattered rows, by the size of the working set", "workingSet", Metrics.GBps, "variant", Marks(12, 300), LogX: true, LogY: true,
            XLabel: "working set (bytes)", Caption: "Rows of 512 B, one thread, GB of rows per second. Uniform and Zipf: gathered to an output of 32 KiB that is used again and stays in a near cache. Read only: no output. Ceiling: the working set read in order. Upright lines: the caches of the machine that draws this.",
            Where: new Dictionary<string, string> { ["part"] = InMemory, ["rowBytes"] = "512" }),
        new(ChartKind.Bar, "Time of a row of 3 KiB, tier by tier", "tier", Metrics.NsPerRow, "variant", [], LogY: true, XLabel: "",
            Caption: "One thread. L1 to DRAM: gathered to an output of 96 KiB, so that in the row L1 the output lies in the L2; the working set is half of the cache, a quarter of the last one. Page cache: mapped file, all in memory. File: uniform is read past the page cache, 32 reads in flight; mapped and cold is one page fault at a time (MADV_RANDOM). The ceiling is per 3 KiB read in order.",
            Where: new Dictionary<string, string> { ["rowBytes"] = "3072", ["tier"] = "L1|L2|L3|DRAM|page cache|file" }),
        new(ChartKind.Bar, "Bandwidth of scattered rows as a share of each tier's ceiling", "tier", CeilingShare, "variant+rowBytes", [ReferenceLine.Horizontal("the tier's ceiling", 1)], XLabel: "",
            Caption: "Bytes per second of scattered rows over those of reading the same tier in order, in the same rounds. Uniform is a gather or a read into an output, read only writes nothing, as memory's ceiling does. The file's ceiling is reads of 192 KiB, 32 in flight, the page cache's its rows in order. In order a nearer cache is never hit; scattered rows hit it now and then, and can pass 1.",
            Where: new Dictionary<string, string> { ["variant"] = $"{Uniform}|{ReadOnly}", ["rowBytes"] = "64|3072", ["tier"] = "L1|L2|L3|DRAM|page cache|file" }),
        new(ChartKind.Bar, "The document's hierarchy and this machine's", "level", Capacity, "owner", [new("hot rows, 5 % of 10 M x 768", [(double.NegativeInfinity, 1.536e9), (double.PositiveInfinity, 1.536e9)])], LogY: true, XLabel: "",
            Caption: "Sizes only. The document's L1 is one multiprocessor's, its L2 and HBM a GPU's: their speeds are not measured here. This machine's L1 and L2 are one core's."),
        new(ChartKind.Line, "Rows gathered on the device, by the length of a row", "length", DeviceMetrics.GBps, "variant+place", [], LogX: true,
            XLabel: "bytes of a row", Caption: $"Bytes read and written per second, fp32 rows. Device memory: table and output many times the last-level cache of a GPU; last-level cache: both within it. Device copy: as many bytes copied within the device, in the same rounds, the ceiling. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
        new(ChartKind.Line, "Rows that kernels read through the link, by the length of a row", "length", DeviceMetrics.LinkGBps, "variant", [ReferenceLine.Horizontal("modelled link: 16 GB/s", LinkModel.Pcie16.BandwidthGBps)], LogX: true,
            XLabel: "bytes of a row", Caption: $"The table lies in page-locked host memory and the kernel reads its rows where they are (zero-copy). Pinned upload: one large copy from page-locked memory in the same rounds, the ceiling. The modelled link is the documents'. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
        new(ChartKind.Bar, "Gathers on the device as a share of each place's ceiling", "place", DeviceMetrics.CeilingShare, "variant+length", [ReferenceLine.Horizontal("the place's ceiling", 1), ReferenceLine.Horizontal("goal: 0.9", 0.9)], XLabel: "",
            Caption: $"Device memory and last-level cache: over a device-to-device copy of as many bytes. Zero-copy: over one large page-locked upload; skewed ids can pass it, for the device keeps rows that it has just read. All in the same rounds. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
        new(ChartKind.Bar, "Time of a batch on the device, by how rows are stored", "format", DeviceMetrics.BatchUs, "variant", [], XLabel: "",
            Caption: $"Every format is restored to fp32 as it is gathered, so all write the same bytes and read fewer. The copy moves as many bytes as an fp32 gather. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("bytes of the example's batch", "document 000: 200 x 1,024 x 4, said there as 0.8 MB", 819_200, 0, "B", r => r.Value(Needed, ("variant", ExampleBatch))),
        new("rows of 3 KiB in the document's L2 of 40 MB, % of 10 M", "curriculum L13: 0.13 %", 0.13, 0.005, "%", r => 100 * SizeOf(r, Document, "L2") / r.Value(Needed, ("variant", WholeTable))),
    ];

    public Headline Headline(ResultSet results)
    {
        const string Label = "scattered reads from DRAM / reads in order";
        var shares = results.Where(CeilingShare, ("tier", Dram), ("variant", ReadOnly)).OrderByDescending(o => o["rowBytes"].Number).ToArray();
        return shares.Length == 0
            ? HotRow.Headline.From(Label, null, "x")
            : HotRow.Headline.From($"{Label}, rows of {shares[0]["rowBytes"].Number:N0} B" + (shares.Length == 1 ? "" : $" (of {shares[^1]["rowBytes"].Text} B: {shares[^1].Value:0.00})"), shares[0], "x");
    }

    private static void Sizes(Point point)
    {
        void Size(string owner, string level, double bytes, ValueKind kind) => point.Value(Capacity, bytes, "", kind, at: new() { { "owner", owner }, { "level", level } });

        var caches = CacheSizes.ThisMachine;
        point.Note = caches.IsKnown ? "" : "the system does not state its caches; usual sizes stand in";
        Size(Document, "L1", DocumentMachine.L1Bytes, ValueKind.Modelled);
        foreach (var (name, bytes) in caches.Levels)
        {
            Size(ThisMachine, name, bytes, ValueKind.Counted);
        }

        Size(Document, "L2", DocumentMachine.L2Bytes, ValueKind.Modelled);
        Size(Document, "HBM", DocumentMachine.HbmBytes, ValueKind.Modelled);
        Size(Document, "main memory", DocumentMachine.RamBytes, ValueKind.Modelled);
        Size(ThisMachine, "main memory", MachineCard.ThisMachine.MemoryBytes, ValueKind.Counted);
        point.Value(Needed, 200.0 * 1_024 * sizeof(float), ExampleBatch, ValueKind.Computed);
        point.Value(Needed, 0.05 * 10e6 * 768 * sizeof(float), HotRows, ValueKind.Computed);
        point.Value(Needed, 10e6 * 768 * sizeof(float), WholeTable, ValueKind.Computed);
    }

    private static double SizeOf(ResultSet results, string owner, string level) => results.Value(Capacity, ("owner", owner), ("level", level));

    private static ReferenceLine[] Marks(double from, double to) =>
        [.. CacheSizes.ThisMachine.Levels.Select(level => new ReferenceLine(level.Name, [(level.Bytes, from), (level.Bytes, to)]))];
}
