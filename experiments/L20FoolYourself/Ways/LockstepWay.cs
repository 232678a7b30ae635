namespace HotRow.Lab;

/// <summary>Lets two contenders walk the same batches one behind the other, so that the second finds the first one's rows in the caches.</summary>
internal sealed class LockstepWay : FoolingWay
{
    private const string First = "first contender alone";

    public override string Name => "contenders in lockstep";

    public override double Weight => 1;

    public override void Measure(Point point, RunContext context)
    {
        var table = MemoryTable(point, context);
        var store = new DramRowStore(table);
        var pool = FreshBatches(point, context, table.RowCount);
        var output = new float[pool.LongestBatch * table.EmbeddingDim];
        void Read(LookupBatch batch) => store.ReadRows(batch.Indices.Span, output);
        point.Check("the gather against the generator", () =>
        {
            Read(pool.First);
            return GeneratedRows.Match(pool.First.Indices.Span, table.EmbeddingDim, output);
        });

        var (alone, apart, second, together) = (pool.Walk(), pool.Walk(), pool.Walk(), pool.Walk());
        point.Variant(First, () => Read(alone()));
        point.Variant(Careful, () =>
        {
            Read(apart());
            Read(second());
        });
        point.Variant(Careless, () =>
        {
            var batch = together();
            Read(batch);
            Read(batch);
        });
        point.Note = "Both contenders are the same code; the second one's time is the pair's less the first one's. Cure: every contender walks from a place of its own.";
        point.After(timing => AddFactor(point, timing(First).SamplesNs, timing(Careful).SamplesNs, timing(Careless).SamplesNs));
    }

    private static void AddFactor(Point point, double[] alone, double[] apart, double[] together)
    {
        // A difference of noisy times may vanish; a hundredth of the first contender's time stands for nothing left.
        double[] Second(double[] pair) => [.. pair.Zip(alone, (p, a) => Math.Max(p - a, 0.01 * a))];
        var factor = Statistics.PairedRatio(Second(apart), Second(together), point.Seed);
        point.Value(Factor, factor.Value, kind: ValueKind.Measured, low: factor.Low, high: factor.High);
    }
}
