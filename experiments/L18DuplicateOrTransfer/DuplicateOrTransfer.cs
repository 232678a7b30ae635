namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L18: keep a near copy of a row, or move it for every use.</summary>
    public static readonly IExperiment DuplicateOrTransfer = Add(new DuplicateOrTransfer());
}

/// <summary>L18: after how many uses a copy pays, how many updates it stands, and what replicating the hottest rows costs and saves.</summary>
/// <remarks>The far tier that is measured is a file read past the page cache, the near one memory; links of other machines are modelled.
/// <para><i>Deviation:</i> updates are not made, only counted: an update costs the copy one transfer, and its writer nothing. Workers are computed, not run.</para></remarks>
internal sealed partial class DuplicateOrTransfer : IExperiment
{
    /// <summary>Workers that share the table.</summary>
    internal const int Workers = 8;

    /// <summary>Rows of the document's table.</summary>
    internal const int TableRows = 10_000_000;

    private const int TableDim = 768;

    // Of drawn transfers from the closed form, in standard errors.
    private const double MostDeviation = 5;

    internal static readonly double[] Alphas = [0.8, 1, 1.2];
    internal static readonly double[] ReplicatedShares = [0.0001, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1];
    private static readonly double[] s_updates = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
    private static readonly int[] s_uses = [1, 2, 8];

    public string Id => "l18-duplicate-or-transfer";

    public string Title => "Duplicate or transfer";

    public string Question => "When is a second copy of a row worth its memory, and when is it better to move the row for every use?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "replicas" }, { "table", TableRows }, { "workers", Workers } }, point => Replicate(point, context.ByScale(2_000, 200_000, 1_000_000)), 0);
        context.Point(new() { { "part", "links" } }, Links, 0);
        foreach (var depth in new[] { 32, 1 })
        {
            context.Point(new() { { "part", "measured" }, { "depth", depth } }, point => Measure(point, context, depth));
        }
    }

    private static void Links(Point point)
    {
        var row = TableDim * sizeof(float);
        var near = row / (DocumentMachine.HbmGBps * 1e9);
        foreach (var (name, link) in new[] { ("16 GB/s", LinkModel.Pcie16), ("16 GB/s, 10 us a row", new LinkModel(16, 10)), ("3.1 GB/s (25 Gbit/s), 20 us a row", new LinkModel(3.125, 20)) })
        {
            var breakEven = new BreakEven(link.Seconds(row), near);
            AddCurve(point, breakEven, breakEven, breakEven, name);
            AddCheck(point, breakEven, name);
        }
    }

    private static void AddCheck(Point point, BreakEven breakEven, string name) => point.Check($"{name}: closed form against adding use after use", () =>
    {
        // A use less would not be enough, and the count's rounding may cost one more where both costs are equal.
        var wrong = s_updates.Where(w => double.IsFinite(breakEven.Uses(w)) && breakEven.UsesByCounting(w, 1_000_000) - Math.Ceiling(breakEven.Uses(w)) is < 0 or > 1).ToArray();
        return (wrong.Length == 0, wrong.Length == 0 ? $"equal at {s_updates.Length} update rates" : $"differs at {wrong[0]} updates per use");
    });

    // A curve ends where the worst case would never pay: there no number of uses is surely enough.
    private static void AddCurve(Point point, BreakEven breakEven, BreakEven worst, BreakEven best, string name)
    {
        point.Value(LargestUpdateRate, breakEven.LargestUpdateRate, name, ValueKind.Modelled, worst.LargestUpdateRate, best.LargestUpdateRate);
        foreach (var updates in s_updates.Where(w => double.IsFinite(worst.Uses(w))))
        {
            point.Value(BreakEvenUses, breakEven.Uses(updates), name, ValueKind.Modelled, best.Uses(updates), worst.Uses(updates), new() { { "updates", updates } });
        }
    }

    private static void Replicate(Point point, int draws)
    {
        foreach (var alpha in Alphas)
        {
            var law = new ZipfLaw(TableRows, alpha);
            var name = FormattableString.Invariant($"Zipf {alpha:0.0}");
            foreach (var share in ReplicatedShares)
            {
                var rows = (long)(share * TableRows);
                var at = new Parameters { { "replicated", share }, { "extra-memory", (Workers - 1) * share } };
                point.Value(TransfersLeft, Left(law.Coverage(rows)), name, ValueKind.Computed, at: at);
                point.Value(ExtraGB, (Workers - 1.0) * rows * TableDim * sizeof(float) / 1e9, name, ValueKind.Computed, at: new() { { "replicated", share } });
            }

            point.Check($"{name}: transfers left against drawn accesses", () => Draw(point, law, name, draws));
        }
    }

    // A row that is not replicated lies on one worker of all, and each worker asks as often.
    private static double Left(double coverage) => (1 - coverage) * (Workers - 1) / Workers;

    private static (bool Passed, string Detail) Draw(Point point, ZipfLaw law, string name, int draws)
    {
        const int Replicated = TableRows / 100;
        var (random, sampler) = (new Xoshiro256(point.Seed), new ZipfSampler(TableRows, law.Alpha));
        var transfers = 0;
        for (var i = 0; i < draws; i++)
        {
            var rank = sampler.Next(random);
            var worker = random.NextInt32(Workers);
            transfers += rank > Replicated && rank % Workers != worker ? 1 : 0;
        }

        var (found, expected) = ((double)transfers / draws, Left(law.Coverage(Replicated)));
        var standardError = Math.Sqrt(expected * (1 - expected) / draws);
        point.Value(TransfersDeviation, (found - expected) / standardError, name);
        return (Math.Abs(found - expected) <= MostDeviation * standardError, $"{found:0.0000} drawn, {expected:0.0000} by the closed form, {MostDeviation} standard errors are {MostDeviation * standardError:0.0000}");
    }

    private static void Measure(Point point, RunContext context, int depth)
    {
        var (rows, dim, batch) = (context.ByScale(2_000, 100_000, 100_000), context.ByScale(16, 768, 768), context.ByScale(16, 128, 1_024));
        if (GeneratedRows.Open(point, rows, dim, depth) is not { } file)
        {
            return;
        }

        point.Note = $"near: DRAM; far: {file.Path}, {(long)rows * file.RowBytes / 1e6:0} MB; {batch} rows at a time";
        var pool = BatchPool.Draw(Workloads.Uniform, new() { RowCount = rows, BatchSize = batch, IndexCount = (long)batch * context.ByScale(2, 64, 64), Seed = point.Seed });
        var copies = point.Own(new EmbeddingTable(rows, dim));
        copies.FillRandom(GeneratedRows.Seed);
        var near = new DramRowStore(copies);
        var output = point.Own(new PageMemory((long)batch * file.RowBytes, "the rows of a batch"));
        point.Check("both tiers against the generator", () =>
        {
            file.ReadRows(pool.First.Indices.Span, output.Floats);
            var far = GeneratedRows.Match(pool.First.Indices.Span, dim, output.Floats);
            near.ReadRows(pool.First.Indices.Span, output.Floats);
            var both = GeneratedRows.Match(pool.First.Indices.Span, dim, output.Floats);
            return (far.Passed && both.Passed, $"far: {far.Detail}; near: {both.Detail}");
        });

        // One use of a copy is a gather from memory; the walks differ, so that no contender finds the other's rows in the caches.
        foreach (var uses in s_uses)
        {
            var (moved, kept) = (pool.Walk(), pool.Walk());
            point.Variant(Moved(uses), () => Repeat(uses, file, moved(), output));
            point.Variant(Kept(uses), () =>
            {
                var next = kept();
                file.ReadRows(next.Indices.Span, output.Floats);
                Repeat(uses, near, next, output);
            });
        }

        var read = pool.Walk();
        point.Variant(ReadCopies, () => Repeat(1, near, read(), output));
        point.After(timing => Compare(point, timing, depth, batch));
    }

    private static void Repeat(int uses, IRowStore store, LookupBatch batch, PageMemory output)
    {
        for (var use = 0; use < uses; use++)
        {
            store.ReadRows(batch.Indices.Span, output.Floats);
        }
    }

    private static void Compare(Point point, Func<string, VariantSamples> timing, int depth, int batch)
    {
        Interval PerRow(string variant) => Statistics.Median([.. timing(variant).SamplesNs.Select(ns => ns / 1e9 / batch)]);
        var (far, near) = (PerRow(Moved(1)), PerRow(ReadCopies));
        var predicted = new BreakEven(far.Value, near.Value);
        AddCurve(point, predicted, new(far.Low, near.High), new(far.High, near.Low), $"file to DRAM, {depth} in flight");
        foreach (var uses in s_uses)
        {
            var gain = Statistics.PairedRatio(timing(Moved(uses)).SamplesNs, timing(Kept(uses)).SamplesNs, point.Seed);
            point.Value(Gain, gain.Value, $"{depth} in flight", ValueKind.Measured, gain.Low, gain.High, new() { { "uses", uses } });
            point.Value(Gain, predicted.TransferSeconds(uses) / predicted.DuplicateSeconds(uses, 0), $"closed form, {depth} in flight", ValueKind.Modelled, at: new() { { "uses", uses } });
        }
    }
}
