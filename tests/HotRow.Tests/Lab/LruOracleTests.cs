using HotRow.Lab;

namespace HotRow.Tests;

public sealed class LruOracleTests
{
    // a b c a: two distinct rows lie between the uses of a, so it hits from three slots on.
    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public void Hits_TwoRowsBetween_NeedsThreeSlots(int capacity, long hits) => Assert.Equal(hits, LruOracle.Hits([0, 1, 2, 0], 3, capacity));

    // a b b b a: the repeats of b are one distinct row. Hits: b, b, and a with two slots.
    [Fact]
    public void Hits_RepeatsBetween_CountOnce() => Assert.Equal(3, LruOracle.Hits([0, 1, 1, 1, 0], 2, 2));

    [Fact]
    public void Hits_NoAccesses_IsZero() => Assert.Equal(0, LruOracle.Hits([], 1, 1));
}
