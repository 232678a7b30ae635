using MathNet.Numerics.Distributions;

namespace HotRow.Tests.Caching;

public sealed class SetAssociativePolicyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 8)]
    [InlineData(64, 8)]
    [InlineData(100, 7)]
    [InlineData(5, 32)]
    public void Sets_ShareTheSlotsEvenly(int capacity, int ways)
    {
        var policy = new SetAssociativePolicy(new(capacity, 1_000), ways);
        var sizes = Enumerable.Range(0, policy.SetCount).Select(policy.SlotsOf).ToArray();

        Assert.Equal(capacity, sizes.Sum());
        Assert.InRange(sizes.Max(), 1, ways);
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void OneSetOfAllSlots_IsLru()
    {
        var rows = TestTraces.Zipf(500, 5_000, 0.9, seed: 1);
        var (set, lru) = (new SetAssociativePolicy(new(50, 500), 50), new LruPolicy(new(50, 500)));

        Assert.All(rows, row =>
        {
            var (found, expected) = (set.Access(row), lru.Access(row));
            Assert.Equal((expected.IsHit, expected.EvictedRow), (found.IsHit, found.EvictedRow));
        });
    }

    // A loop over as many rows as there are slots: a set that is home to more rows than it has slots misses every time, and that is
    // P(Binomial(n - 1, 1 / sets) >= ways) of the rows when the hash spreads them like independent draws.
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    public void Hash_SpreadsNeighboursLikeIndependentDraws(int ways)
    {
        const int Rows = 32_000;
        var policy = new SetAssociativePolicy(new(Rows, 1_000_000), ways);
        var crowded = Enumerable.Range(0, Rows).GroupBy(policy.SetOf).Where(set => set.Count() > ways).Sum(set => set.Count());

        Assert.Equal(1 - Binomial.CDF(1.0 / policy.SetCount, Rows - 1, ways - 1), (double)crowded / Rows, 0.04);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void Access_RowOutsideTheTable_Throws(int row) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SetAssociativePolicy(new(4, 10), 2).Access(row));

    [Fact]
    public void Ways_BelowOne_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new SetAssociativePolicy(new(4, 10), 0));

    [Fact]
    public void MetadataBytes_DoNotGrowWithTheTable() => Assert.Equal(100 * 12, new SetAssociativePolicy(new(100, 400_000_000), 8).MetadataBytes);
}
