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
        var untouched = point.Own(new UntouchedMemory(bytes));
        var (fresh, steady) = (pool.Walk(), pool.Walk());
        point.Check("the gather against the generator", () =>
        {
            store.ReadRows(pool.First.Indices.Span, touched.Floats);
            return GeneratedRows.Match(pool.First.Indices.Span, table.EmbeddingDim, touched.Floats);
        });

        // Single calls on both sides: the touch is all that differs.
        point.Variant(Careful, prepare: () => { }, run: () => store.ReadRows(steady().Indices.Span, touched.Floats));
        point.Variant(Careless, prepare: untouched.Renew, run: () => store.ReadRows(fresh().Indices.Span, untouched.Floats));
        point.Note = "Every careless call writes to memory that nobody has touched; taking and giving it back is not timed. Cure: warm up, and report the warm-up apart.";
        ReportTimes(point);
    }

    /// <summary>Memory that no call has written to yet.</summary>
    private sealed class UntouchedMemory(long bytes) : IDisposable
    {
        private PageMemory? _memory;

        public Span<float> Floats => _memory!.Floats;

        /// <summary>Gives the last call's memory back and takes other.</summary>
        public void Renew()
        {
            _memory?.Dispose();
            _memory = new(bytes, "the output of a batch");
        }

        public void Dispose() => _memory?.Dispose();
    }
}
