using HotRow.Lab;

namespace HotRow.Tests;

public sealed class CompleteFlowTests
{
    private const int RowCount = 500;
    private const int Dim = 9;
    private const int Batch = 60;

    public static TheoryData<int> Combinations => [.. CompleteFlow.Combinations.Select(l => (int)l)];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Flow_AnyLayers_GivesTheTablesRowsAndCountsEachRead(int combination)
    {
        var layers = (FlowLayers)combination;
        using var table = new EmbeddingTable(RowCount, Dim);
        table.FillRandom(GeneratedRows.Seed);
        using var store = new DramRowStore(table);
        var trace = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = RowCount, IndexCount = 30 * Batch, Seed = 3 }), Batch);
        using var run = new FlowRun(new(store, layers, Batch, capacity: 40), BatchPool.Spread(trace, Batch, 30).Walk(), Dim, consumer: null);

        for (var step = 0; step < 29; step++)
        {
            var (passed, detail) = run.CheckedStep();
            Assert.True(passed, detail);
        }

        // The first batch is where the run stands before its first step.
        var batches = trace.Batches().Skip(1).Select(b => b.Indices.ToArray()).ToArray();
        var flow = run.Flow;
        Assert.Equal(29, flow.Batches);
        switch (layers)
        {
            case FlowLayers.None:
                Assert.Equal(29 * Batch, flow.DemandRows);
                break;
            case FlowLayers.Dedup:
                Assert.Equal(batches.Sum(b => b.Distinct().Count()), flow.DemandRows);
                break;
            case FlowLayers.Cache:
                Assert.Equal(29 * Batch - CacheSimulator.Run(CachePolicies.Lru.Create(new(40, RowCount)), batches.SelectMany(b => b).ToArray()), flow.DemandRows);
                break;
            case FlowLayers.Prefetch or (FlowLayers.Dedup | FlowLayers.Prefetch):
                Assert.Equal((0, batches.Sum(b => b.Distinct().Count())), (flow.DemandRows, flow.AheadRows));
                Assert.Equal(flow.AheadRows, flow.AheadRowsUsed);
                break;
            case FlowLayers.All:
                // What the cache held was not read ahead, so both together are fewer than without it.
                Assert.InRange(flow.DemandRows + flow.AheadRows, 1, batches.Sum(b => b.Distinct().Count()) - 1);
                Assert.Equal(flow.AheadRows, flow.AheadRowsUsed);
                break;
        }
    }

    [Fact]
    public void NearBytes_MoreLayers_IsMore()
    {
        using var table = new EmbeddingTable(RowCount, Dim);
        using var store = new DramRowStore(table);
        long Of(FlowLayers layers)
        {
            using var flow = new LayeredFlow(store, layers, Batch, capacity: 40);
            return flow.NearBytes;
        }

        Assert.Equal(0, Of(FlowLayers.None));
        Assert.Equal(2 * Batch * Dim * sizeof(float), Of(FlowLayers.Prefetch));
        Assert.Equal(Of(FlowLayers.All), Of(FlowLayers.Dedup) + Of(FlowLayers.Cache) + Of(FlowLayers.Prefetch));
    }

    // Batch 1 takes 10, as long in every phase but the wait; the copy of announced rows lies inside the fetch.
    [Fact]
    public void SlowBatch_OneWaits_NamesTheWait()
    {
        var spans = new List<TimelineSpan>();
        foreach (var (batch, start, wait) in new[] { (0, 0, 1), (1, 100, 7), (2, 200, 1) })
        {
            spans.Add(Span(batch, LookupPhase.Prefetch, start, 2 + wait, rows: 5));
            spans.Add(Span(batch, LookupPhase.Compute, start, 2));
            spans.Add(Span(batch, LookupPhase.Wait, start + 2, wait));
            spans.Add(Span(batch, LookupPhase.Fetch, start + 2 + wait, 1));
            spans.Add(Span(batch, LookupPhase.Stage, start + 2 + wait, 1));
        }

        var slow = SlowBatch.Of(spans);

        Assert.Equal((1, 10, 4), (slow.Number, slow.Ms, slow.MedianMs));
        Assert.Equal((LookupPhase.Wait, 7, 1), (slow.Cause, slow.CauseMs, slow.CauseMedianMs));
        Assert.Equal(0, slow.Spans.Min(s => s.StartNs));
        Assert.Equal(0, slow.Spans.Single(s => s.Phase == LookupPhase.Fetch).DurationNs);
        Assert.Equal("the slowest batch took 10.0 ms (median 4.0) and waited for rows that were still being read ahead: 7.0 ms there (median 1.0), 5 rows", slow.Sentence());
    }

    [Theory]
    [InlineData(30, 20, 10, 2)]
    [InlineData(30, 10, 10, 100)] // hidden whole
    [InlineData(30, 9, 10, 100)] // and a little faster by chance
    [InlineData(12, 14, 10, 0.5)]
    [InlineData(9, 14, 10, double.NaN)] // noise: there is no lookup to be made faster
    public void LookupGain_OfTimes_LeavesTheComputationOut(double plain, double layered, double compute, double expected) =>
        Assert.Equal(expected, CompleteFlow.LookupGainOf(plain, layered, compute), 1e-12);

    [Fact]
    public void LookupGain_OfRounds_NeedsAllOfThem()
    {
        double[] plain = [30, 30, 30, 30, 30, 30], layered = [20, 20, 15, 20, 20, 20], compute = [10, 10, 10, 10, 10, 10];

        Assert.Equal(new Interval(2, 2, 4), CompleteFlow.LookupGainOf(plain, layered, compute));
        Assert.Null(CompleteFlow.LookupGainOf([.. plain[..5], 9], layered, compute)); // a round in which noise hid the lookup
        Assert.Null(CompleteFlow.LookupGainOf(plain[..5], layered[..5], compute[..5])); // too few for an interval
    }

    // Capacity 1: 1 2 | 1 1 | 3 1 misses, from the second batch on, 1 (named: the batch before had 1 and 2), then 3 and 1 (named: 1).
    [Fact]
    public void Foreseen_WorkedExample_CountsMissesThatWereNamed()
    {
        var trace = new MemoryTrace("example", 4, new[] { 1, 2, 1, 1, 3, 1 }, 2);

        Assert.Equal(2 / 3.0, MissReplay.Foreseen(trace, 1, Prefetchers.PreviousBatch), 1e-12);
        Assert.Equal(1, MissReplay.Foreseen(trace, 1, Prefetchers.KnownNext), 1e-12);
    }

    // Capacity 1, two batches 1 2 | 1 3: in the second, 1 has been there and 3 has not.
    [Fact]
    public void Reasons_WorkedExample_CountsTheSecondHalf()
    {
        var reasons = MissReplay.Reasons(new("example", 4, new[] { 1, 2, 1, 3 }, 2), CachePolicies.Lru, 1, prefetcher: null);

        Assert.Equal([(MissReason.Compulsory, 0.5), (MissReason.Polluted, 0), (MissReason.Policy, 0), (MissReason.Capacity, 0.5)], reasons);
    }

    // Rows of half a page and of a page and a half: rows 0 and 1 of the former share a page, row 1 of the latter lies in pages 1 and 2.
    [Theory]
    [InlineData(2048, 4096)]
    [InlineData(6144, 3 * 4096)]
    public void TouchedPageBytes_OfTwoRows_CountsEachPageOnce(int rowBytes, long expected) =>
        Assert.Equal(expected, FlowBench.TouchedPageBytes(new("example", 8, new[] { 0, 1, 1, 0 }, 4), rowBytes));

    [Fact]
    public void Product_AnyWidth_AgreesWithTheSum()
    {
        using var consumer = new ProductConsumer(batch: 7, dim: Dim, mostColumns: 40, seed: 2);
        var rows = new float[7 * Dim];
        RandomRows.Fill(4, 1, rows);

        consumer.Calibrate(rows, TimeSpan.FromMilliseconds(1));
        var (passed, detail) = consumer.Check(rows);

        Assert.True(passed, detail);
        Assert.InRange(consumer.Columns, 16, 40);
    }

    private static TimelineSpan Span(int batch, LookupPhase phase, int startMs, int ms, int rows = 1) =>
        new(batch, phase, phase == LookupPhase.Prefetch ? "background reader" : "caller", rows, startMs * 1_000_000L, (startMs + ms) * 1_000_000L);
}
