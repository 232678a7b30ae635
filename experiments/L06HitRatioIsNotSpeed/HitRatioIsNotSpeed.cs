namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L6: hit ratio is not speed.</summary>
    public static readonly IExperiment HitRatioIsNotSpeed = Add(new HitRatioIsNotSpeed());
}

/// <summary>L6: what a hit ratio means for speed: the two tiers' speeds combine harmonically, and the last percents count most.</summary>
/// <remarks>The cache holds a fixed set of rows, and batches are made with exactly the wanted share of hits: the misses are bypassed, so nothing
/// moves between the calls. The hits are spread over 16,000 rows (49 MB), so that the near tier is DRAM and not a core's own cache.
/// <para><i>Deviation:</i> the document's tiers (16 GB/s, and 4.8 TB/s of HBM) are computed; measured are this machine's DRAM and a file read past
/// the page cache, with one read in flight and with 32.</para></remarks>
internal sealed partial class HitRatioIsNotSpeed : IExperiment
{
    /// <summary>The document's link. <i>Units:</i> GB/s.</summary>
    internal const double LinkGBps = 16;

    private static readonly int[] s_depths = [32, 1];
    private static readonly double[] s_shares = [0, 0.5, 0.8, 0.85, 0.9, 0.95, 0.99, 1];
    private static readonly double[] s_computed = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

    public string Id => "l06-hit-ratio-is-not-speed";

    public string Title => "Hit ratio is not speed";

    public string Question => "What does a hit ratio mean for speed, and what are the last percents worth?";

    public double Weight => 6;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Compute, 0);
        foreach (var depth in s_depths)
        {
            context.Point(new() { { "part", "measured" }, { "depth", depth } }, point => Measure(point, context, depth));
        }
    }

    /// <summary>The rate at which payload comes when a share of it comes at one rate and the rest at another, one after the other.</summary>
    internal static double Harmonic(double hitRatio, double near, double far) => 1 / ((hitRatio / near) + ((1 - hitRatio) / far));

    /// <summary>The mean that looks right and is not: it adds rates instead of times.</summary>
    internal static double Arithmetic(double hitRatio, double near, double far) => (hitRatio * near) + ((1 - hitRatio) * far);

    /// <summary>A share as charts and variants name it.</summary>
    internal static string Name(double hitRatio) => $"{100 * hitRatio:0.##} %";

    private static void Compute(Point point)
    {
        foreach (var share in s_computed)
        {
            point.Value(EffectiveGBps, Harmonic(share, DocumentMachine.HbmGBps, LinkGBps), HarmonicName, ValueKind.Computed, at: At(share));
            point.Value(EffectiveGBps, Arithmetic(share, DocumentMachine.HbmGBps, LinkGBps), ArithmeticName, ValueKind.Computed, at: At(share));
        }
    }

    private static Parameters At(double share) => new() { { "hits", Name(share) }, { "hit-ratio", share } };

    private static void Measure(Point point, RunContext context, int depth)
    {
        var (rows, dim, batch) = (context.ByScale(2_000, 100_000, 100_000), context.ByScale(16, 768, 768), context.ByScale(100, 1_000, 1_000));
        var resident = context.ByScale(200, 16_000, 16_000);
        if (GeneratedRows.Open(point, rows, dim, depth) is not { } file)
        {
            return;
        }

        point.Note = $"near: DRAM, {resident:N0} rows of {file.RowBytes} B; far: {file.Path}, {(long)rows * file.RowBytes / 1e6:0} MB; batches of {batch:N0}";
        var order = Enumerable.Range(0, rows).ToArray();
        var random = new Xoshiro256(point.Seed);
        random.Shuffle<int>(order);
        var warming = new WarmingStore(file, GeneratedRows.Seed);
        var cache = point.Own(Pinned(warming, order.AsMemory(0, resident), batch));
        var output = new float[batch * dim];
        foreach (var share in s_shares)
        {
            var batches = Enumerable.Range(0, context.ByScale(2, 64, 64)).Select(_ => Batch(order, resident, batch, share, random)).ToArray();
            var next = 0;
            point.Check($"{Name(share)} hits", () => Check(warming, cache, batches[0], output, share));
            point.Variant(Name(share), () => cache.Lookup(batches[next++ % batches.Length], output), Derived.Rate(Metrics.GBps, batch * (double)file.RowBytes / 1e9), Derived.Rate(Metrics.RowsPerSecond, batch));
        }

        point.After(timing => Compare(point, timing, depth, batch * (double)file.RowBytes));
    }

    // Static pinning of exactly these rows: they are the training part, a tenth of the trace that the policy is told.
    private static RowCache Pinned(IRowStore store, ReadOnlyMemory<int> rows, int batch)
    {
        var trace = new int[rows.Length * 10];
        rows.CopyTo(trace);
        var cache = new RowCache(store, CachePolicies.StaticHot.Create(new(rows.Length, store.RowCount, trace)), batch);
        var output = new float[batch * store.EmbeddingDim];
        for (var pass = 0; pass < 2; pass++)
        {
            for (var start = 0; start < rows.Length; start += batch)
            {
                cache.Lookup(rows.Span.Slice(start, Math.Min(batch, rows.Length - start)), output);
            }
        }

        return cache;
    }

    private static int[] Batch(int[] order, int resident, int size, double share, Xoshiro256 random)
    {
        var hits = (int)Math.Round(share * size);
        var batch = new int[size];
        for (var i = 0; i < size; i++)
        {
            batch[i] = i < hits ? order[random.NextInt32(resident)] : order[resident + random.NextInt32(order.Length - resident)];
        }

        random.Shuffle<int>(batch);
        return batch;
    }

    private static (bool Passed, string Detail) Check(WarmingStore store, RowCache cache, int[] batch, float[] output, double share)
    {
        store.IsWarm = true;
        var hits = cache.Lookup(batch, output).Hits;
        var (rowsAreRight, detail) = GeneratedRows.Match(batch, store.EmbeddingDim, output);
        return (rowsAreRight && hits == Math.Round(share * batch.Length), $"{hits} hits of {batch.Length}; {detail}");
    }

    private static void Compare(Point point, Func<string, VariantSamples> timing, int depth, double bytes)
    {
        var far = bytes / timing(Name(0)).MedianSeconds / 1e9;
        var near = bytes / timing(Name(1)).MedianSeconds / 1e9;
        foreach (var share in s_shares)
        {
            var ns = Statistics.Median(timing(Name(share)).SamplesNs);
            point.Value(EffectiveGBps, bytes / ns.Value, MeasuredName(depth), ValueKind.Measured, bytes / ns.High, bytes / ns.Low, At(share));
            point.Value(EffectiveGBps, Harmonic(share, near, far), $"{HarmonicName}, {Reads(depth)}", ValueKind.Modelled, at: At(share));
            var predicted = bytes / Harmonic(share, near, far);
            point.Value(ToHarmonic, predicted / ns.Value, Reads(depth), ValueKind.Measured, predicted / ns.High, predicted / ns.Low, At(share));
            if (depth == s_depths[0])
            {
                point.Value(EffectiveGBps, Arithmetic(share, near, far), ArithmeticName, ValueKind.Modelled, at: At(share));
            }
        }

        foreach (var (from, to) in s_gains)
        {
            var gain = Statistics.PairedRatio(timing(Name(from)).SamplesNs, timing(Name(to)).SamplesNs, point.Seed);
            point.Value(Gain, gain.Value, GainName(from, to), ValueKind.Measured, gain.Low, gain.High);
        }
    }
}
