namespace HotRow.Tests.Caching;

/// <summary>The optimal policies against exhaustive search.</summary>
public class BeladyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hits_TinyTraces_EqualTheBestOfAllChoices(bool bypass)
    {
        var policy = bypass ? CachePolicies.BeladyBypass : CachePolicies.Belady;
        var random = new Xoshiro256(11);
        for (var repeat = 0; repeat < 400; repeat++)
        {
            var rowCount = 2 + random.NextInt32(5);
            var capacity = 1 + random.NextInt32(4);
            var rows = TestTraces.Uniform(rowCount, random.NextInt32(15), (ulong)repeat);
            var best = BestHits(rows, 0, 0, capacity, bypass, []);
            var hits = CacheSimulator.Simulate(policy, capacity, rowCount, rows).Hits;
            Assert.True(best == hits, $"trace {string.Join(' ', rows)}, capacity {capacity}: best {best}, found {hits}");
        }
    }

    [Theory]
    [InlineData("belady")]
    [InlineData("belady-bypass")]
    [InlineData("static-hot")]
    public void Access_NotTheTrace_Throws(string name)
    {
        var trace = new int[20];
        trace[1] = 3;
        var policy = CachePolicies.Find(name).Create(new CachePolicyArgs(2, 5, trace));
        policy.Access(0);

        var error = Assert.Throws<InvalidOperationException>(() => policy.Access(4));

        Assert.Equal("access 1 is row 4, but the trace the policy was made for has row 3 there", error.Message);
    }

    [Theory]
    [InlineData("belady")]
    [InlineData("belady-bypass")]
    [InlineData("static-hot")]
    public void Access_NoTraceGiven_Throws(string name)
    {
        var policy = CachePolicies.Find(name).Create(new CachePolicyArgs(2, 5));

        var error = Assert.Throws<InvalidOperationException>(() => policy.Access(4));

        Assert.Equal("access 0 is row 4, but the trace the policy was made for has only 0 accesses", error.Message);
    }

    [Theory]
    [InlineData("belady", -1)]
    [InlineData("belady", 5)]
    [InlineData("belady-bypass", 5)]
    [InlineData("static-hot", 5)]
    public void Create_TraceNamesARowOutOfRange_Throws(string name, int row)
    {
        var trace = new int[20];
        trace[1] = row;

        var error = Assert.Throws<ArgumentException>(() => CachePolicies.Find(name).Create(new CachePolicyArgs(2, 5, trace)));

        Assert.StartsWith($"access 1 of the trace is row {row}; allowed are 0 to 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_TraceInTheMiddleOfAnArray_IsReadFromItsStart()
    {
        int[] array = [4, 4, 0, 1, 0, 4];
        var policy = CachePolicies.Belady.Create(new CachePolicyArgs(1, 5, array.AsMemory(2, 3)));

        Assert.Equal(0, CacheSimulator.Run(policy, [0, 1, 0]));
        Assert.Throws<InvalidOperationException>(() => policy.Access(4));
    }

    // Longer than 64^3 positions, so that the position bitmaps have four levels; random and checked against a heap-free
    // definition: the victim's next use is the latest of all residents'.
    [Fact]
    public void Evict_LongTrace_TakesTheRowUsedLast()
    {
        const int Rows = 50;
        const int Capacity = 20;
        var rows = TestTraces.Zipf(Rows, 300_000, 0.8, seed: 3);
        var nextUse = NextUses(rows, Rows);
        var policy = CachePolicies.Belady.Create(new CachePolicyArgs(Capacity, Rows, rows));
        var resident = new Dictionary<int, int>();
        for (var i = 0; i < rows.Length; i++)
        {
            var access = policy.Access(rows[i]);
            if (access.EvictedRow >= 0)
            {
                Assert.Equal(resident.Values.Max(), resident[access.EvictedRow]);
                resident.Remove(access.EvictedRow);
            }

            resident[rows[i]] = nextUse[i];
        }
    }

    private static int[] NextUses(int[] rows, int rowCount)
    {
        var next = new int[rows.Length];
        var seen = Enumerable.Repeat(int.MaxValue, rowCount).ToArray();
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            next[i] = seen[rows[i]];
            seen[rows[i]] = i;
        }

        return next;
    }

    // The resident rows are the bits of a number.
    private static int BestHits(int[] rows, int position, int resident, int capacity, bool bypass, Dictionary<(int Position, int Resident), int> known)
    {
        if (position == rows.Length)
            return 0;
        if (known.TryGetValue((position, resident), out var best))
            return best;

        var row = 1 << rows[position];
        if ((resident & row) != 0)
        {
            best = 1 + BestHits(rows, position + 1, resident, capacity, bypass, known);
        }
        else if (int.PopCount(resident) < capacity)
        {
            best = BestHits(rows, position + 1, resident | row, capacity, bypass, known);
        }
        else
        {
            best = bypass ? BestHits(rows, position + 1, resident, capacity, bypass, known) : 0;
            for (var bit = 0; bit < 31; bit++)
            {
                if ((resident >> bit & 1) != 0)
                    best = Math.Max(best, BestHits(rows, position + 1, (resident & ~(1 << bit)) | row, capacity, bypass, known));
            }
        }

        known[(position, resident)] = best;
        return best;
    }
}
