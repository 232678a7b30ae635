namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L10: multiplying the rows of a batch by a weight matrix: all rows, every index, each distinct row, or whole blocks.</summary>
    public static readonly IExperiment BlockWise = Add(new BlockWise());
}

/// <summary>L10: which rows of a table to multiply by the matrix that follows the lookup, and what that saves.</summary>
/// <remarks>The output is the same for every way: one product per index of the batch. The table lies in memory; everything runs on one thread.
/// "By frequency" renames the rows by their count over the trace's first half, hottest first, so that the blocks of hot rows are full; every way's batches are of the second half.
/// <para><i>Deviation:</i> on a device with --device only; a block is 64 rows of the table, which a kernel multiplies in place, without a gather.</para></remarks>
internal sealed partial class BlockWise : IExperiment
{
    private const int ZipfRows = 100_000;

    // Multiplications of a one-hot product beyond which it would take the others' time.
    private const long LargestOneHot = 4_000_000_000;

    public string Id => "l10-block-wise";

    public string Title => "Block-wise product";

    public string Question => "Which rows should the matrix after the lookup be applied to: all, one per index, one per distinct row, or whole blocks?";

    public double Weight => 6;

    public void Declare(RunContext context)
    {
        var batches = context.ByScale<int[]>([32], [1_024, 4_096, 256], [1_024, 64, 256, 4_096, 16_384]);
        var (dim, outputs) = (context.ByScale(8, 256, 768), context.ByScale(8, 256, 768));
        var texts = ReplayedTrace.Texts(context, once: true).Where(t => t.HasWords).Reverse().Take(context.ByScale(1, 1, 4));
        var zipf = ReplayedTrace.Zipf(context.ByScale(500, ZipfRows, ZipfRows), 1, context.ByScale(5_000, 1_000_000, 5_000_000), context.Seed);
        var traces = texts.Append(zipf).Select(t => (Trace: t, Tables: context.Shared(() => new BlockWiseTables()))).ToArray();
        foreach (var batch in batches)
        {
            foreach (var (trace, tables) in traces)
            {
                context.Point(Cell(trace, batch, dim, outputs), point => Multiply(point, trace, tables.Value, batch, dim, outputs, denseToo: batch == batches[0]), batch == batches[0] ? 2 : 1);
            }
        }

        foreach (var wide in context.ByScale<int[]>([], [64, 1_024], [64, 256, 2_048]))
        {
            var (trace, tables) = traces[0];
            context.Point(Cell(trace, batches[0], dim, wide), point => Multiply(point, trace, tables.Value, batches[0], dim, wide, denseToo: false));
        }
    }

    private static Parameters Cell(ReplayedTrace trace, int batch, int dim, int outputs) =>
        trace.Parameters("product").With(new() { { "batch", batch }, { "dim", dim }, { "outputs", outputs } });

    private static void Multiply(Point point, ReplayedTrace trace, BlockWiseTables tables, int batch, int dim, int outputs, bool denseToo)
    {
        if (trace.Read(point) is not { } read)
        {
            return;
        }

        var (asIs, renamed) = tables.Judged(read);
        if (asIs.Rows.Length < batch)
        {
            point.SkipReason = $"the second half of the trace '{read.Name}' has {asIs.Rows.Length} accesses, a batch of this point {batch}";
            return;
        }

        var count = Math.Clamp(1_000_000 / batch, 4, 256);
        var pool = BatchPool.Spread(asIs, batch, count);
        var byFrequency = BatchPool.Spread(renamed, batch, count);
        var products = point.Own(new BlockProducts(tables.Rows(read.RowCount, dim), outputs, batch, point.Seed));
        var ways = Ways(products, pool, byFrequency, denseToo, oneHotToo: denseToo && (long)batch * read.RowCount * dim <= LargestOneHot);
        var unique = pool.MeanUnique() / batch;
        var distinct = pool.First.Indices.ToArray().Distinct().Count();
        point.Value(SavedWork, 1 - (products.DistinctRows(pool.First) / products.EveryIndex(pool.First)), Distinct);
        point.Value(UniqueShare, (double)distinct / batch);
        foreach (var (name, multiply, batches) in ways)
        {
            var worst = double.NaN;
            point.Check($"{name} against sums in double precision", () =>
            {
                multiply(batches.First);
                worst = products.LargestError(batches.First.Indices.Span);
                point.Value(Error, worst, name);
                return (worst <= LargestError, $"largest difference {worst:G3} of the sum of magnitudes, allowed {LargestError:G1}");
            });
            var walk = batches.Walk();
            point.Variant(name, () => multiply(walk()));
            point.Value(Work, BlockProducts.MeanWork(multiply, batches), name, at: new() { { "unique", Math.Round(unique, 4) } });
        }

        AddGains(point, [.. ways.Select(w => w.Name)], unique);
    }

    private static List<(string Name, Func<LookupBatch, double> Multiply, BatchPool Batches)> Ways(BlockProducts products, BatchPool pool, BatchPool byFrequency, bool denseToo, bool oneHotToo)
    {
        var ways = new List<(string, Func<LookupBatch, double>, BatchPool)>
        {
            (EveryIndex, products.EveryIndex, pool),
            (Distinct, products.DistinctRows, pool),
            (Blocks, products.Blocks, pool),
            (BlocksByFrequency, products.Blocks, byFrequency),
        };
        if (denseToo)
        {
            ways.Add((AllRows, products.AllRows, pool));
        }

        if (oneHotToo)
        {
            ways.Add((OneHotProduct, products.OneHot, pool));
        }

        return ways;
    }

    private static void AddGains(Point point, string[] ways, double unique)
    {
        var at = new Parameters { { "unique", Math.Round(unique, 4) } };
        point.After(timing =>
        {
            foreach (var way in ways.Where(w => w != EveryIndex))
            {
                var gain = Statistics.PairedRatio(timing(EveryIndex).SamplesNs, timing(way).SamplesNs, point.Seed);
                point.Value(Gain, gain.Value, way, ValueKind.Measured, gain.Low, gain.High, at);
            }

            if (ways.Contains(AllRows))
            {
                foreach (var blocks in new[] { Blocks, BlocksByFrequency })
                {
                    var overAll = Statistics.PairedRatio(timing(AllRows).SamplesNs, timing(blocks).SamplesNs, point.Seed);
                    point.Value(GainOverAllRows, overAll.Value, blocks, ValueKind.Measured, overAll.Low, overAll.High, at);
                }
            }
        });
    }
}
