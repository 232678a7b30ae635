namespace HotRow.Lab;

/// <summary>What is made of L2's points: charts, check rows, verdicts.</summary>
internal sealed partial class WholeTableOrRows
{
    internal static readonly Metric Ratio = new("whole-over-needed", "Whole table over needed rows", "x", true, "bytes or median time of the whole table / of the batch's distinct rows");
    internal static readonly Metric UniqueRows = new("unique-rows", "Distinct rows of a batch of 256", "", null, "distinct ids of 256 draws");

    // Document 000: 0.01 % of the table, and half a unit of the last digit.
    private const double StatedShare = 1e-4;
    private const double StatedShareDigit = 0.5e-4;

    // Document 000: about 200 of 256; "about" is taken for a tenth of it.
    private const double StatedUnique = 200;
    private const double AboutUnique = 20;

    private const string ByRows = "rows of the table";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Whole table over needed rows: bytes and time", "rows", Ratio, "variant+tier", [ReferenceLine.Horizontal("document 000: 5,000x", 5000)], LogX: true, LogY: true, XLabel: ByRows,
            Caption: "Whole table over the distinct rows of a batch of 256 (Zipf, alpha 1). Look at the gap: where time lies below bytes, a needed row costs more per byte than the whole table. Memory: copied within main memory. File: read past the page cache, the whole table in blocks of 1 MiB, the needed rows one by one.",
            Where: new Dictionary<string, string> { ["variant"] = "bytes|time" }),
        new(ChartKind.Line, "Time to move the whole table, and the needed rows", "rows", Metrics.TimeMs, "variant+tier",
            [ReferenceLine.Horizontal("document 000: 250 ms", 250), ReferenceLine.Horizontal("document 000: 0.05 ms", 0.05)], LogX: true, LogY: true, XLabel: ByRows,
            Caption: "Time per batch of 256. The link is modelled at 16 GB/s with no cost per transfer; memory and file are measured, one copying thread, 32 reads in flight.",
            Where: new Dictionary<string, string> { ["variant"] = $"{Whole}|{Needed}", ["tier"] = $"{Link}|{Memory}|{File}" }),
        new(ChartKind.Line, "Bytes that a batch of 256 moves", "rows", Metrics.FarBytes, "variant", [ReferenceLine.Horizontal("document 000: 4 GB", 4e9), ReferenceLine.Horizontal("document 000: 0.8 MB", 0.8e6)],
            LogX: true, LogY: true, XLabel: ByRows, Caption: "By arithmetic, rows of 1,024 fp32 numbers. Needed rows are the distinct ones, expected under Zipf with alpha 1.",
            Where: new Dictionary<string, string> { ["tier"] = Link }),
        new(ChartKind.Line, "How many of 256 indices are distinct, by the skew", "alpha", UniqueRows, "variant", [ReferenceLine.Horizontal("document 000: ~200", 200)], XLabel: "Zipf exponent alpha",
            Caption: "Bounded Zipf over 1 M rows; draws with the 95 % interval of their mean."),
        new(ChartKind.Line, "Time of a batch of 256 into the device, by the rows of the table", "rows", DeviceMetrics.BatchUs, "variant", [], LogX: true, LogY: true, XLabel: ByRows,
            Caption: $"Zipf with alpha 1; the batch's rows, of 4 KiB on a GPU, end in the device's memory. Beside the measured ways the documents' link, modelled: 16 GB/s and no cost per transfer. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device", ["variant"] = $"{FullUpload}|{UploadUnique}|{UploadPinned}|{ZeroCopy}|{ModelledWhole}|{ModelledNeeded}" }, SliderBy: "device", Optional: true),
        new(ChartKind.Line, "What each way makes of the link, by the size of a batch", "ids", DeviceMetrics.LinkGBps, "variant", [ReferenceLine.Horizontal("modelled link: 16 GB/s", LinkModel.Pcie16.BandwidthGBps)], LogX: true, XLabel: "ids of a batch",
            Caption: $"Uniform ids, rows of 4 KiB on a GPU, so that nearly every row crosses the link once. Pinned upload: one large copy from page-locked memory in the same rounds, the ceiling; pageable upload: the same from ordinary memory, which the driver stages. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
        new(ChartKind.Bar, "Each way as a share of the measured link", "ids", DeviceMetrics.CeilingShare, "variant", [ReferenceLine.Horizontal("the link", 1), ReferenceLine.Horizontal("goal: 0.9", 0.9)], XLabel: "ids of a batch",
            Caption: $"Bytes per second over those of the large page-locked copy, round by round. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("table of 1 M x 1,024 x 4 B", "document 000, example: 4 GB", 4.096, 0.0005, "GB", r => Example(r, Metrics.FarBytes, Whole) / 1e9),
        new("its time over the link", "document 000, example: 250 ms", 256, 0.5, "ms", r => Example(r, Metrics.TimeMs, Whole)),
        new("200 rows of 4,096 B", "document 000, example: 0.8 MB", 0.819, 0.0005, "MB", r => Example(r, Metrics.FarBytes, Needed) / 1e6),
        new("their time over the link", "document 000, example: 0.05 ms", 0.051, 0.0005, "ms", r => Example(r, Metrics.TimeMs, Needed)),
        new("whole table over needed rows", "document 000, example", 5000, 0.5, "x", r => Example(r, Metrics.TimeMs, Whole) / Example(r, Metrics.TimeMs, Needed)),
        new("table of 10 M x 768 x 4 B", "document 000, root cause 1: 30 GB+", 30.72, 0.005, "GB", r => Large(r, Metrics.FarBytes, Whole) / 1e9),
        new("its time over the link", "curriculum L2", 1.92, 0.005, "s", r => Large(r, Metrics.TimeMs, Whole) / 1e3),
        new("1,000 rows of 10 M", "document 000, root cause 1", 0.01, 1e-6, "%", r => 100 * NeededShare(r)),
        new("distinct of 256, alpha 0.9, closed form", "curriculum L2", 231, 0.5, "", r => Distinct(r, 0.9, "closed form")),
        new("distinct of 256, alpha 1, closed form", "curriculum L2", 201.6, 0.05, "", r => Distinct(r, 1, "closed form")),
        new("distinct of 256, alpha 1, drawn", "curriculum L2; four standard errors of 100 batches", 201.6, 2.2, "", r => Distinct(r, 1, "drawn")),
        new("distinct of 256, alpha 1.2, closed form", "curriculum L2", 126, 0.5, "", r => Distinct(r, 1.2, "closed form")),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-whole-table-waste", "000, Root Cause 1", "Of a table of 10 M rows a batch needs about 1,000, 0.01 %; loading all of it wastes 99.99 %.", JudgeWaste),
        new("000-example-5000x", "000, Real-World Example", "Moving a table of 1 M x 1,024 takes 250 ms at 16 GB/s, the 200 needed rows 0.05 ms: 5,000 times faster.", JudgeExample),
        new("000-200-of-256", "000, Real-World Example", "Under Zipf a batch of 256 tokens from 1 M has about 200 distinct ones.", JudgeUnique),
        new("001-lower-memory", "001, Expected Impact", "Looking up only the needed rows lowers the memory used on the GPU.", JudgeMemory),
        new("001-pcie-overhead", "001, Expected Impact", "Looking up only the needed rows reduces the overhead of transfers over PCIe.", JudgeLink),
    ];

    public Headline Headline(ResultSet results)
    {
        var largest = Largest(results, File);
        return HotRow.Headline.From(
            largest is null ? "whole table over needed rows, from a file" : $"whole table over needed rows, time, from a file of {largest["rows"].Number:#,0} rows ({CountedRatio(results, largest):#,0}x the bytes)",
            largest, "x");
    }

    private static double Example(ResultSet results, Metric metric, string variant) => results.Value(metric, ("case", "example"), ("variant", variant));

    private static double Large(ResultSet results, Metric metric, string variant) => results.Value(metric, ("case", "large table"), ("variant", variant));

    private static double NeededShare(ResultSet results) => Large(results, Metrics.FarBytes, Needed) / Large(results, Metrics.FarBytes, Whole);

    private static double Distinct(ResultSet results, double alpha, string variant) => results.Value(UniqueRows, ("alpha", alpha), ("variant", variant));

    private static Observation? Largest(ResultSet results, string tier) => results.Where(Ratio, ("tier", tier), ("variant", "time")).MaxBy(o => o["rows"].Number);

    private static double CountedRatio(ResultSet results, Observation time) =>
        results.Value(Ratio, ("tier", time["tier"]), ("rows", time["rows"]), ("variant", "bytes, counted"));

    private static Verdict JudgeWaste(ResultSet results)
    {
        var (whole, needed) = (Large(results, Metrics.FarBytes, Whole), Large(results, Metrics.FarBytes, Needed));
        if (double.IsNaN(whole) || double.IsNaN(needed))
        {
            return Verdict.NotRun;
        }

        var figure = $"by arithmetic: {needed / 1e6:0.0##} MB of {whole / 1e9:0.00} GB are needed, {100 * needed / whole:0.00##} %; {100 * (1 - (needed / whole)):0.00##} % are moved in vain";
        return Math.Abs((needed / whole) - StatedShare) < StatedShareDigit ? Verdict.Reproduced(figure, "the document's own numbers agree with each other; whether a batch needs about 1,000 rows is not asked here")
            : Verdict.Contradicted(figure, "the document's own numbers do not agree with each other");
    }

    private static Verdict JudgeExample(ResultSet results)
    {
        var (whole, needed) = (Example(results, Metrics.TimeMs, Whole), Example(results, Metrics.TimeMs, Needed));
        var measured = new[] { Memory, File }.Select(tier => Largest(results, tier)).OfType<Observation>().ToArray();
        if (double.IsNaN(whole) || measured.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"{whole:0} ms against {needed:0.000} ms, {whole / needed:#,0}x (modelled); measured "
            + string.Join("; ", measured.Select(o => $"{o["tier"].Text}, {o["rows"].Number:#,0} rows: {CountedRatio(results, o):0}x the bytes, {o.Value:0.0}x the time [{o.Low:0.0}, {o.High:0.0}]"));
        return measured.All(o => o.High > CountedRatio(results, o))
            ? Verdict.Reproduced(figure)
            : measured.All(o => o.High < 1) ? Verdict.Contradicted(figure)
            : Verdict.Depends("every byte costing the same: scattered rows cost more per byte than one long read, so the time shrinks by less than the bytes", figure);
    }

    private static Verdict JudgeUnique(ResultSet results)
    {
        var drawn = results.Where(UniqueRows, ("variant", "drawn")).OrderBy(o => o["alpha"].Number).ToArray();
        if (drawn.Length == 0)
        {
            return Verdict.NotRun;
        }

        var about = drawn.Where(o => Math.Abs(o.Value - StatedUnique) <= AboutUnique).ToArray();
        var figure = "drawn, of 256: " + string.Join(", ", drawn.Select(o => $"{o.Value:0} at alpha {o["alpha"].Text}"));
        return about.Length == drawn.Length ? Verdict.Reproduced(figure)
            : about.Length > 0 ? Verdict.Depends($"the skew: within {AboutUnique:0} of {StatedUnique:0} at alpha {string.Join(", ", about.Select(o => o["alpha"].Text))} (Zipf's own law has alpha 1), not at the others", figure)
            : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeMemory(ResultSet results)
    {
        var (whole, needed) = (Example(results, Metrics.FarBytes, Whole), Example(results, Metrics.FarBytes, Needed));
        return double.IsNaN(whole) ? Verdict.NotRun
            : Verdict.NotTestableHere("no GPU memory is measured here; these are the bytes the near tier must hold for one batch", $"{whole / 1e9:0.000} GB for the table, {needed / 1e6:0.000} MB for the rows (computed)");
    }

    private static Verdict JudgeLink(ResultSet results)
    {
        var (whole, needed) = (Example(results, Metrics.TimeMs, Whole), Example(results, Metrics.TimeMs, Needed));
        return double.IsNaN(whole) ? Verdict.NotRun
            : Verdict.NotTestableHere("no PCIe link is measured here; at 16 GB/s with no cost per transfer", $"{whole:0} ms -> {needed:0.000} ms a batch (modelled)");
    }
}
