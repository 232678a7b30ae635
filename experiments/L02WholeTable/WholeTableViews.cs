namespace HotRow.Lab;

/// <summary>What is made of L2's points: charts, check rows, verdicts.</summary>
internal sealed partial class WholeTableOrRows
{
    internal static readonly Metric Ratio = new("whole-over-needed", "Whole table over needed rows", "x", true, "bytes or median time of the whole table / of the batch's distinct rows");
    internal static readonly Metric UniqueRows = new("unique-rows", "Distinct rows of a batch of 256", "", false, "distinct ids of 256 draws");

    private const string ByRows = "rows of the table";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "The bytes shrink by far more than the time does", "rows", Ratio, "variant+tier", [ReferenceLine.Horizontal("document 000: 5,000x", 5000)], LogX: true, LogY: true, XLabel: ByRows,
            Caption: "Whole table over the distinct rows of a batch of 256 (Zipf, alpha 1). Memory: copied within main memory. File: read past the page cache, the whole table in blocks of 1 MiB, the needed rows one by one.",
            Where: new Dictionary<string, string> { ["variant"] = "bytes|time" }),
        new(ChartKind.Line, "Moving the whole table grows with it; the needed rows do not", "rows", Metrics.TimeMs, "variant+tier",
            [ReferenceLine.Horizontal("document 000: 250 ms", 250), ReferenceLine.Horizontal("document 000: 0.05 ms", 0.05)], LogX: true, LogY: true, XLabel: ByRows,
            Caption: "Time per batch of 256. The link is modelled at 16 GB/s with no cost per transfer; memory and file are measured, one copying thread, 32 reads in flight.",
            Where: new Dictionary<string, string> { ["variant"] = $"{Whole}|{Needed}", ["tier"] = $"{Link}|{Memory}|{File}" }),
        new(ChartKind.Line, "Bytes that a batch of 256 moves", "rows", Metrics.FarBytes, "variant", [ReferenceLine.Horizontal("document 000: 4 GB", 4e9), ReferenceLine.Horizontal("document 000: 0.8 MB", 0.8e6)],
            LogX: true, LogY: true, XLabel: ByRows, Caption: "Rows of 1,024 fp32 numbers. Needed rows are the distinct ones, expected under Zipf with alpha 1.",
            Where: new Dictionary<string, string> { ["tier"] = Link }),
        new(ChartKind.Line, "How many of 256 indices are distinct depends on the skew", "alpha", UniqueRows, "variant", [ReferenceLine.Horizontal("document 000: ~200", 200)], XLabel: "Zipf exponent alpha",
            Caption: "Bounded Zipf over 1 M rows; draws with the 95 % interval of their mean."),
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
        var share = NeededShare(results);
        return double.IsNaN(share) ? Verdict.NotRun
            : Math.Abs(share - 1e-4) < 1e-6 ? Verdict.Reproduced($"{100 * share:0.00} % needed, {100 * (1 - share):0.00} % of {Large(results, Metrics.FarBytes, Whole) / 1e9:0.00} GB moved in vain", "arithmetic; repeats within the batch make it less still")
            : Verdict.Contradicted($"{100 * share:0.0000} % needed");
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
            : Verdict.Depends("every byte costing the same: scattered rows cost more per byte than one long read, so the time shrinks by less than the bytes", figure);
    }

    private static Verdict JudgeUnique(ResultSet results)
    {
        var (one, drawn) = (Distinct(results, 1, "closed form"), results.Single(UniqueRows, ("alpha", 1), ("variant", "drawn")));
        if (double.IsNaN(one) || drawn is null)
        {
            return Verdict.NotRun;
        }

        var figure = $"alpha 1: {one:0.0} expected, {drawn.Value:0.0} drawn [{drawn.Low:0.0}, {drawn.High:0.0}]";
        return Math.Abs(one - 200) <= 10
            ? Verdict.Reproduced(figure, $"alpha 0.9 gives {Distinct(results, 0.9, "closed form"):0}, alpha 1.2 gives {Distinct(results, 1.2, "closed form"):0}")
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
