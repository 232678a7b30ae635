namespace HotRow.Lab;

/// <summary>How the claims that one path is faster than another are judged.</summary>
internal sealed partial class RuntimePath
{
    // 130 us over 34.8 us, and 34.8 us over 5.6 us.
    private const double PublishedAlone = 130 / 34.8;
    private const double PublishedBatched = 34.8 / 5.6;

    // Another disk, another ratio: within this factor it tells the same.
    private const double NearFactor = 2;

    private readonly record struct CallRatio(double Rows, Interval Ratio);

    private static Verdict JudgeSequential(ResultSet results)
    {
        var two = Ratios(results, Warm, LoadPaths.Gather, LoadPaths.GatherTwo).OrderByDescending(r => r.Rows).ToArray();
        var cold = Ratios(results, Cold, LoadPaths.MapRandom, LoadPaths.MapRandomMany).OrderByDescending(r => r.Rows).ToArray();
        if (two.Length == 0 || cold.Length == 0)
        {
            return Verdict.NotRun;
        }

        var (near, far) = (two[0], cold[0]);
        var figure = $"table in memory, 2 threads: {Text(near)}; cold mapped file, 16 faults in flight: {Text(far)}";
        return (Side(near.Ratio), Side(far.Ratio)) switch
        {
            ( > 0, > 0) => Verdict.Reproduced(figure),
            ( < 0, < 0) => Verdict.Contradicted(figure),
            ( < 0, > 0) => Verdict.Depends("where the rows lie: reads of a disk gain from being in flight together, copies from memory do not", figure),
            ( > 0, < 0) => Verdict.Depends("where the rows lie: copies from memory gain from a second thread, reads of a disk do not", figure),
            (0, > 0) => Verdict.Depends("where the rows lie: reads of a disk gain; of memory this run cannot say, it is too noisy", figure),
            ( > 0, 0) => Verdict.Depends("where the rows lie: memory gains; of reads of a disk this run cannot say, it is too noisy", figure),
            _ => Verdict.NotTestableHere(TooNoisy, figure),
        };
    }

    private static Verdict JudgeDoubleCopy(ResultSet results)
    {
        var copies = Ratios(results, Warm, LoadPaths.Staging, LoadPaths.Gather).OrderBy(r => r.Rows).ToArray();
        if (copies.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "one copy against two, table in memory: " + string.Join(", ", copies.Select(Text));
        return Together([.. copies.Select(c => Side(c.Ratio))], figure);
    }

    private static Verdict JudgeNorm(ResultSet results)
    {
        if (results.Where(Gain, ("part", "layer norm")).FirstOrDefault() is not { } gain)
        {
            return Verdict.NotRun;
        }

        var figure = $"fused {gain.Value:0.00} x as fast ({gain.Low:0.00} to {gain.High:0.00}) as a gather and a layer norm after it, {gain["rows"].Number:N0} rows of memory";
        return Together([Side(gain, Margin)], figure);
    }

    private static Verdict JudgeAdvice(ResultSet results)
    {
        var cold = results.Where(Metrics.NsPerRow, ("part", "path"), (StateName, Cold)).Where(o => o["rows"].Number > 1).GroupBy(o => o["rows"].Number).OrderByDescending(g => g.Key)
            .Select(g => (Rows: g.Key, Plain: g.FirstOrDefault(o => o.Variant == LoadPaths.Map), Random: g.FirstOrDefault(o => o.Variant == LoadPaths.MapRandom), Ahead: g.FirstOrDefault(o => o.Variant == LoadPaths.MapWillNeed)))
            .FirstOrDefault(g => g.Plain is not null && g.Random is not null && g.Ahead is not null);
        if (cold.Plain is not { } plain || cold.Random is not { } random || cold.Ahead is not { } ahead)
        {
            return Verdict.NotRun;
        }

        var read = results.Where(DiskBytes, ("part", "path"), (StateName, Cold), ("variant", LoadPaths.Map)).FirstOrDefault(o => o["rows"].Number == cold.Rows);
        var reach = results.Where(ReadAhead).FirstOrDefault();
        var figure = $"{cold.Rows:N0} cold rows a call: {plain.Value / 1e3:0.0} us each by default ({plain.Low / 1e3:0.0} to {plain.High / 1e3:0.0}), {random.Value / 1e3:0.0} us MADV_RANDOM ({random.Low / 1e3:0.0} to {random.High / 1e3:0.0}), {ahead.Value / 1e3:0.0} us batched read-ahead ({ahead.Low / 1e3:0.0} to {ahead.High / 1e3:0.0})"
            + (read is null ? "" : $"; the default reads {read.Value / 1e3:0} KB from disk per row")
            + (reach is null ? "" : $", the device reads up to {reach.Value / 1024:N0} KiB ahead");
        var (alone, batched) = (Quotient(random, plain), Quotient(plain, ahead));
        figure += $"; MADV_RANDOM takes {Text(alone)} x the default's time (published {PublishedAlone:0.0}), the default {Text(batched)} x batched read-ahead's (published {PublishedBatched:0.0})";
        return alone.High < 1 || batched.High < 1 ? Verdict.Contradicted(figure, alone.High < 1 ? "here MADV_RANDOM is the faster: by default a fault brings its neighbours, as far as the device reads ahead" : "here batched read-ahead is the slower")
            : alone.Low <= 1 || batched.Low <= 1 ? Verdict.NotTestableHere(TooNoisy, figure)
            : Math.Min(Nearness(alone, PublishedAlone), Nearness(batched, PublishedBatched)) switch
            {
                > 0 => Verdict.Reproduced(figure, "in its ratios; the times are another disk's"),
                < 0 => Verdict.Depends("the disk and its read-ahead: the order is the published one, the ratios are not", figure),
                _ => Verdict.NotTestableHere(TooNoisy, figure),
            };
    }

    // From the ends of both intervals: at least as wide as the quotient's own.
    private static Interval Quotient(Observation above, Observation below) => new(above.Value / below.Value, above.Low / below.High, above.High / below.Low);

    // Within the factor 1, outside -1, and 0 where the interval holds an end.
    private static int Nearness(Interval ratio, double published) =>
        ratio.Low >= published / NearFactor && ratio.High <= published * NearFactor ? 1 : ratio.High < published / NearFactor || ratio.Low > published * NearFactor ? -1 : 0;

    private static string Text(Interval ratio) => $"{ratio.Value:0.00} ({ratio.Low:0.00} to {ratio.High:0.00})";

    private static string Text(CallRatio ratio) => $"{ratio.Ratio.Value:0.00} x ({ratio.Ratio.Low:0.00} to {ratio.Ratio.High:0.00}) at {ratio.Rows:N0} a call";

    private static IEnumerable<CallRatio> Ratios(ResultSet results, string state, string slow, string fast) =>
        results.Where(Gain, ("part", "path"), (StateName, state), ("variant", fast), ("over", slow)).Select(o => new CallRatio(o["rows"].Number, new(o.Value, o.Low, o.High)));
}
