namespace HotRow.Tests;

public class FrequencyOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void Add_RoomForAll_CountsAsADictionaryDoes(int rowCount)
    {
        var order = new FrequencyOrder(rowCount, 1 << 20);
        var counts = new Dictionary<int, long>();
        foreach (var row in TestBatches.Draw(rowCount, 3_000).Select(row => row * row % rowCount))
        {
            order.Add(row);
            counts[row] = counts.GetValueOrDefault(row) + 1;
            AssertFalling(order);
        }

        Assert.Equal(counts.Count, order.Count);
        for (var place = 0; place < order.Count; place++)
        {
            Assert.Equal(counts[order.Rows[place]], order.CountAt(place));
        }
    }

    // Metwally et al., theorem: with m counters every row with more than N / m of N accesses is counted, never too low, by at most N / m too high.
    [Fact]
    public void Add_FewPlaces_KeepsTheBoundsOfSpaceSaving()
    {
        var order = new FrequencyOrder(100_000, 56 * 20);
        var random = new Xoshiro256(4);
        var counts = new Dictionary<int, long>();
        const int Accesses = 5_000;
        for (var i = 0; i < Accesses; i++)
        {
            var row = random.NextInt32(3) > 0 ? random.NextInt32(6) : random.NextInt32(100_000);
            order.Add(row);
            counts[row] = counts.GetValueOrDefault(row) + 1;
            AssertFalling(order);
        }

        Assert.Equal(20, order.Count);
        Assert.Superset(counts.Where(c => c.Value > Accesses / 20).Select(c => c.Key).ToHashSet(), order.Rows.ToArray().ToHashSet());
        for (var place = 0; place < order.Count; place++)
        {
            Assert.InRange(order.CountAt(place) - counts[order.Rows[place]], 0, Accesses / 20);
        }
    }

    private static void AssertFalling(FrequencyOrder order)
    {
        for (var place = 1; place < order.Count; place++)
        {
            Assert.True(order.CountAt(place - 1) >= order.CountAt(place));
        }
    }
}
