using HotRow.Lab;

namespace HotRow.Tests.Lab;

/// <summary>Counting of rows that come again, by hand and against its closed form.</summary>
public sealed class ReuseCountTests
{
    // Batches {1 2 1} {3 2 4} {1 5 5}, then 9, which fills no batch.
    private static readonly int[] s_rows = [1, 2, 1, 3, 2, 4, 1, 5, 5, 9];

    [Fact]
    public void Of_HandMadeBatches_CountsWholeBatchesOnly()
    {
        var count = ReuseCount.Of(s_rows, rowCount: 10, batchSize: 3, windows: [1, 2]);

        Assert.Equal(3, count.Batches);
        Assert.Equal(9, count.Accesses);
        Assert.Equal(2 + 3 + 2, count.UniqueRows);
        Assert.Equal(5, count.TouchedRows);
        Assert.Equal(3, count.UsesOf(1));
        Assert.Equal(2, count.BatchesWith(1));
        Assert.Equal(0, count.UsesOf(9));
        Assert.Equal([1, 2, 5], count.Top(3));
    }

    [Fact]
    public void MovedAgain_HandMadeBatches_LooksBackAsFarAsTheWindow()
    {
        var count = ReuseCount.Of(s_rows, rowCount: 10, batchSize: 3, windows: [1, 2]);

        // Row 2 comes again after one batch, row 1 after two; seven distinct rows in all.
        Assert.Equal(1 / 7.0, count.MovedAgain(0), 12);
        Assert.Equal(2 / 7.0, count.MovedAgain(1), 12);
    }

    [Theory]
    [InlineData(1.0, 3, 2)]
    [InlineData(0.0, 1, 1)]
    [InlineData(1.5, 7, 4)]
    public void Expected_FewRows_EqualsTheSumOverRows(double alpha, int batch, int window)
    {
        const int Rows = 5;
        var weights = Enumerable.Range(1, Rows).Select(k => Math.Pow(k, -alpha)).ToArray();
        double again = 0, unique = 0;
        foreach (var p in weights.Select(w => w / weights.Sum()))
        {
            var inBatch = 1 - Math.Pow(1 - p, batch);
            unique += inBatch;
            again += inBatch * (1 - Math.Pow(1 - p, window * batch));
        }

        Assert.Equal(again / unique, ReuseCount.Expected(new(Rows, alpha), batch, window), 9);
    }

    [Theory]
    [InlineData(0.5, 1.5, "below about 50 % distinct")]
    [InlineData(1.5, 2.0, "at every share that was tried")]
    [InlineData(0.5, 0.9, "at no share that was tried")]
    public void Crossover_TwoPoints_IsWhereTheLineBetweenThemPassesOne(double atMany, double atFew, string expected)
    {
        static Observation At(double unique, double gain) => new("l08-dedup", new() { { "unique", unique } }, "dedup", "dedup-gain", ValueKind.Measured, gain, gain, gain, 5);

        Assert.Equal(expected, DedupAndOrder.Crossover([At(0.9, atMany), At(0.1, atFew)]));
    }
}
