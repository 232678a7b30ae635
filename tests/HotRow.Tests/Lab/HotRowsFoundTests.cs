using HotRow.Lab;

namespace HotRow.Tests;

public sealed class HotRowsFoundTests
{
    [Fact]
    public void Hottest_EqualCounts_AreOrderedByRowAndUnusedOnesAreLeftOut()
    {
        Assert.Equal([3, 0, 4], HotRowsFound.Hottest([2, 0, 1, 5, 2], 3));
        Assert.Equal([3, 0, 4, 2], HotRowsFound.Hottest([2, 0, 1, 5, 2], 9));
    }

    // Uses 5, 3, 3, 1; the two hottest are rows 0 and 1. Row 2 is used as often as row 1, so naming it is right; row 3 is not.
    // Exact counts err nowhere: 0. Named 0 and 2: both right. Named 0 and 3: one of two.
    [Theory]
    [InlineData(2, 1.0)]
    [InlineData(3, 0.5)]
    public void Judge_NamedRows_AreRightByTheirUses(int second, double expected)
    {
        int[] counts = [5, 3, 3, 1];
        var sketch = HotRowSketches.Exact.Create(new(1 << 16, 2));
        HotRowsFound.Found(sketch, [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3], 2);

        var judged = HotRowsFound.Judge(sketch, [new(0, 5), new(second, 3)], counts, HotRowsFound.Hottest(counts, 2));

        Assert.Equal((expected, expected, 0.0), (judged.Precision, judged.Recall, judged.Error));
    }

    // Rows 0-9 are hot, then rows 100-109: the alarm tells, the next 200 accesses name the new ten, and they hit from then on.
    [Fact]
    public void Access_AfterAShift_PinsTheRowsOfTheNextWindow()
    {
        var before = Enumerable.Range(0, 4_000).Select(i => i % 10).ToArray();
        var after = Enumerable.Range(0, 4_000).Select(i => 100 + (i % 10)).ToArray();
        var pinning = new AlarmedPinning(200, [.. Enumerable.Range(0, 10)], new(1 << 14, 10), new() { WindowAccesses = 100, HotRows = 10 }, 200);
        pinning.Watch(before);

        var hits = pinning.Access(after);

        Assert.Equal((1, 10L), (pinning.Repinnings, pinning.Filled));
        Assert.InRange(hits, after.Length - 200 - (3 * 100), after.Length - 200 - 1);
    }

    [Fact]
    public void Access_WithoutAShift_KeepsTheFirstRows()
    {
        var rows = Enumerable.Range(0, 8_000).Select(i => i % 10).ToArray();
        var pinning = new AlarmedPinning(20, [0, 1, 2], new(1 << 14, 3), new() { WindowAccesses = 100, HotRows = 10 }, 200);
        pinning.Watch(rows);

        Assert.Equal(rows.Length * 3 / 10, pinning.Access(rows));
        Assert.Equal((0, 0L), (pinning.Repinnings, pinning.Filled));
    }

    [Fact]
    public void Lag_NoShift_IsInfinite() =>
        Assert.True(double.IsPositiveInfinity(HotRowsFound.Lag(new DriftAlarm(new() { WindowAccesses = 100, HotRows = 10 }), new int[5_000])));
}
