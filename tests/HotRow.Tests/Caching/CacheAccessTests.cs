namespace HotRow.Tests.Caching;

public class CacheAccessTests
{
    [Theory]
    [InlineData(CacheOutcome.Hit, 0, -1, 0, -1)]
    [InlineData(CacheOutcome.Hit, int.MaxValue, 5, int.MaxValue, -1)]
    [InlineData(CacheOutcome.Admitted, 7, -1, 7, -1)]
    [InlineData(CacheOutcome.Admitted, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(CacheOutcome.Bypassed, 3, 4, -1, -1)]
    public void Constructor_KeepsWhatTheOutcomeAllows(CacheOutcome outcome, int slot, int evicted, int expectedSlot, int expectedEvicted)
    {
        var access = new CacheAccess(outcome, slot, evicted);

        Assert.Equal((outcome, expectedSlot, expectedEvicted), (access.Outcome, access.Slot, access.EvictedRow));
        Assert.Equal(outcome == CacheOutcome.Hit, access.IsHit);
    }
}
