namespace HotRow.Lab;

/// <summary>Reads a file that was read before and calls it the disk.</summary>
internal sealed class PageCacheWay : FoolingWay
{
    /// <summary>Its name, which the headline asks for.</summary>
    internal const string Title = "warm page cache";

    public override string Name => Title;

    public override double Weight => 1;

    public override void Measure(Point point, RunContext context)
    {
        var (rows, dim) = (context.ByScale(2_000, 100_000, 100_000), context.ByScale(16, 768, 768));
        if (GeneratedRows.Open(point, rows, dim) is not { } direct)
        {
            return;
        }

        var cached = point.Own(DirectFileRowStore.Open(direct.FilePath, rows, dim, GeneratedRows.Depth, direct: false));
        var pool = BatchPool.Draw(Workloads.Uniform, new() { RowCount = rows, BatchSize = context.ByScale(16, 128, 1_024), IndexCount = context.ByScale(64, 8_192, 65_536), Seed = point.Seed });
        var output = new float[pool.LongestBatch * dim];
        foreach (var (name, store) in new[] { (Careful, direct), (Careless, cached) })
        {
            var walk = pool.Walk();
            point.Check($"{name} against the generator", () =>
            {
                store.ReadRows(pool.First.Indices.Span, output);
                return GeneratedRows.Match(pool.First.Indices.Span, dim, output);
            });
            if (!store.IsDirect)
            {
                Warm(store, output);
            }

            point.Variant(name, () => store.ReadRows(walk().Indices.Span, output));
        }

        point.Note = $"Both with {GeneratedRows.Depth} reads in flight. Cure: read past the page cache, or drop it and prove that it is gone.";
        ReportTimes(point);
    }

    private static void Warm(DirectFileRowStore store, float[] output)
    {
        var rows = new int[output.Length / store.EmbeddingDim];
        for (var first = 0; first < store.RowCount; first += rows.Length)
        {
            var count = Math.Min(rows.Length, store.RowCount - first);
            for (var i = 0; i < count; i++)
            {
                rows[i] = first + i;
            }

            store.ReadRows(rows.AsSpan(0, count), output);
        }
    }
}
