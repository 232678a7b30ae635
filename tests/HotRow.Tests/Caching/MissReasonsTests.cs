namespace HotRow.Tests;

public class MissReasonsTests
{
    // Two slots. 1 2 fill, 1 hits, 3 evicts 2, and 2 comes back too late for any cache of two.
    [Fact]
    public void Access_LruWithoutPrefetch_TellsFirstUsesFromCapacity() =>
        Assert.Equal(
            [MissReason.Compulsory, MissReason.Compulsory, MissReason.None, MissReason.Compulsory, MissReason.Capacity],
            Accesses("lru", 2, [1, 2, 1, 3, 2]));

    // Two slots. Rows 8 and 9 are prefetched, not used, and push 1 out.
    [Fact]
    public void Access_PushedOutByPrefetches_IsPolluted()
    {
        var reasons = new MissReasons(CachePolicies.Lru, new(2, 10));
        reasons.Access(1);
        reasons.Prefetch(8);
        reasons.Prefetch(9);

        Assert.Equal(MissReason.Polluted, reasons.Access(1));
        Assert.Equal(1, reasons.Count(MissReason.Polluted));
        Assert.Equal(1, reasons.Count(MissReason.Compulsory));
    }

    [Fact]
    public void Access_PrefetchedInTime_IsNoMiss()
    {
        var reasons = new MissReasons(CachePolicies.Lru, new(2, 10));
        reasons.Prefetch(4);

        Assert.Equal(MissReason.None, reasons.Access(4));
    }

    // Two slots, first in first out: 1 2 1 3 evicts 1, which a least-recently-used cache would have kept.
    [Fact]
    public void Access_FifoLetsAUsedRowGo_IsThePolicysChoice() =>
        Assert.Equal(
            [MissReason.Compulsory, MissReason.Compulsory, MissReason.None, MissReason.Compulsory, MissReason.Policy],
            Accesses("fifo", 2, [1, 2, 1, 3, 1]));

    [Theory]
    [InlineData("lru")]
    [InlineData("sieve")]
    [InlineData("w-tinylfu")]
    public void Access_NoPrefetch_CountsAgreeWithTheSimulatorAndNothingIsPolluted(string name)
    {
        var policy = CachePolicies.All.FirstOrDefault(p => p.Name == name) ?? CachePolicies.Lru;
        var rows = MemoryTrace.Load(Workloads.Find("zipf").Create(new() { RowCount = 300, IndexCount = 5_000 })).Rows;
        var reasons = new MissReasons(policy, new(40, 300));
        foreach (var row in rows.Span)
        {
            reasons.Access(row);
        }

        var simulated = CacheSimulator.Simulate(policy, 40, 300, rows);
        Assert.Equal(simulated.Hits, reasons.Count(MissReason.None));
        Assert.Equal(rows.ToArray().Distinct().Count(), reasons.Count(MissReason.Compulsory));
        Assert.Equal(0, reasons.Count(MissReason.Polluted));
        Assert.True(policy != CachePolicies.Lru || reasons.Count(MissReason.Policy) == 0);
        Assert.Equal(rows.Length, Enum.GetValues<MissReason>().Sum(reasons.Count));
    }

    private static MissReason[] Accesses(string policy, int capacity, int[] rows)
    {
        var reasons = new MissReasons(CachePolicies.Find(policy), new(capacity, 10));
        return [.. rows.Select(reasons.Access)];
    }
}
