namespace HotRow.Lab;

/// <summary>Times the first call, which pays for pages that the system hands out at first touch.</summary>
internal sealed class FirstCallWay : FoolingWay
{
    public override string Name => "first call counted";

    public override double Weight => 0.5;

    public override void Measure(Point point, RunContext context)
    {
        var table = MemoryTable(point, context);
        var store = new DramRowStore(table);
        var pool = FreshBatches(point, context, table.RowCount);
        var bytes = (long)pool.LongestBatch * store.EmbeddingDim * sizeof(float);
        var touched = point.Own(new PageMemory(bytes, "the output of a batch"));
        var (fresh, steady) = (pool.Walk(), pool.Walk());
        point.Check("the gather against the generator", () =>
        {
            store.ReadRows(pool.First.Indices.Span, touched.Floats);
            return GeneratedRows.Match(pool.First.Indices.Span, table.EmbeddingDim, touched.Floats);
        });
        point.Variant(Careful, () => store.ReadRows(steady().Indices.Span, touched.Floats));
        point.Variant(Careless, () =>
        {
            using var untouched = new PageMemory(bytes, "the output of a batch");
            store.ReadRows(fresh().Indices.Span, untouched.Floats);
        });
        point.Note = "Every careless call writes to memory it was just given. Cure: warm up, and report the warm-up apart.";
        ReportTimes(point);
    }
}
