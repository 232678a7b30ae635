namespace HotRow.Tests;

public sealed class PrefetchedLookupTests : IDisposable
{
    private const int RowCount = 400;
    private const int Dim = 17;
    private const int RowBytes = Dim * sizeof(float);
    private readonly EmbeddingTable _table = TestBatches.Table(RowCount, Dim);

    public void Dispose() => _table.Dispose();

    [Theory]
    [InlineData("prefetched")]
    [InlineData("prefetched-cache")]
    public void Lookup_KnownNext_WaitsForTheStoreInTheFirstBatchOnly(string name)
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table);
        var rows = TestBatches.Draw(RowCount, 1_000);
        using var lookup = LookupStrategies.Find(name).Create(Args(demand) with { PrefetchStore = background, Prefetcher = Prefetchers.KnownNext, Trace = rows, CapacityRows = RowCount });
        var destination = new float[100 * Dim];
        var seen = new HashSet<int>();
        for (var start = 0; start < rows.Length; start += 100)
        {
            var batch = rows.AsMemory(start, 100);
            var distinct = batch.ToArray().Distinct().ToArray();

            // The cache has room for every row, so what it has seen need not be announced again.
            var announced = name == "prefetched" ? distinct.Length : distinct.Count(row => !seen.Contains(row));
            seen.UnionWith(distinct);
            var result = lookup.Lookup(new(batch), destination);

            Assert.Equal(start == 0, result.Misses > 0);
            Assert.Equal(100, result.Hits + result.Misses);
            Assert.Equal(start == 0 ? 0 : announced, result.PrefetchesIssued);
            Assert.Equal(result.PrefetchesIssued, result.PrefetchesUsed);
            Assert.True(result.PrefetchesLate == 0 || result.PrefetchesLate == result.PrefetchesUsed);
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(_table.Row(rows[start + i]), destination.AsSpan(i * Dim, Dim));
            }
        }

        Assert.Equal(1, demand.Reads);
        Assert.Equal(9, background.Reads);
    }

    // The batch before had 1, 2, 3; of 3, 4, 4, 1 rows 3 and 1 are served and 4 is read, once.
    [Fact]
    public void Lookup_PreviousBatch_CountsTheWorkedExample()
    {
        using var store = new DramRowStore(_table);
        using var lookup = LookupStrategies.Prefetched.Create(Args(store));
        var destination = new float[4 * Dim];
        lookup.Lookup(new(new[] { 1, 2, 3 }), destination);

        var result = lookup.Lookup(new(new[] { 3, 4, 4, 1 }), destination);

        var expected = new LookupResult(4, UniqueRows: 3, Hits: 3, Misses: 1, Bypasses: 0, NearBytes: (4 + 2) * RowBytes, FarBytes: (1 + 3) * RowBytes, PrefetchesIssued: 3, PrefetchesUsed: 2);
        Assert.Equal(expected, result with { PrefetchesLate = 0 });
        Assert.Contains(result.PrefetchesLate, new[] { 0L, 2L });
    }

    // While the caller is on its own, the next batch's read is under way: it has entered the store and waits there.
    [Fact]
    public void Lookup_AfterItReturned_TheNextBatchIsBeingRead()
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table, open: false);
        var lookup = LookupStrategies.Prefetched.Create(Args(demand) with { PrefetchStore = background, Prefetcher = Prefetchers.KnownNext, Trace = new[] { 1, 2 } });
        var destination = new float[Dim];
        lookup.Lookup(new(new[] { 1 }), destination);

        background.Entered.Wait();
        Assert.Equal(1, background.Reads);
        background.LetThrough();
        var result = lookup.Lookup(new(new[] { 2 }), destination);

        Assert.Equal((0, 1), (result.Misses, result.PrefetchesUsed));
        Assert.Equal(_table.Row(2), destination);
        lookup.Dispose();
    }

    [Fact]
    public void Lookup_OneStoreForBoth_IsNeverUsedByTwoThreads()
    {
        using var store = new GatedStore(_table);
        using var lookup = LookupStrategies.Prefetched.Create(Args(store) with { Prefetcher = Prefetchers.Markov2 });
        var destination = new float[100 * Dim];
        foreach (var start in Enumerable.Range(0, 30))
        {
            var rows = TestBatches.Draw(RowCount, 100, (ulong)start);
            lookup.Lookup(new(rows), destination);
            Assert.Equal(_table.Row(rows[99]), destination.AsSpan(99 * Dim, Dim));
        }
    }

    [Fact]
    public void Lookup_BackgroundFailed_ThrowsThatOnceAndGoesOnWithout()
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table) { Failure = new IOException("gone") };
        using var lookup = LookupStrategies.Prefetched.Create(Args(demand) with { PrefetchStore = background });
        var destination = new float[Dim];
        lookup.Lookup(new(new[] { 1 }), destination);

        Assert.Equal("gone", Assert.Throws<IOException>(() => lookup.Lookup(new(new[] { 1 }), destination)).Message);

        var result = lookup.Lookup(new(new[] { 5 }), destination);
        Assert.Equal((1, 0), (result.Misses, result.PrefetchesIssued));
        Assert.Equal(_table.Row(5), destination);
    }

    [Fact]
    public void Begin_ByTheCaller_ServesTheFirstBatchToo()
    {
        using var store = new DramRowStore(_table);
        using var lookup = new PrefetchedLookup(Args(store) with { Policy = null }, prefetcher: null);
        var destination = new float[2 * Dim];
        lookup.Begin([8, 9]);

        var result = lookup.Lookup(new(new[] { 9, 8 }), destination);

        Assert.Equal((0, 2, 2), (result.Misses, result.PrefetchesIssued, result.PrefetchesUsed));
        Assert.Equal(_table.Row(9), destination.AsSpan(0, Dim));
        Assert.Equal(1, lookup.Lookup(new(new[] { 9 }), destination).Misses);
    }

    [Fact]
    public void Lookup_Observed_TellsItsPhasesInOrder()
    {
        using var store = new DramRowStore(_table);
        var (caller, reader) = (new PhaseLog(), new PhaseLog());
        using (var lookup = LookupStrategies.PrefetchedCache.Create(Args(store) with { Observer = caller, ReaderObserver = reader }))
        {
            lookup.Lookup(new(new[] { 4, 4, 5 }), new float[3 * Dim]);
        }

        Assert.Equal(
            ["Probe 3", "end Probe", "Fetch 2", "end Fetch", "Gather 3", "end Gather", "Fill 2", "end Fill", "Predict 3", "end Predict"],
            caller.Lines);
        Assert.Empty(reader.Lines); // rows 4 and 5 are predicted, and the cache holds them
    }

    [Fact]
    public void Create_CacheWithoutPolicy_SaysWhatIsMissing()
    {
        using var store = new DramRowStore(_table);

        Assert.Contains("LookupArgs.Policy", Assert.Throws<ArgumentException>(() => LookupStrategies.PrefetchedCache.Create(Args(store) with { Policy = null })).Message, StringComparison.Ordinal);
    }

    private static LookupArgs Args(IRowStore store) => new(store, MaxIndices: 100, CapacityRows: 20, Policy: CachePolicies.Lru);
}
