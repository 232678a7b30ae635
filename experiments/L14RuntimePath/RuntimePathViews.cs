namespace HotRow.Lab;

/// <summary>What is made of L14's points: metrics, charts, check rows, headline.</summary>
internal sealed partial class RuntimePath
{
    internal static readonly Metric AllocatedPerRow = new("allocated-per-row", "Allocated per row", "B", false, "managed bytes that one warm call allocated, all threads / rows of the call");
    internal static readonly Metric Copies = new("copies-per-row", "Copies per row", "", false, "times that a processor writes the row, up to and with the upload buffer; a disk's own transfer is none");
    internal static readonly Metric HeldBytes = new("held-bytes", "Memory of its own", "B", false, "table where the process keeps it + buffers and arrays of a call; pages that the system may take back are none");
    internal static readonly Metric MinorFaults = new("minor-faults-per-row", "Minor faults per row", "", false, "page faults served from memory / rows, of counted calls outside the timing, less those of counting itself");
    internal static readonly Metric MajorFaults = new("major-faults-per-row", "Major faults per row", "", false, "page faults that read a disk / rows, of counted calls outside the timing");
    internal static readonly Metric Faults = new("faults-per-row", "Page faults per row", "", false, "minor and major faults / rows to two decimals, of counted calls outside the timing, less those of counting itself");
    internal static readonly Metric DiskBytes = new("disk-bytes-per-row", "Read from disk per row", "B", false, "bytes that disks were asked for, read-ahead included / rows, of counted calls outside the timing");
    internal static readonly Metric ReadAhead = new("read-ahead-bytes", "Read-ahead of the device", "B", null, "how far the system reads ahead of a missing page of a mapped file, as the block device is set");
    internal static readonly Metric UploadNs = new("upload-ns-per-row", "Upload per row", "ns", false, "bytes of a row / 16 GB/s, modelled");
    internal static readonly Metric SavedUs = new("saved-us-per-token", "Saved per token", "us", true, "median time per row of the current implementation, where it runs, x (1 - median over rounds of the path's time / its time)");
    internal static readonly Metric Gain = new("gain", "Speed-up", "x", true, "median over rounds of the first variant's time / this one's");
    internal static readonly Metric TokenMs = new("token-ms", "Time of a token, memory-bound", "ms", false, "bytes of the model's weights / measured bandwidth of main memory");
    internal static readonly Metric ResidentShare = new("resident-share", "Share of the table in memory", "", null, "pages in memory / pages of the table, after the calls");

    /// <summary>A model of 7 billion weights of 2 bytes.</summary>
    internal const double ModelWeightBytes = 14e9;

    private const string Upload = "upload, 16 GB/s (modelled)";

    private static readonly int[] s_callRows = [1, 8, 16, 64, 1_024, 4_096, 65_536];
    private static readonly Dictionary<string, string> s_path = new() { ["part"] = "path" };

    // Points are declared by what tells most, columns stand by state and size.
    private static readonly string[] s_calls = [.. new[] { Warm, Cold, Limited }.SelectMany(state => s_callRows.Select(rows => new CallSize(state, rows).ToString()))];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Time of a load per token, beside the savings that are claimed", "rows", Metrics.NsPerRow, "variant",
            [ReferenceLine.Horizontal("document 002: staging saves 0.2 ms", 200_000), ReferenceLine.Horizontal("document 002: mmap saves 0.1 ms", 100_000)], LogX: true, LogY: true, XLabel: "tokens of a call",
            Caption: "Time per token from the table to the upload buffer, table in memory or its file in the page cache; near tier: DRAM. Modelled: 16 GB/s to the device and 4.8 TB/s on it. No path can save more than the current one (per token) takes.",
            Where: new Dictionary<string, string>
            {
                ["part"] = "path|model",
                ["variant"] = $"{LoadPaths.PerToken}|{LoadPaths.Staging}|{LoadPaths.Gather}|{LoadPaths.MapUnguarded}|{DeviceGather.Launched}|{Upload}",
                [StateName] = Warm,
            }),
        new(ChartKind.HeatMap, "Time per row, by path and by where the rows lie", "call", Metrics.NsPerRow, "variant", [], LogY: true, XLabel: "state and rows of a call",
            Caption: "ns per row. Memory: the table in DRAM. Warm: file in the page cache, every page mapped. Cold: nothing of the file in memory before each call. Limited: table larger than the process's memory, steady state. O_DIRECT always reads the disk. What lies behind the disk may cache too. Per token over mmap every row is a call of its own and pays the guard's system calls.",
            Where: s_path, XOrder: s_calls),
        new(ChartKind.Bar, "Managed bytes allocated per row, by path", "variant", AllocatedPerRow, "rows", [], XLabel: "path",
            Caption: "Managed bytes per row of 3,072 B: per token makes an array for each and a stacked copy. Rows: those of a call. Near and far tier: DRAM.",
            Where: new Dictionary<string, string> { ["part"] = "path", [StateName] = Warm, ["variant"] = $"{LoadPaths.PerToken}|{LoadPaths.Staging}|{LoadPaths.Gather}|{LoadPaths.Map}|{LoadPaths.Buffered}" }),
        new(ChartKind.Bar, "Bytes read from the disk for a cold row, by path", "variant", DiskBytes, "rows", [ReferenceLine.Horizontal("a row: 3,072 B", 3072)], LogY: true, XLabel: "path",
            Caption: "Bytes that the disk was asked for per row, read-ahead included; far tier: a file, dropped before each call. Rows: those of a call. What lies behind the disk may cache too.",
            Where: new Dictionary<string, string> { ["part"] = "path", [StateName] = Cold }),
        new(ChartKind.HeatMap, "Page faults per row, by path and by where the rows lie", "call", Faults, "variant", [], XLabel: "state and rows of a call",
            Caption: "Faults served from memory and from a disk together, counted outside the timing. Warm: file in the page cache, every page mapped before. Cold: nothing of it in memory before each call; mapping it anew is counted too. Limited: table larger than the process's memory.",
            Where: s_path, XOrder: s_calls),
        .. s_deviceCharts,
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("one 4 KB row over 16 GB/s", "curriculum L14: 0.26 us; exactly 0.256", 0.256, 1e-9, "us", r => r.Value(UploadNs, ("variant", "4 KB row")) / 1e3),
        new("allocations per token, staging", "document 002, idea 2: zero", 0, 0, "B", r => Most(r.Where(AllocatedPerRow, ("variant", LoadPaths.Staging)))),
        new("copies per token, current implementation", "document 002: to a vector, to the stack, to the device", 3, 0, "", r => Most(r.Where(Copies, ("variant", LoadPaths.PerToken)))),
        new("copies per token, staging", "document 002, idea 2: to the buffer, to the device", 2, 0, "", r => Most(r.Where(Copies, ("variant", LoadPaths.Staging)))),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From(
        "a staging buffer saves per token, one token a call (document 002: 200 to 500 us)", WarmSavings(results, LoadPaths.Staging).OrderBy(o => o["rows"].Number).FirstOrDefault(), "us");

    private static double Most(IEnumerable<Observation> observations) => observations.Select(o => o.Value).DefaultIfEmpty(double.NaN).Max();

    private static IEnumerable<Observation> WarmSavings(ResultSet results, string path) => results.Where(SavedUs, ("part", "path"), (StateName, Warm), ("variant", path));
}
