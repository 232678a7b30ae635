namespace HotRow.Lab;

/// <summary>What is made of L13's points: metrics, charts, check rows, headline.</summary>
internal sealed partial class HotWarmCold
{
    internal static readonly Metric TierShare = new("tier-share", "Share of the whole", "", null, "the tier's rows / all rows; accesses to the tier / all; distinct rows of a batch in the tier / all; the tier's read time / the batch's");
    internal static readonly Metric Bytes = new("bytes", "Bytes", "B", null, "rows x elements x 4 B");
    internal static readonly Metric HeldByL2 = new("held-by-l2", "Share of the table that fits the L2", "", null, "40 MB / bytes of 10 M x 768 fp32");
    internal static readonly Metric OfDramSpeed = new("of-dram-speed", "Speed beside all rows in DRAM", "", true, "median over rounds of time with all rows in DRAM / time of the split");

    /// <summary>The document's table, 10 M x 768 fp32.</summary>
    internal const double TableBytes = 10e6 * 768 * sizeof(float);

    internal const string Table = "table";
    internal const string ExampleBatch = "batch of 200 x 1,024";

    private const int BatchOfThousand = 1_000;
    private const int PoolBatches = 256;
    private const string ZipfOne = "zipf 1.0";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The cold 75 % of the rows: share of accesses and of time", "trace", TierShare, "variant", [ReferenceLine.Horizontal("document 000: 75 % of the rows", 0.75)], XLabel: "trace",
            Caption: "Split 5 / 20 / 75 % by use in the first half of the trace, judged on the second. Hot and warm: copies in DRAM. Cold: a file past the page cache, 32 reads in flight. Batches of 1,000 ids of 3 KiB rows. Device modelled: hot at 4.8 TB/s, warm over 16 GB/s, cold as measured with whole batches.",
            Where: new Dictionary<string, string> { ["part"] = "measured", ["tier"] = "cold", ["variant"] = $"{OfAccesses}|{OfDistinct}|{OfTime}|{OfModelledTime}" }),
        new(ChartKind.Bar, "Time per row by split, between all in the file and all in DRAM", "variant", Metrics.NsPerRow, "trace", [], LogY: true, XLabel: "rows hot / warm / cold",
            Caption: "Hot and warm: copies in DRAM, 3 KiB rows. Cold: a file past the page cache, 32 reads in flight. The ends hold all rows in one tier. Shares are of the 100,000 table rows for Zipf, of the words for text.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Line, "How many accesses the cold 75 % still take", "alpha", TierShare, "table", [ReferenceLine.Horizontal("1 access in 100", Rarely)], LogY: true, XLabel: "Zipf exponent alpha",
            Caption: "Closed form, bounded Zipf law, share of total ids. A batch of 1,000 ids has ten cold ones at 0.01, and must wait for them.",
            Where: new Dictionary<string, string> { ["part"] = "computed", ["tier"] = "cold", ["variant"] = OfAccesses }),
        new(ChartKind.Bar, "Tiers learned on the first half of a text, judged on the second", "trace", TierShare, "tier", [], XLabel: "trace",
            Caption: "Share of the accesses, total ids. 100 %: the words, or the hashed triples (table of 2^20 rows) that the text touches. docs is templated reference text; docs-unique has each element once. A row that the first half never used is cold.",
            Where: new Dictionary<string, string> { ["part"] = "counted", ["variant"] = OfAccesses }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("accesses to the cold 75 %, alpha 1, N = 10 M", "curriculum L13; from the sums of ZipfLaw", 0.083, 0.0005, "", r => Law(r, "cold", 1)),
        new("largest distance of the tiers' shares from 1, all traces", "counts of TierPlacement: hot + warm + cold", 0, 1e-12, "", FarthestFromOne),
    ];

    public Headline Headline(ResultSet results)
    {
        var beside = results.Value(OfDramSpeed, ("part", "measured"), ("trace", ZipfOne), ("variant", Document.Name));
        return HotRow.Headline.From(
            $"{Document.Name} by use over all in the file, zipf 1.0: speed-up" + (double.IsNaN(beside) ? "" : $" ({beside:0.00} of DRAM's speed)"),
            results.Single(Metrics.Speedup, ("part", "measured"), ("trace", ZipfOne), ("variant", Document.Name)), "x");
    }

    private static double Of(ResultSet results, string what) => results.Value(Bytes, ("part", "computed"), ("variant", what));

    private static double Law(ResultSet results, string tier, double alpha) =>
        results.Value(TierShare, ("part", "computed"), ("tier", tier), ("table", "N = 10 M"), ("alpha", alpha), ("variant", OfAccesses));

    private static double FarthestFromOne(ResultSet results)
    {
        var sums = results.Where(TierShare, ("variant", OfAccesses)).Where(o => o["part"].Text != "computed")
            .GroupBy(o => (o["part"].Text, o["trace"].Text)).Select(trace => Math.Abs(1 - trace.Sum(o => o.Value))).ToArray();
        return sums.Length == 0 ? double.NaN : sums.Max();
    }
}
