using FsCheck;
using FsCheck.Fluent;

namespace HotRow.Tests.Caching;

public sealed class StackDistancesTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(1, 1), null));

    // Stack after each access, newest first: a | b a | c b a | a c b (2 lay above a) | a c b (0) | b a c (2).
    [Fact]
    public void Touch_SmallExample_CountsRowsAboveInTheStack()
    {
        var distances = new StackDistances(3);

        Assert.Equal([StackDistances.Never, StackDistances.Never, StackDistances.Never, 2, 0, 2], new[] { 0, 1, 2, 0, 0, 1 }.Select(distances.Touch));
        Assert.Equal(3, distances.Distinct);
    }

    // 5,000 accesses to 200 rows pass the window of 4,496 times once, 60,000 accesses to 9 pass theirs 14 times.
    [Theory]
    [InlineData(200, 5_000)]
    [InlineData(9, 60_000)]
    [InlineData(1, 10_000)]
    public void Touch_AnyShape_EqualsAStackKeptAsAList(int rowCount, int length)
    {
        foreach (var (shape, rows) in TestTraces.Shapes(rowCount, length, seed: 3))
        {
            var distances = new StackDistances(rowCount);
            var stack = new List<int>();
            for (var i = 0; i < rows.Length; i++)
            {
                var expected = stack.IndexOf(rows[i]);
                if (expected >= 0)
                    stack.RemoveAt(expected);
                stack.Insert(0, rows[i]);
                var found = distances.Touch(rows[i]);
                if (expected != found)
                    Assert.Fail($"{shape}, access {i}: {expected}, found {found}");
            }
        }
    }

    // A window of 604,096 times: three groups, and times are renumbered while several are in use.
    [Fact]
    public void Count_ManyGroups_GivesTheHitsOfSimulatedCaches()
    {
        const int rowCount = 300_000;
        var zipf = TestTraces.Zipf(rowCount, 400_000, 0.5, seed: 8);
        var rows = zipf.Concat(TestTraces.Loop(rowCount, 320_000)).ToArray();
        var histogram = new long[rowCount];

        new StackDistances(rowCount).Count(rows, histogram);

        foreach (var capacity in (int[])[1, 1_000, 60_000, 299_999, 300_000])
        {
            Assert.Equal(CacheSimulator.Simulate(CachePolicies.Lru, capacity, rowCount, rows).Hits, histogram.Take(capacity).Sum());
        }
    }

    // More than 64 groups take another path: the rows that lie between two accesses are known without a count.
    [Fact]
    public void Touch_MoreGroupsThanAVectorPassCovers_StaysExact()
    {
        const int rowCount = 9_000_000;
        var distances = new StackDistances(rowCount);
        for (var row = 0; row < rowCount; row++)
        {
            distances.Touch(row);
        }

        Assert.Equal(rowCount - 1, distances.Touch(0));
        Assert.Equal(rowCount - 1, distances.Touch(1));
        Assert.Equal(rowCount / 2, distances.Touch((rowCount / 2) + 1));
        Assert.Equal(2, distances.Touch(0));
        Assert.Equal(3, distances.Touch(rowCount - 1));
        Assert.Equal(4, distances.Touch(rowCount - 2));
        Assert.Equal(rowCount - 1, distances.Touch(2));
    }

    // Every access is a first one or has a distance below the number of distinct rows; a distance counts rows, so the
    // distances since a row's last access are at most the accesses between.
    [Fact]
    public void Count_AnyRows_LosesNoAccessAndBoundsDistances() => Check.One(s_fixedSeed, Prop.ForAll<byte[]>(bytes =>
    {
        var rows = Array.ConvertAll(bytes, b => (int)b);
        var histogram = new long[256];
        var distances = new StackDistances(256);
        distances.Count(rows, histogram);
        return distances.Distinct == rows.Distinct().Count()
            && histogram.Sum() + distances.Distinct == rows.Length
            && Array.FindLastIndex(histogram, n => n > 0) < distances.Distinct;
    }));

    [Fact]
    public void Count_WarmCounter_AllocatesNothing()
    {
        var rows = TestTraces.Zipf(1_000, 20_000, 1.0, seed: 2);
        var distances = new StackDistances(1_000);
        var histogram = new long[1_000];

        Assert.Equal(0, AllocatedBytes.Of(() => distances.Count(rows, histogram)));
    }

    [Fact]
    public void Count_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StackDistances(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StackDistances(StackDistances.MostRows + 1));
        Assert.Throws<ArgumentException>(() => new StackDistances(5).Count([1], new long[4]));
        Assert.Throws<IndexOutOfRangeException>(() => new StackDistances(5).Count([5], new long[5]));
        Assert.Throws<IndexOutOfRangeException>(() => new StackDistances(5).Count([-1], new long[5]));
        Assert.Throws<IndexOutOfRangeException>(() => new StackDistances(5).Count([.. Enumerable.Repeat(0, 50), -1], new long[5]));
    }
}
