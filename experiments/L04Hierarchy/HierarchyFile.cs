namespace HotRow.Lab;

/// <summary>The tiers below memory: the file past the page cache, the mapped file cold, and the page cache.</summary>
internal sealed partial class Hierarchy
{
    internal const string MappedCold = "uniform, mapped, cold";
    internal const string MappedReadAhead = "uniform, mapped, cold, read-ahead";

    // Rows of one read of the ceiling's: long enough that the disk's rate counts and not its number of reads.
    private const int RowsPerLongRead = 64;

    private const int RowsCounted = 8;

    private static void FromFile(Point point, RunContext context, int rowCount, int dim)
    {
        if (GeneratedRows.Open(point, rowCount, dim) is not { } store)
        {
            return;
        }

        var rowBytes = dim * sizeof(float);
        var (scattered, mapped) = (context.ByScale(64, 1_024, 8_192), context.ByScale(16, 128, 1_024));
        var output = new float[Math.Max(scattered, RowsPerLongRead) * dim];
        AddRows(point, Uniform, store, Rows(rowCount, scattered, point.Seed), output, rowBytes);

        // The same file as few long rows, read one behind the other.
        var longRows = point.Own(DirectFileRowStore.Open(new(store.FilePath, 0, rowCount / RowsPerLongRead, dim * RowsPerLongRead, RowFormats.Fp32), GeneratedRows.Depth));
        var perCall = Math.Min(context.ByScale(2, 64, 64), longRows.RowCount);
        var ceilingBytes = (double)perCall * longRows.RowBytes;
        var longOutput = new float[perCall * longRows.EmbeddingDim];
        var order = BatchPool.Spread(new("in order", longRows.RowCount, Enumerable.Range(0, longRows.RowCount).ToArray(), perCall), perCall, longRows.RowCount / perCall).Walk();
        point.Variant(Ceiling, () => longRows.ReadRows(order().Indices.Span, longOutput), Derived.NsPer(Metrics.NsPerRow, ceilingBytes / rowBytes), Derived.Rate(Metrics.GBps, ceilingBytes / 1e9));

        var pool = Rows(rowCount, mapped, point.Seed + 1);
        var remapped = point.Own(new Remapped(new(store.FilePath, 0, rowCount, dim, RowFormats.Fp32)));
        AddCold(point, MappedCold, remapped, MapAdvice.Random, pool, output);
        CountFetched(point, remapped, pool, output);
        if (context.Scale == Scale.Full)
        {
            AddCold(point, MappedReadAhead, remapped, MapAdvice.None, pool, output);
        }

        AddShares(point, (double)scattered * rowBytes, ceilingBytes, Uniform);
        point.After(timing =>
        {
            foreach (var name in point.Variants.Select(v => v.Name).Where(name => name is MappedCold or MappedReadAhead))
            {
                var ns = Statistics.Median(timing(name).SamplesNs);
                point.Value(Metrics.NsPerRow, ns.Value / mapped, name, ValueKind.Measured, ns.Low / mapped, ns.High / mapped);
                point.Value(Metrics.GBps, (double)mapped * rowBytes / ns.Value, name, ValueKind.Measured, (double)mapped * rowBytes / ns.High, (double)mapped * rowBytes / ns.Low);
            }
        });
    }

    private static void FromPageCache(Point point, int rowCount, int dim)
    {
        var rowBytes = dim * sizeof(float);
        if (GeneratedRows.Open(point, rowCount, dim) is not { } file)
        {
            return;
        }

        var table = new StoredTable(file.FilePath, 0, rowCount, dim, RowFormats.Fp32);
        if (FileState.Prepare(table, CacheState.Warm) is { IsProven: false } state)
        {
            point.SkipReason = state.Description;
            return;
        }

        var batch = BatchOf(rowBytes);
        var output = new float[batch * dim];
        var store = point.Own(MappedFileRowStore.Open(table, MapAdvice.Random));
        AddRows(point, Uniform, store, Draw(Workloads.Uniform, rowCount, batch, rowBytes, point.Seed), output, rowBytes);
        AddRows(point, Zipf, store, Draw(Workloads.Zipf, rowCount, batch, rowBytes, point.Seed), output, rowBytes);
        var order = new BatchPool([.. Enumerable.Range(0, rowCount / batch).Select(i => new LookupBatch(Enumerable.Range(i * batch, batch).ToArray()))]);
        AddRows(point, Ceiling, store, order, output, rowBytes);
        AddShares(point, (double)batch * rowBytes, (double)batch * rowBytes, Uniform, Zipf);
        point.Note = $"{store.Path}; all of the file in the page cache";
    }

    // What a page fault brings along decides what it costs; the system's read-ahead differs from machine to machine.
    private static void CountFetched(Point point, Remapped mapped, BatchPool pool, float[] output)
    {
        foreach (var (name, advice) in new[] { (MappedCold, MapAdvice.Random), (MappedReadAhead, MapAdvice.None) })
        {
            mapped.Renew(advice);
            var rows = pool.First.Indices.Span[..Math.Min(RowsCounted, pool.First.Indices.Length)];
            mapped.Store.ReadRows(rows, output);
            if (mapped.Store.ResidentBytes() is { } bytes)
            {
                point.Value(Fetched, (double)bytes / rows.Length, name);
            }
        }
    }

    private static BatchPool Rows(int rowCount, int batch, ulong seed) =>
        BatchPool.Draw(Workloads.Uniform, new() { RowCount = rowCount, BatchSize = batch, IndexCount = Math.Max(8L * batch, Math.Min(rowCount, 64L * batch)), Seed = seed });

    private static void AddRows(Point point, string name, IRowStore store, BatchPool pool, float[] output, int rowBytes)
    {
        var rows = pool.LongestBatch;
        point.Check($"{name}: the rows are the generator's", () =>
        {
            Array.Fill(output, float.NaN);
            store.ReadRows(pool.First.Indices.Span, output);
            return GeneratedRows.Match(pool.First.Indices.Span, store.EmbeddingDim, output);
        });
        var walk = pool.Walk();
        point.Variant(name, () => store.ReadRows(walk().Indices.Span, output), PerRow(rows, rowBytes));
    }

    private static void AddCold(Point point, string name, Remapped mapped, MapAdvice advice, BatchPool pool, float[] output)
    {
        point.Check($"{name}: the rows are the generator's", () =>
        {
            mapped.Renew(advice);
            Array.Fill(output, float.NaN);
            mapped.Store.ReadRows(pool.First.Indices.Span, output);
            return GeneratedRows.Match(pool.First.Indices.Span, mapped.Store.EmbeddingDim, output);
        });
        var walk = pool.Walk();
        point.Variant(name, () => mapped.Renew(advice), () => mapped.Store.ReadRows(walk().Indices.Span, output));
    }
}
