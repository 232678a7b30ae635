namespace HotRow.Tests.Caching;

public class RowIndexTests
{
    [Theory]
    [InlineData(true, 50, 50)]
    [InlineData(false, 50, 50)]
    [InlineData(false, 50, 12)]
    [InlineData(false, 1_000_000, 64)]
    [InlineData(false, int.MaxValue, 1)]
    public void Find_AfterAnySequence_EqualsADictionary(bool direct, int rowCount, int maxEntries)
    {
        // The smaller the limit, the more certainly a table; a table larger than the array gives way to the array.
        var index = new RowIndex(rowCount, maxEntries, direct ? RowIndex.DirectLimitBytes : 0);
        var expected = new Dictionary<int, int>();
        var random = new Xoshiro256((ulong)(rowCount + maxEntries));
        var candidates = Candidates(rowCount, 3 * maxEntries, random);
        for (var i = 0; i < 20_000; i++)
        {
            var row = candidates[random.NextInt32(candidates.Length)];
            if (expected.ContainsKey(row) && random.NextInt32(2) == 0)
            {
                expected.Remove(row);
                index.Remove(row);
            }
            else if (expected.Count < maxEntries || expected.ContainsKey(row))
            {
                expected[row] = i;
                index.Set(row, i);
            }

            if (i % 50 == 0)
                Assert.All(candidates, c => Assert.Equal(expected.GetValueOrDefault(c, -1), index.Find(c)));
        }
    }

    // 16 entries in a table of 32 places: rows chosen so that many share a home, and runs of full places wrap round the end.
    [Fact]
    public void Remove_CollidingRows_LeavesTheOthersFindable()
    {
        const uint Multiplier = 0x9E3779B9; // the multiplier of RowIndex; 32 places = the top 5 bits
        var colliding = Enumerable.Range(0, 1_000_000).Where(row => (uint)row * Multiplier >> 27 is 30 or 31).Take(16).ToArray();
        for (var removed = 0; removed < colliding.Length; removed++)
        {
            var index = new RowIndex(1_000_000, 16, 0);
            foreach (var row in colliding)
            {
                index.Set(row, row);
            }

            index.Remove(colliding[removed]);

            Assert.All(colliding, row => Assert.Equal(row == colliding[removed] ? -1 : row, index.Find(row)));
        }
    }

    [Theory]
    [InlineData(1000, 10, true, 4000)] // small
    [InlineData(16_777_216, 10, true, 67_108_864)] // 64 MiB exactly
    [InlineData(16_777_217, 10, false, 256)] // 32 places of 8 B: the power of two at or above 2 x 10
    [InlineData(16_777_217, 5_000_000, true, 67_108_868)] // a table of 16 Mi places would be 128 MiB
    public void Constructor_ChoosesTheArrayWhileItIsSmall(int rowCount, int maxEntries, bool direct, long bytes)
    {
        var index = new RowIndex(rowCount, maxEntries);

        Assert.Equal(direct, index.IsDirect);
        Assert.Equal(bytes, index.Bytes);
    }

    [Fact]
    public void Find_RowOutOfRange_ThrowsInsteadOfReadingBeyondTheArray()
    {
        var index = new RowIndex(10, 10);

        Assert.Throws<IndexOutOfRangeException>(() => index.Find(10));
        Assert.Throws<IndexOutOfRangeException>(() => index.Find(-1));
    }

    [Fact]
    public void Prefetch_AnyRow_IsHarmless()
    {
        foreach (var limit in new[] { RowIndex.DirectLimitBytes, 0 })
        {
            var index = new RowIndex(1000, 10, limit);
            index.Set(7, 3);
            foreach (var row in new[] { 7, -1, 1000, int.MaxValue, int.MinValue })
            {
                index.Prefetch(row);
            }

            Assert.Equal(3, index.Find(7));
        }
    }

    private static int[] Candidates(int rowCount, int count, Xoshiro256 random)
    {
        var rows = new HashSet<int> { 0, rowCount - 1 };
        while (rows.Count < Math.Min(count, rowCount))
        {
            rows.Add(random.NextInt32(rowCount));
        }

        return [.. rows];
    }
}
