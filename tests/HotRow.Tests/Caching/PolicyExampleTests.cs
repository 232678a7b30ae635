namespace HotRow.Tests.Caching;

/// <summary>Examples from the literature and closed forms.</summary>
public class PolicyExampleTests
{
    // A. Silberschatz, P. Galvin and G. Gagne, Operating System Concepts, chapter on virtual memory: with 3 frames this
    // reference string faults 15 times under FIFO, 12 times under LRU and 9 times under the optimum; 20 accesses in all.
    private static readonly int[] s_textbook = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1];

    // L. Belady, R. Nelson and G. Shedler, CACM 12 (1969): under FIFO 3 frames fault 9 times, 4 frames 10 times.
    private static readonly int[] s_anomaly = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5];

    [Theory]
    [InlineData("fifo", 15)]
    [InlineData("lru", 12)]
    [InlineData("belady", 9)]
    public void Misses_TextbookReferenceString_AsPrinted(string policy, int faults) =>
        Assert.Equal(faults, CacheSimulator.Simulate(CachePolicies.Find(policy), 3, 8, s_textbook).Misses);

    [Theory]
    [InlineData(3, 9)]
    [InlineData(4, 10)]
    public void Misses_FifoWithMoreRoom_BeladysAnomaly(int capacity, int faults) =>
        Assert.Equal(faults, CacheSimulator.Simulate(CachePolicies.Fifo, capacity, 6, s_anomaly).Misses);

    // A loop over n rows with c slots: LRU and FIFO always lose the row just before it comes again.
    [Theory]
    [InlineData("lru")]
    [InlineData("fifo")]
    public void Hits_LoopLargerThanTheCache_None(string policy) =>
        Assert.Equal(0, CacheSimulator.Simulate(CachePolicies.Find(policy), 9, 10, TestTraces.Loop(10, 1000)).Hits);

    // With bypass the optimum pins c of the n rows: 10 rounds of 10 rows with 4 slots hit 9 x 4 = 36 times.
    [Fact]
    public void Hits_LoopUnderBeladyBypass_PinsAsManyRowsAsThereAreSlots() =>
        Assert.Equal(36, CacheSimulator.Simulate(CachePolicies.BeladyBypass, 4, 10, TestTraces.Loop(10, 100)).Hits);

    // Without bypass one slot always holds the row just used, so c - 1 of the n - 1 others are kept from one access to
    // the next: at capacity 2 over 0 1 2 0 1 2 ... every second access from the third distinct row on hits:
    // 0 1 2 miss (2 takes 1's slot, since 0 comes first); 0 hits; 1 misses (takes 0's); 2 hits; 0 misses; 1 hits ...
    [Fact]
    public void Hits_LoopOfThreeUnderBeladyWithTwoSlots_EverySecondAccess() =>
        Assert.Equal(5, CacheSimulator.Simulate(CachePolicies.Belady, 2, 3, TestTraces.Loop(3, 12)).Hits);

    // A row reused after d other distinct rows is a hit in every LRU of more than d slots and in no smaller one (Mattson et al. 1970).
    [Fact]
    public void Hits_Lru_EqualsReuseDistancesBelowTheCapacity()
    {
        foreach (var (shape, rows) in TestTraces.Shapes(40, 1500, seed: 5))
        {
            var distances = ReuseDistances(rows);
            for (var capacity = 1; capacity <= 40; capacity++)
            {
                var expected = distances.Count(d => d < capacity);
                Assert.True(expected == CacheSimulator.Simulate(CachePolicies.Lru, capacity, 40, rows).Hits, $"{shape}, capacity {capacity}");
            }
        }
    }

    // Training is 10 of 100 accesses: 3 4 4 5 5 5 6 6 6 6 counts 6:4, 5:3, 4:2, 3:1. With 2 slots 6 and 5 are pinned. Then 6 and 5
    // miss once each and hit 44 times each; every 7 is bypassed: 30 + 30 + 30 accesses give 29 + 29 hits.
    [Fact]
    public void StaticHot_TrainedOnTheFirstTenth_PinsItsMostUsedRows()
    {
        int[] training = [3, 4, 4, 5, 5, 5, 6, 6, 6, 6];
        var rest = Enumerable.Range(0, 90).Select(i => 5 + (i % 3));
        var result = CacheSimulator.Simulate(CachePolicies.StaticHot, 2, 8, training.Concat(rest).ToArray());

        Assert.Equal(58, result.Hits);
        Assert.Equal(10 + 30, result.Bypasses);
        Assert.Equal(42, result.Misses);
    }

    [Fact]
    public void StaticHot_TiesInTraining_PinsTheRowSeenFirst()
    {
        int[] trace = [9, 2, 5, .. Enumerable.Repeat(9, 9), .. Enumerable.Repeat(2, 9), .. Enumerable.Repeat(5, 9)];
        var result = CacheSimulator.Simulate(CachePolicies.StaticHot, 1, 10, trace);

        Assert.Equal(8, result.Hits); // row 9: one fill, eight hits
    }

    [Fact]
    public void Lfu_Tie_EvictsTheRowThatReachedItsCountFirst()
    {
        var policy = CachePolicies.Lfu.Create(new CachePolicyArgs(2, 10));
        foreach (var row in new[] { 1, 2, 2, 1 }) // 2 reaches count 2 at the third access, 1 at the fourth
        {
            policy.Access(row);
        }

        Assert.Equal(2, policy.Access(3).EvictedRow);
    }

    [Fact]
    public void Lfu_PrefetchedRow_LeavesBeforeDemandedOnes()
    {
        var policy = CachePolicies.Lfu.Create(new CachePolicyArgs(2, 10));
        policy.Access(1);
        policy.Access(2, AccessKind.Prefetch);

        Assert.Equal(2, policy.Access(3).EvictedRow);
    }

    private static List<int> ReuseDistances(int[] rows)
    {
        var distances = new List<int>();
        for (var i = 0; i < rows.Length; i++)
        {
            var last = Array.LastIndexOf(rows, rows[i], Math.Max(0, i - 1), i);
            if (last >= 0)
                distances.Add(rows[(last + 1)..i].Distinct().Count());
        }

        return distances;
    }
}
