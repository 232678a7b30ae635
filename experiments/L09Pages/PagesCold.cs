namespace HotRow.Lab;

/// <summary>The cold time of a batch from a file, by layout and by reader.</summary>
internal sealed partial class Pages
{
    private const int PoolBatches = 64;

    private delegate void Read(ReadOnlySpan<int> rows);

    private static void FromColdFile(Point point, RunContext context, PageTrace trace, int rowBytes)
    {
        var (dim, fileRows) = (rowBytes / sizeof(float), context.ByScale(500, 100_000, 349_524));
        if (GeneratedRows.Open(point, fileRows, FileDim) is not { } file)
        {
            return;
        }

        var table = new StoredTable(file.FilePath, 0, trace.RowCount, dim, RowFormats.Fp32);
        if (table.Bytes > (long)fileRows * FileDim * sizeof(float))
        {
            point.SkipReason = $"the trace has {trace.RowCount} rows of {rowBytes} bytes, more than the file holds";
            return;
        }

        point.Note = $"mapped: MADV_RANDOM, the file dropped from the page cache before each batch, which is proved; past the cache: {file.Path}";
        var mapped = point.Own(new Remapped(table));
        var direct = point.Own(DirectFileRowStore.Open(table, GeneratedRows.Depth));
        var layouts = trace.Layouts(rowBytes);
        foreach (var (name, slots) in layouts)
        {
            var pool = Distinct(trace, slots);
            var output = new float[pool.LongestBatch * dim];
            AddReader(point, $"{name}, {Mapped}", pool, dim, output, rows => mapped.Store.ReadRows(rows, output), () => mapped.Renew(MapAdvice.Random));
            AddReader(point, $"{name}, {Direct}", pool, dim, output, rows => direct.ReadRows(rows, output), null);
        }

        point.After(timing =>
        {
            foreach (var (name, reader) in layouts.SelectMany(l => new[] { (l.Name, Mapped), (l.Name, Direct) }))
            {
                var at = new Parameters { { "reader", reader } };
                var samples = timing($"{name}, {reader}").SamplesNs;
                var time = Statistics.Median(samples);
                point.Value(ColdMs, time.Value / 1e6, name, ValueKind.Measured, time.Low / 1e6, time.High / 1e6, at);
                var gain = Statistics.PairedRatio(timing($"{PageLayout.Random}, {reader}").SamplesNs, samples, point.Seed);
                point.Value(ColdGain, gain.Value, name, ValueKind.Measured, gain.Low, gain.High, at);
            }
        });
    }

    /// <summary>Batches of the second half, each distinct row once, as slots of the layout.</summary>
    private static BatchPool Distinct(PageTrace trace, int[] slots)
    {
        var count = Math.Min(PoolBatches, trace.Judged.Count);
        return new([.. Enumerable.Range(0, count).Select(i => trace.Judged[(int)((long)i * trace.Judged.Count / count)])
            .Select(b => new LookupBatch(b.ToArray().Distinct().Select(row => slots[row]).ToArray()))]);
    }

    private static void AddReader(Point point, string name, BatchPool pool, int dim, float[] output, Read read, Action? prepare)
    {
        point.Check($"{name}: the rows are those of the layout's places", () =>
        {
            prepare?.Invoke();
            Array.Fill(output, float.NaN);
            read(pool.First.Indices.Span);
            return GeneratedBlock.Match(pool.First.Indices.Span, dim, output, FileDim);
        });
        var walk = pool.Walk();
        if (prepare is null)
        {
            point.Variant(name, () => read(walk().Indices.Span));
        }
        else
        {
            point.Variant(name, prepare, () => read(walk().Indices.Span));
        }
    }
}
