using HotRow.Tests.Caching;

namespace HotRow.Tests.Contracts;

/// <summary>What every entry of the policy catalog promises.</summary>
public class CachePolicyContractTests
{
    private static readonly int[] s_capacities = [1, 2, 3, 10, 100];

    public static TheoryData<string> Policies => new(CachePolicies.All.Select(p => p.Name));

    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_AnyTrace_KeepsTheBooks(string name)
    {
        foreach (var capacity in s_capacities)
        {
            foreach (var (shape, rows) in TestTraces.Shapes(150, 3000, seed: (ulong)capacity))
            {
                var books = new Books(Create(name, capacity, 150, rows), $"{name}, {shape}, capacity {capacity}");
                foreach (var row in rows)
                {
                    books.Access(row, AccessKind.Demand);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_PrefetchesBetweenDemands_KeepsTheBooks(string name)
    {
        var random = new Xoshiro256(12);
        foreach (var capacity in s_capacities)
        {
            foreach (var (shape, rows) in TestTraces.Shapes(150, 3000, seed: (ulong)capacity))
            {
                var books = new Books(Create(name, capacity, 150, rows), $"{name}, {shape}, capacity {capacity}");
                foreach (var row in rows)
                {
                    while (random.NextInt32(3) == 0)
                    {
                        books.Access(random.NextInt32(150), AccessKind.Prefetch);
                    }

                    books.Access(row, AccessKind.Demand);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_PrefetchOfAResidentRow_ChangesNothing(string name)
    {
        foreach (var (shape, rows) in TestTraces.Shapes(60, 2000, seed: 9))
        {
            var plain = Create(name, 12, 60, rows);
            var prefetched = Create(name, 12, 60, rows);
            var resident = new HashSet<int>();
            var random = new Xoshiro256(13);
            for (var i = 0; i < rows.Length; i++)
            {
                if (resident.Count > 0)
                    Assert.True(prefetched.Access(resident.ElementAt(random.NextInt32(resident.Count)), AccessKind.Prefetch).IsHit);
                var expected = plain.Access(rows[i]);
                var found = prefetched.Access(rows[i]);
                if (expected != found)
                    Assert.Fail($"{name}, {shape}, access {i}: {expected}, after prefetches {found}");
                if (expected.Outcome == CacheOutcome.Admitted)
                    resident.Add(rows[i]);
                resident.Remove(expected.EvictedRow);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_SameSeed_SameSequence(string name)
    {
        var rows = TestTraces.Zipf(150, 3000, 0.8, seed: 1);
        var first = Create(name, 10, 150, rows);
        var second = Create(name, 10, 150, rows);

        Assert.All(rows, row => Assert.Equal(first.Access(row), second.Access(row)));
    }

    // static-hot misses while it trains and never admits a row that it did not see then.
    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_RoomForEveryRow_MissesOnlyFirstAccesses(string name)
    {
        if (name == CachePolicies.StaticHot.Name)
            return;

        foreach (var capacity in new[] { 80, 81, 1_000_000_000 })
        {
            foreach (var (shape, rows) in TestTraces.Shapes(80, 2000, seed: 2))
            {
                var result = CacheSimulator.Simulate(CachePolicies.Find(name), capacity, 80, rows);
                Assert.True(result.Misses == result.Compulsory, $"{shape}, capacity {capacity}: {result.Misses} misses, {result.Compulsory} compulsory");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Hits_AnyTrace_NeverExceedTheOptimum(string name)
    {
        var policy = CachePolicies.Find(name);
        var optimum = policy.Bypasses ? CachePolicies.BeladyBypass : CachePolicies.Belady;
        foreach (var capacity in s_capacities)
        {
            for (ulong seed = 1; seed <= 6; seed++)
            {
                foreach (var (shape, rows) in TestTraces.Shapes(40 + (30 * (int)seed), 1500, seed))
                {
                    var rowCount = 40 + (30 * (int)seed);
                    var best = CacheSimulator.Simulate(optimum, capacity, rowCount, rows).Hits;
                    var hits = CacheSimulator.Simulate(policy, capacity, rowCount, rows).Hits;
                    Assert.True(hits <= best, $"{name} hits {hits}, {optimum.Name} {best}: {shape}, capacity {capacity}, seed {seed}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_AfterConstruction_AllocatesNothing(string name)
    {
        foreach (var rowCount in new[] { 1000, 17_000_000 }) // an index that is an array, and one that is a table
        {
            var rows = TestTraces.Zipf(1000, 20_000, 0.8, seed: 3);
            var policy = Create(name, 100, rowCount, rows);
            var half = rows.Length / 2;
            CacheSimulator.Run(policy, rows.AsSpan(0, half));
            var before = GC.GetAllocatedBytesForCurrentThread();
            CacheSimulator.Run(policy, rows.AsSpan(half));

            // 10,000 accesses: a single object on every thirtieth would already be more.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocatedBytes.OneBuffer);
        }
    }

    // 17 million rows make the index a table for every policy that has one, and whose entries are few.
    [Theory]
    [MemberData(nameof(Policies))]
    public void Access_IndexIsATable_SameSequenceAsWithAnArray(string name)
    {
        var rows = TestTraces.Zipf(1000, 20_000, 0.8, seed: 4);
        var array = Create(name, 100, 1000, rows);
        var table = Create(name, 100, 17_000_000, rows);

        if (name != CachePolicies.SetAssociative.Name) // the one policy that finds its rows without an index
        {
            Assert.True(((IRowIndexed)array).Index.IsDirect);
            Assert.False(((IRowIndexed)table).Index.IsDirect);
        }

        Assert.All(rows, row => Assert.Equal(array.Access(row), table.Access(row)));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void MetadataBytes_CountsAtLeastTheIndex(string name)
    {
        var policy = Create(name, 10, 1000, new int[50]);
        var index = policy is IRowIndexed indexed ? indexed.Index.Bytes : 0;

        Assert.Equal(name == CachePolicies.SetAssociative.Name ? 0 : 4000, index);
        Assert.InRange(policy.MetadataBytes, index + 1, 40_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Args_CapacityBelowOne_Throws(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CachePolicyArgs(capacity, 10));

    private static ICachePolicy Create(string name, int capacity, int rowCount, int[] rows) =>
        CachePolicies.Find(name).Create(new CachePolicyArgs(capacity, rowCount, rows));

    /// <summary>Keeps its own list of who is where, and holds every answer against it.</summary>
    private sealed class Books(ICachePolicy policy, string where)
    {
        private readonly Dictionary<int, int> _slotOf = [];
        private readonly Dictionary<int, int> _rowIn = [];

        public void Access(int row, AccessKind kind)
        {
            var access = policy.Access(row, kind);
            var right = access.Outcome switch
            {
                CacheOutcome.Hit => access.IsHit && access.EvictedRow == -1 && _slotOf.TryGetValue(row, out var slot) && slot == access.Slot,
                CacheOutcome.Admitted => !access.IsHit && !_slotOf.ContainsKey(row) && Admit(row, access),
                _ => !access.IsHit && !_slotOf.ContainsKey(row) && access.Slot == -1 && access.EvictedRow == -1,
            };
            if (!right || policy.Count != _slotOf.Count || policy.Count > policy.Capacity)
                Assert.Fail($"{where}: {kind} of row {row} (slot {_slotOf.GetValueOrDefault(row, -1)} by the books) gave {access}; count {policy.Count}, by the books {_slotOf.Count}");
        }

        private bool Admit(int row, CacheAccess access)
        {
            var before = _rowIn.GetValueOrDefault(access.Slot, -1);
            _slotOf.Remove(before);
            _slotOf[row] = access.Slot;
            _rowIn[access.Slot] = row;
            return access.Slot >= 0 && access.Slot < policy.Capacity && access.EvictedRow == before;
        }
    }
}
