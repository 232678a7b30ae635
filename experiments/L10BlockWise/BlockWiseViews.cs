namespace HotRow.Lab;

/// <summary>What is made of L10's points: charts, check rows, verdicts.</summary>
internal sealed partial class BlockWise
{
    internal const string OneHotProduct = "one-hot, then weights";
    internal const string AllRows = "all rows";
    internal const string EveryIndex = "every index";
    internal const string Distinct = "distinct rows";
    internal const string Blocks = "blocks of 64";
    internal const string BlocksByFrequency = "blocks of 64, by frequency";

    internal static readonly Metric Work = new("work", "Arithmetic per batch", "FLOP", false, "mean over eight batches of 2 x rows multiplied x dimension x outputs; with a one-hot matrix its product too");
    internal static readonly Metric SavedWork = new("saved-work", "Arithmetic saved by distinct rows", "", true, "1 - arithmetic for distinct rows / for every index");
    internal static readonly Metric UniqueShare = new("unique-share", "Distinct rows of a batch", "", null, "distinct ids of the first batch / ids of the batch");
    internal static readonly Metric Gain = new("product-gain", "Speed-up over every index", "x", true, "median over rounds of the time for every index / the time of this way");
    internal static readonly Metric GainOverAllRows = new("gain-over-all-rows", "Speed-up over all rows", "x", true, "median over rounds of the time for all rows / the time of this way");
    internal static readonly Metric Error = new("error", "Largest difference from double precision", "", false, "|output - sum in double precision| / sum of magnitudes, largest over 16 indices");

    private const double LargestError = 1e-5;
    private const double HardlyMore = 1.1;
    private const string Section = "001, Block-Wise Multiplication";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Speed-up over every index, by the distinct share of a batch", "unique", Gain, "variant", [ReferenceLine.Horizontal("no gain", 1), new("all ids / distinct ids", [(0.05, 20), (1, 1)])], LogX: true, LogY: true,
            XLabel: "distinct / all ids of the batch", Caption: "Against gathering a row per index and multiplying all of them; table in memory, one thread, every trace and batch size. The sloped line is the work that distinct rows save. Blocks are multiplied where they lie, with every row they hold.",
            Where: new Dictionary<string, string> { ["variant"] = $"{Distinct}|{Blocks}|{BlocksByFrequency}" }),
        new(ChartKind.Bar, "Time of a batch of 1,024 by what is multiplied", "trace", Metrics.TimeMs, "variant", [], LogY: true,
            Caption: "Output: one product per index. All rows: the whole table times the weights for each batch, as a dense layer does. One-hot is left out where its product passes 8 GFLOP.",
            Where: new Dictionary<string, string> { ["part"] = "product", ["batch"] = "1024", ["outputs"] = "256|768" }),
        new(ChartKind.Bar, "Arithmetic of a batch by what is multiplied", "trace", Work, "variant", [], LogY: true,
            Caption: "Counted, mean over eight batches. By frequency: rows renamed by their count over the trace's first half; all batches are of the second half.",
            Where: new Dictionary<string, string> { ["part"] = "product", ["batch"] = "1024", ["outputs"] = "256|768" }),
        new(ChartKind.Line, "Time of a batch on the device, by what is multiplied", "ids", DeviceMetrics.BatchUs, "variant", [], LogX: true, LogY: true,
            XLabel: "ids of a batch", Caption: $"Zipf with alpha 1 over the table's rows; ids, table, weights and output lie on the device. Distinct rows: found, gathered, multiplied and handed out on the device; only their number, which shapes the product, is known beforehand. One kernel: rows are multiplied as they are gathered, and never written. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
        new(ChartKind.Line, "Speed-up on the device over gathering and multiplying every index", "ids", DeviceMetrics.Gain, "variant", [ReferenceLine.Horizontal("no gain", 1)], LogX: true, LogY: true,
            XLabel: "ids of a batch", Caption: $"The same batches. The more ids of a batch are the same, the more the distinct rows save; finding them costs its own kernels. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("largest difference between a way and double precision", "curriculum L10: equal to 1e-5", 0, LargestError, "", r => Largest(r.Where(Error).Select(o => o.Value))),
        new("saved work, less 1 - unique / total", "curriculum L10, closed form; the first batch of each point", 0, 1e-9, "", r => Largest(Cells(r).Select(c => Math.Abs(c.Saved - (1 - c.Unique))))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-relevant-blocks", Section, "Multiplying only the blocks that a batch needs avoids unnecessary dense computation.", JudgeDense),
        new("001-block-locality", Section, "Multiplying block by block improves memory locality and the use of bandwidth.", JudgeLocality),
        new("000-compute-only-needed", "000, Solution 2", "Computing only the embeddings that are really needed makes the product after a lookup cheaper.", JudgeDistinct),
    ];

    public Headline Headline(ResultSet results)
    {
        var best = results.Where(Gain, ("variant", Distinct), ("trace", "docs-unique"), ("batch", 4_096)).FirstOrDefault() ?? results.Where(Gain, ("variant", Distinct)).FirstOrDefault();
        return HotRow.Headline.From(best is null ? "weights once per distinct row, over once per index" : $"weights once per distinct row, over once per index ({best["trace"].Text}, batch {best["batch"].Text}, {100 * best["unique"].Number:0} % distinct)", best, "x");
    }

    private static double Largest(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Max();

    private static IEnumerable<(double Saved, double Unique)> Cells(ResultSet results) =>
        results.Where(SavedWork).Select(o => (o.Value, results.Observations.First(u => u.Metric == UniqueShare.Id && u.Parameters.Key == o.Parameters.Key).Value));

    private static string Show(Observation gain) => $"{gain.Value:0.0#}x [{gain.Low:0.0#}, {gain.High:0.0#}]";

    private static string Range(IReadOnlyCollection<Observation> gains) => $"{gains.Min(g => g.Value):0.0#} to {gains.Max(g => g.Value):0.0#}x over {gains.Count} points";

    private static Verdict JudgeDense(ResultSet results)
    {
        var (asIs, byFrequency) = (results.Where(GainOverAllRows, ("variant", Blocks)).ToArray(), results.Where(GainOverAllRows, ("variant", BlocksByFrequency)).ToArray());
        if (asIs.Length == 0 || byFrequency.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"blocks against all rows: {Range(asIs)}, by frequency {Range(byFrequency)}";
        return Judged([.. asIs, .. byFrequency], figure, "");
    }

    // The plain alternative moves the rows together first; blocks read them where they lie, and the idle ones with them.
    private static Verdict JudgeLocality(ResultSet results)
    {
        var (asIs, byFrequency) = (results.Where(Gain, ("variant", Blocks)).ToArray(), results.Where(Gain, ("variant", BlocksByFrequency)).ToArray());
        if (asIs.Length == 0 || byFrequency.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"blocks of 64 against gathering every index: {Range(asIs)}, by frequency {Range(byFrequency)}";
        return Judged([.. asIs, .. byFrequency], figure, "the rows of a block that nobody asked for cost more than the gather saves");
    }

    // All surely faster, all surely hardly so, or surely both: only then is there something that it depends on.
    private static Verdict Judged(Observation[] gains, string figure, string whyNot)
    {
        var (faster, not) = (gains.Where(g => g.Low > 1).ToArray(), gains.Where(g => g.Low <= 1 && g.High < HardlyMore).ToArray());
        static string Places(IEnumerable<Observation> found) => string.Join(", ", found.Select(g => $"{g.Variant} on {g["trace"].Text}, batch {g["batch"].Text}"));
        return faster.Length == gains.Length ? Verdict.Reproduced(figure)
            : not.Length == gains.Length ? Verdict.Contradicted(figure, whyNot)
            : faster.Length > 0 && not.Length > 0 ? Verdict.Depends($"the batch and how the rows lie: surely faster are {Places(faster)}; not, or by less than 10 %, {Places(not)}", figure)
            : Verdict.NotTestableHere($"this run is too noisy: not told are {Places(gains.Except(faster).Except(not))}", figure);
    }

    private static Verdict JudgeDistinct(ResultSet results)
    {
        var gains = results.Where(Gain, ("variant", Distinct)).OrderBy(g => g["unique"].Number).ToArray();
        if (gains.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"{Show(gains[0])} at {gains[0]["unique"].Number:0 %} distinct, {Show(gains[^1])} at {gains[^1]["unique"].Number:0 %}";
        return Judged(gains, figure, "finding the repeats and handing out the products costs what it saves");
    }
}
