using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The tries of topic 03 against figures that fit on paper.</summary>
public sealed class SparseAndBlockWiseTryTests
{
    [Fact]
    public void DistinctRows_RowsAllAlike_IsTheBirthdayFormula()
    {
        // 100 (1 - 0.99^100) = 63.3968 distinct of 100 draws from 100 rows.
        var result = Try.DistinctRows(0, 100, 100);

        Assert.Equal(63.3968, result.Numbers[0].Value, 1e-4);
        Assert.Equal(63.3968, result.Numbers[1].Value, 5.0); // four standard errors of 20 batches are 3
        Assert.Equal(100 / 63.3968, result.Numbers[3].Value, 1e-5);
    }

    [Theory]
    [InlineData(0.8, 93)]
    [InlineData(1, 69)]
    [InlineData(1.2, 38)]
    public void DistinctRows_MillionRows_GivesTheCurriculumsShares(double alpha, double expected)
    {
        var result = Try.DistinctRows(alpha, 1_000_000, 1_000);

        Assert.Equal(expected, result.Numbers[0].Value, 0.6);
        Assert.Equal(result.Numbers[0].Value, result.Numbers[1].Value, 1.2);
    }

    [Fact]
    public void PagesTouched_OneDraw_TouchesOnePage()
    {
        // 32 rows of 128 B fill a page exactly, in whatever order they lie.
        var result = Try.PagesTouched(128, 1, 3_200, 1);

        Assert.Equal([1, 1, 1, 1.0 / 32], result.Numbers.Select(n => Math.Round(n.Value, 9)));
    }

    [Fact]
    public void PagesTouched_RowsAllAlike_HasNoUseForAnOrder()
    {
        // 8 rows of 512 B to a page, 100 pages: 100 (1 - 0.99^50).
        var result = Try.PagesTouched(512, 0, 800, 50);

        Assert.Equal(1, result.Numbers[0].Value, 1e-9);
        Assert.Equal(100 * (1 - Math.Pow(0.99, 50)), result.Numbers[1].Value, 1e-6);
    }

    [Fact]
    public void PagesTouched_Skewed_FewerByFrequencyAndNeverBelowPacked()
    {
        var result = Try.PagesTouched(128, 1, 50_000, 500);

        Assert.True(result.Numbers[2].Value < result.Numbers[1].Value);
        Assert.True(result.Numbers[3].Value < result.Numbers[2].Value);
    }

    [Fact]
    public void BlockWork_RowsAllAlike_CountsBlocksByClosedForm()
    {
        // 100 blocks of 64: 50 draws want 100 (1 - 0.99^50) of them, with 64 rows each.
        var result = Try.BlockWork(0, 6_400, 50);

        var blocks = 100 * (1 - Math.Pow(0.99, 50));
        Assert.Equal(blocks * 64 / 50, result.Numbers[1].Value, 1e-6);
        Assert.Equal(blocks * 64 / 50, result.Numbers[2].Value, 1e-6);
        Assert.Equal(6_400.0 / 50, result.Numbers[3].Value);
    }

    [Fact]
    public void BlockWork_SavedWork_IsOneMinusDistinctOverTotal()
    {
        var distinct = Try.DistinctRows(1, 10_000, 1_000).Numbers[2].Value;

        Assert.Equal(100 * (1 - (distinct / 1_000)), Try.BlockWork(1, 10_000, 1_000).Numbers[0].Value, 1e-9);
    }

    [Fact]
    public void BlockWork_TableSmallerThanABlock_IsTheWholeTable()
    {
        var result = Try.BlockWork(1, 100, 100_000);

        Assert.InRange(result.Numbers[1].Value, 0, result.Numbers[3].Value);
        Assert.InRange(result.Numbers[2].Value, 0, result.Numbers[3].Value);
    }

    [Theory]
    [InlineData(double.NaN, 1_000, 10)]
    [InlineData(-1, 1_000, 10)]
    [InlineData(1, 99, 10)]
    [InlineData(1, int.MaxValue, 10)]
    [InlineData(1, 1_000, 0)]
    [InlineData(1, 1_000, int.MaxValue)]
    public void Draws_OutsideTheirRange_AreRefusedByAll(double alpha, int rows, int batch)
    {
        foreach (var attempt in new Func<TryResult>[] { () => Try.DistinctRows(alpha, rows, batch), () => Try.PagesTouched(128, alpha, rows, batch), () => Try.BlockWork(alpha, rows, batch) })
        {
            Assert.Contains("allowed: ", Assert.Throws<InputException>(attempt).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MinValue)]
    [InlineData(16_385)]
    public void PagesTouched_RowBytesOutsideTheirRange_AreRefused(int rowBytes) => Assert.Throws<InputException>(() => Try.PagesTouched(rowBytes, 1, 1_000, 10));

    [Theory]
    [InlineData(0, 256)]
    [InlineData(256, int.MaxValue)]
    public void BlockWork_SizesOutsideTheirRange_AreRefused(int dim, int outputs) => Assert.Throws<InputException>(() => Try.BlockWork(1, 1_000, 10, dim, outputs));
}
