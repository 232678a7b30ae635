using HotRow.Lab;

namespace HotRow.Tests;

public sealed class LruDesignsTests
{
    [Theory]
    [InlineData(0.99, 1.2, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.8, VerdictKind.Contradicted)]
    [InlineData(0.9, 0.97, VerdictKind.Depends)]
    public void Lru_ByMissesOfTheBestOtherPolicy(double text, double zipf, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (trace, best) in new[] { ("docs", text), ("zipf", zipf) })
        {
            var at = new Parameters { { "part", "misses" }, { "trace", trace } };
            results.Add(LruDesigns.MissesOverLru, at, "lru", 1).Add(LruDesigns.MissesOverLru, at, "sieve", best).Add(LruDesigns.MissesOverLru, at, "belady", 0.5);
        }

        Assert.Equal(expected, results.Judge(Experiments.LruDesigns, "001-lru-for-embeddings"));
    }

    [Fact]
    public void LinkedLru_MetadataBytes_AreWhatItAllocates()
    {
        const int Capacity = 10_000;
        var least = AllocatedBytes.Of(() => Fill(Capacity));

        Assert.Equal(1, least / (double)Fill(Capacity).MetadataBytes, 0.02);
    }

    [Fact]
    public void LinkedLru_WarmMisses_AllocateNodes()
    {
        var lru = Fill(100);
        var row = 100;

        Assert.InRange(AllocatedBytes.Of(() => lru.Access(row++)), 40, 56);
    }

    [Fact]
    public void StampedCache_UpdatedRow_MissesOnceAndKeepsItsSlot()
    {
        var cache = new StampedCache(new LruPolicy(new(2, 10)), 10);

        Assert.False(cache.Access(3));
        Assert.True(cache.Access(3));
        cache.Update(3);
        cache.Update(4);
        Assert.False(cache.Access(3));
        Assert.True(cache.Access(3));
        Assert.False(cache.Access(4)); // never cached, so its update was no loss
        Assert.True(cache.Access(3));
    }

    [Fact]
    public void StampedCache_SlotOfAnotherRow_IsNotTakenForFresh()
    {
        var cache = new StampedCache(new LruPolicy(new(1, 10)), 10);
        cache.Update(1);
        cache.Access(1);
        cache.Access(2);
        cache.Update(2);

        Assert.False(cache.Access(2));
        Assert.True(cache.Access(2));
    }

    [Theory]
    [InlineData(16, 100)]
    [InlineData(4, 10)]
    [InlineData(256, 256)]
    public void Shards_ShareTheSlots(int shards, int capacity) =>
        Assert.Equal(capacity, Enumerable.Range(0, shards).Sum(shard => ShardedCache.SlotsOf(shard, shards, capacity)));

    // Room for all rows: after one pass every row hits, so no two rows are taken for one and none is lost.
    [Theory]
    [InlineData(1_000, 4)]
    [InlineData(1_024, 1)]
    [InlineData(3, 2)]
    public void Shards_TellAllRowsApart(int rowCount, int shardBits)
    {
        var cache = new ShardedCache(CachePolicies.Lru, new(rowCount << shardBits, rowCount), shardBits);
        var rows = Enumerable.Range(0, rowCount).ToArray();

        Assert.All(rows, row => Assert.False(cache.Access(row)));
        Assert.All(rows, row => Assert.True(cache.AccessOwned(row)));
    }

    [Fact]
    public void Shards_TakeEvenParts()
    {
        var cache = new ShardedCache(CachePolicies.Lru, new(100, 100_000), 4);
        var sizes = Enumerable.Range(0, 10_000).CountBy(cache.ShardOf).Select(s => s.Value).ToArray();

        Assert.Equal(16, sizes.Length);
        Assert.All(sizes, size => Assert.InRange(size, 560, 690));
    }

    private static LinkedLru Fill(int capacity)
    {
        var lru = new LinkedLru(new(capacity, 1_000_000));
        for (var row = 0; row < capacity; row++)
        {
            lru.Access(row);
        }

        return lru;
    }
}
