namespace HotRow.Lab;

/// <summary>Looks the same batch up again and again and calls it the memory's speed.</summary>
internal sealed class RecycledBatchWay : FoolingWay
{
    public override string Name => "recycled batch";

    public override double Weight => 1;

    public override void Measure(Point point, RunContext context)
    {
        var table = MemoryTable(point, context);
        var store = new DramRowStore(table);
        var pool = FreshBatches(point, context, table.RowCount);
        var output = new float[pool.LongestBatch * table.EmbeddingDim];
        var walk = pool.Walk();
        point.Check("the gather against the generator", () =>
        {
            store.ReadRows(pool.First.Indices.Span, output);
            return GeneratedRows.Match(pool.First.Indices.Span, table.EmbeddingDim, output);
        });
        point.Variant(Careful, () => store.ReadRows(walk().Indices.Span, output));
        point.Variant(Careless, () => store.ReadRows(pool.First.Indices.Span, output));
        point.Note = "Cure: more batches than the caches hold.";
        ReportTimes(point);
    }
}
