namespace HotRow.Tests.Caching;

public class FrequencySketchTests
{
    // Before the first ageing a count-min estimate is never below the true count, and counters stop at 15.
    [Fact]
    public void Estimate_BeforeAgeing_IsAtLeastTheCountAndAtMostFifteen()
    {
        const int Capacity = 500;
        var sketch = new FrequencySketch(Capacity);
        var counts = new int[300];
        foreach (var row in TestTraces.Zipf(counts.Length, (10 * Capacity) - 1, 1.0, seed: 2))
        {
            sketch.Record(row);
            counts[row]++;
        }

        Assert.All(Enumerable.Range(0, counts.Length), row => Assert.InRange(sketch.Estimate(row), Math.Min(15, counts[row]), 15));
    }

    // 300 rows in 512 blocks' worth of 4 x 32 counters: collisions in all four groups at once are rare.
    [Fact]
    public void Estimate_FewRows_IsMostlyExact()
    {
        var sketch = new FrequencySketch(4096);
        for (var row = 0; row < 300; row++)
        {
            for (var use = 0; use <= row % 10; use++)
            {
                sketch.Record(row);
            }
        }

        Assert.InRange(Enumerable.Range(0, 300).Count(row => sketch.Estimate(row) == 1 + (row % 10)), 290, 300);
    }

    // Sample size 10 x 10 = 100. One row alone: its counters stop at 15, and uses that raise nothing are not recorded, so
    // 90 of its uses record 15. 85 uses of other rows then reach 100 and halve: 15 -> 7.
    [Fact]
    public void Record_TenTimesTheCapacity_HalvesEveryCounter()
    {
        var sketch = new FrequencySketch(10);
        for (var i = 0; i < 90; i++)
        {
            sketch.Record(0);
        }

        Assert.Equal(15, sketch.Estimate(0));
        for (var row = 1; row <= 84; row++)
        {
            sketch.Record(row);
        }

        Assert.Equal(15, sketch.Estimate(0));
        sketch.Record(85);
        Assert.Equal(7, sketch.Estimate(0));
    }

    // Sample size 10. Ten uses of one row: its four counters go from 10 to 5, which stand for 5 uses, so 5 more age it again.
    [Fact]
    public void Record_AfterHalving_CountsWhatTheHalvedCountersStandFor()
    {
        var sketch = new FrequencySketch(1);
        for (var i = 0; i < 14; i++)
        {
            sketch.Record(0);
        }

        Assert.Equal(9, sketch.Estimate(0));
        sketch.Record(0);
        Assert.Equal(5, sketch.Estimate(0));
    }

    // Five uses each of two rows: 8 odd counters of 5 become 2 and stand for 4 uses, not 5, so 6 more are needed.
    [Fact]
    public void Record_HalvingOddCounters_CountsWhatTheyLose()
    {
        var sketch = new FrequencySketch(1);
        for (var i = 0; i < 10; i++)
        {
            sketch.Record(i % 2);
        }

        Assert.Equal((2, 2), (sketch.Estimate(0), sketch.Estimate(1)));
        for (var i = 0; i < 5; i++)
        {
            sketch.Record(0);
        }

        Assert.Equal(7, sketch.Estimate(0));
        sketch.Record(0);
        Assert.Equal(4, sketch.Estimate(0));
    }

    [Fact]
    public void Estimate_UnseenRow_IsZeroInAnEmptySketch() => Assert.Equal(0, new FrequencySketch(1).Estimate(int.MaxValue));
}
