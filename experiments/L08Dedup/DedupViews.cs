namespace HotRow.Lab;

/// <summary>What is made of L8's points: charts, check rows, verdicts.</summary>
internal sealed partial class DedupAndOrder
{
    internal static readonly Metric UniqueShare = new("unique-share", "Distinct rows of a batch", "", null, "distinct ids of a batch / ids of the batch");
    internal static readonly Metric Gain = new("dedup-gain", "Speed-up over fetching every index", "x", true, "median over rounds of the time for every index / the time with dedup");
    internal static readonly Metric NsPerIndex = new("ns-per-index", "Time to find distinct rows, per index", "ns", false, "median wall time / ids of the batch");

    private const string DocsUnique = "docs-unique";
    private const string UniqueAxis = "distinct / all ids of the batch";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Speed-up by dedup, against the share of distinct rows", "unique", Gain, "tier+variant", [ReferenceLine.Horizontal("no gain", 1), new("all ids / distinct ids", [(0.05, 20), (1, 1)])], LogX: true, LogY: true,
            XLabel: UniqueAxis, Caption: "Against fetching every index; above 1 dedup pays, and the sloped line is what the rows alone would save. Dedup: each distinct row fetched once, then expanded to the batch; distinct only: left for a reader that expands or pools elsewhere. File: past the page cache, 32 reads in flight, batches of 1,024 (4,096 at full scale). DRAM: one thread, batches of 4,096; the output is the near tier.",
            Where: new Dictionary<string, string> { ["variant"] = $"{Dedup}|{Unexpanded}" }),
        new(ChartKind.Line, "Time per index from memory, with and without dedup", "unique", Metrics.NsPerRow, "variant", [], LogX: true,
            XLabel: UniqueAxis, Caption: "Rows of 3 KiB gathered from main memory, per index of the batch. \"Ascending\" sorts, so it reads the table in order.",
            Where: new Dictionary<string, string> { ["tier"] = DramTier }),
        new(ChartKind.Line, "Time per index from a file, with and without dedup", "unique", Metrics.NsPerRow, "variant", [], LogX: true,
            XLabel: UniqueAxis, Caption: "Rows of 4 KiB read past the page cache, 32 reads in flight.", Where: new Dictionary<string, string> { ["tier"] = FileTier }),
        new(ChartKind.Line, "Distinct share of a batch, against its size", "batch", UniqueShare, "trace", [], LogX: true, XLabel: "ids per batch",
            Caption: "Distinct ids / all ids of a batch, mean over the trace's whole batches. docs is templated reference text; docs-unique has each element once; zipf over 1 M rows.", Where: new Dictionary<string, string> { ["part"] = "unique share" }),
        new(ChartKind.Line, "Time to find the distinct rows, per index", "batch", NsPerIndex, "variant+alpha", [], LogX: true, LogY: true, XLabel: "ids per batch",
            Caption: "Zipf over 1 M rows. Stamp: one 8-byte entry per row of the table; hash: a table for the batch; sort: a radix sort of (row, position).", Where: new Dictionary<string, string> { ["part"] = "find" }),
        .. s_deviceCharts,
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. Expect(10_000_000, 0.97, 0.75, 0.65, 0.40),
        .. Expect(1_000_000, 0.93, 0.69, 0.61, 0.38),
        new("largest distance of drawn from closed form", "closed form; four standard errors of 20 batches", 0, 0.012, "", r => Tables.SelectMany(t => Alphas.Select(a => Math.Abs(Law(r, t, a, "drawn") - Law(r, t, a, "closed form")))).Max()),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-sparse-indexing-rows", "000, Solution 2", "Only the embeddings that a batch really needs have to be fetched and computed.", JudgeRows),
        new("001-smart-indexing-time", "001, Smart Indexing", "Tracking only the rows that the current batch requires makes lookups faster.", JudgeTime),
    ];

    public Headline Headline(ResultSet results)
    {
        var text = results.Single(Gain, ("tier", FileTier), ("trace", DocsUnique), ("variant", Dedup));
        var shown = text ?? results.Single(Gain, ("tier", FileTier), ("trace", "zipf 1.0"), ("variant", Dedup));
        return HotRow.Headline.From(
            shown is null ? "dedup over every index, from a file" : $"dedup over every index, from a file ({shown["trace"].Text}, {100 * shown["unique"].Number:0} % distinct{Beside(results, shown)})", shown, "x");
    }

    private static string Beside(ResultSet results, Observation shown) =>
        results.Single(Gain, ("tier", DramTier), ("trace", shown["trace"]), ("variant", Dedup)) is { } memory ? $"; in memory {memory.Value:0.00}x" : "";

    private static IEnumerable<CheckFigure> Expect(int rows, params double[] shares) => Alphas.Zip(shares, (alpha, share) =>
        new CheckFigure($"distinct share of 1,000 ids, N = {rows / 1_000_000} M, alpha {alpha}", "curriculum L8, two digits; the last is rounded up from .3949", share, 0.006, "", r => Law(r, rows, alpha, "closed form")));

    private static double Law(ResultSet results, int rows, double alpha, string variant) =>
        results.Value(UniqueShare, ("part", "closed form"), ("rows", rows), ("alpha", alpha), ("variant", variant));

    private static Verdict JudgeRows(ResultSet results)
    {
        var shares = results.Where(UniqueShare, ("part", "unique share"), ("batch", Batch)).ToArray();
        if (shares.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "distinct rows of a batch of 1,000: " + string.Join(", ", shares.Select(o => $"{o["trace"].Text} {o.Value:0 %}"));
        var dense = shares.Where(o => o.Value > 0.9).Select(o => o["trace"].Text).ToArray();
        return dense.Length == 0 ? Verdict.Reproduced(figure)
            : dense.Length == shares.Length ? Verdict.Contradicted(figure)
            : Verdict.Depends($"repeats within the batch: hardly any in {string.Join(", ", dense)}", figure);
    }

    private static Observation[] Gains(ResultSet results, string tier, string variant = Dedup) =>
        [.. results.Where(Gain, ("tier", tier), ("variant", variant)).OrderByDescending(o => o["unique"].Number)];

    private static string Most(Observation[] gains) => $"{gains[^1].Value:0.00}x [{gains[^1].Low:0.00}, {gains[^1].High:0.00}] at {gains[^1]["unique"].Number:0 %} distinct";

    private enum Effect
    {
        Slower,
        Unsure,
        Faster,
    }

    // A speed-up counts only when its interval lies outside what the point's A/A control shows of noise.
    private static Effect EffectOf(ResultSet results, Observation gain)
    {
        var noise = results.Points.First(p => p.Observations.Contains(gain)).NoiseFloor;
        return !new Interval(gain.Value, gain.Low, gain.High).IsDifference(double.IsNaN(noise) ? 0 : noise) ? Effect.Unsure
            : gain.Value > 1 ? Effect.Faster
            : Effect.Slower;
    }

    private static Verdict JudgeTime(ResultSet results)
    {
        var (file, memory, shortRows) = (Gains(results, FileTier), Gains(results, DramTier), Gains(results, ShortDramTier));
        if (file.Length < 2 || memory.Length < 2)
        {
            return Verdict.NotRun;
        }

        var figure = $"from a file {Most(file)}; in memory, rows of 3 KiB, {Most(memory)}" + (shortRows.Length < 2 ? "" : $"; of 512 B {Most(shortRows)}");
        var (inFile, inMemory) = (EffectOf(results, file[^1]), EffectOf(results, memory[^1]));
        return (inFile, inMemory) switch
        {
            (Effect.Unsure, Effect.Unsure) => Verdict.NotTestableHere("this run is too noisy: neither tier shows a difference that its intervals and its A/A noise do not explain", figure),
            (Effect.Faster, Effect.Faster) => Verdict.Depends($"the repeats: it pays in memory only {Crossover(memory)}", figure),
            (Effect.Faster, _) => Verdict.Depends($"the tier: where a row is a read it pays; in memory, with rows of 3 KiB, it {(inMemory == Effect.Slower ? "is slower" : "makes no sure difference")}, even at the most repeats; where the reader takes the distinct rows as they are, memory pays {Crossover(Gains(results, DramTier, Unexpanded))}", figure),
            (_, Effect.Faster) => Verdict.Depends($"the tier: it pays in memory, {Crossover(memory)}, and from a file {(inFile == Effect.Slower ? "it is slower" : "there is no sure difference")}", figure),
            _ => Verdict.Contradicted(figure, "nowhere surely faster, even at the most repeats"),
        };
    }

    /// <summary>Where the gain passes 1, by a straight line between the two points around it; in words.</summary>
    internal static string Crossover(IReadOnlyList<Observation> descendingByUnique)
    {
        for (var i = 1; i < descendingByUnique.Count; i++)
        {
            var (above, below) = (descendingByUnique[i - 1], descendingByUnique[i]);
            if (above.Value < 1 && below.Value >= 1)
            {
                var (from, to) = (above["unique"].Number, below["unique"].Number);
                return $"below about {from + ((1 - above.Value) / (below.Value - above.Value) * (to - from)):0 %} distinct";
            }
        }

        return descendingByUnique.Count > 0 && descendingByUnique[0].Value >= 1 ? "at every share that was tried" : "at no share that was tried";
    }
}
