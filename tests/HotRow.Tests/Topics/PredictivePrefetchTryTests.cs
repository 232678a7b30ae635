using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The tries of topic 04 against closed forms and hand-computed cases.</summary>
public sealed class PredictivePrefetchTryTests
{
    [Fact]
    public void NamedAhead_PreviousBatch_AgreesWithTheClosedForm()
    {
        // With room for a whole batch, what the batch before names is what was moved one batch ago.
        var expected = Try.MovedAgain(0.9, 2_000, 200, 1).Numbers[0].Value;

        var result = Try.NamedAhead("previous-batch", 0.9, 2_000, 200, 200);

        Assert.Equal(expected, result.Numbers[0].Value, 2.0);
        Assert.Equal(result.Numbers[0].Value, result.Numbers[2].Value, 1.0);
    }

    [Fact]
    public void NamedAhead_KnownNext_CoversEverythingAndWastesNothing()
    {
        var result = Try.NamedAhead("known-next", 1, 10_000, 100, 100);

        Assert.Equal([100, 100, 100, 0], result.Numbers.Select(n => n.Value));
    }

    [Fact]
    public void NamedAhead_LargerBudget_NeverCoversLess()
    {
        var covered = new[] { 10, 50, 200 }.Select(budget => Try.NamedAhead("frequency", 1, 5_000, 100, budget).Numbers[0].Value).ToArray();

        Assert.Equal(covered.Order(), covered);
        Assert.True(covered[2] > covered[0]);
    }

    [Theory]
    [InlineData("previous-batch", double.NaN, 1_000, 100, 100)]
    [InlineData("previous-batch", 4, 1_000, 100, 100)]
    [InlineData("previous-batch", 1, 99, 100, 100)]
    [InlineData("previous-batch", 1, int.MaxValue, 100, 100)]
    [InlineData("previous-batch", 1, 1_000, 9, 100)]
    [InlineData("previous-batch", 1, 1_000, int.MaxValue, 100)]
    [InlineData("previous-batch", 1, 1_000, 100, 0)]
    [InlineData("previous-batch", 1, 1_000, 100, int.MaxValue)]
    [InlineData("oracle", 1, 1_000, 100, 100)]
    [InlineData(null, 1, 1_000, 100, 100)]
    public void NamedAhead_OutsideItsRange_IsRefused(string? prefetcher, double alpha, int rows, int batch, int budget) =>
        Assert.Throws<InputException>(() => Try.NamedAhead(prefetcher!, alpha, rows, batch, budget));

    [Theory]
    [InlineData(10, 10, 100, 100, 10)] // all of the fetch beside the computation
    [InlineData(10, 10, 70, 100, 13)] // 7 ms hidden, 3 ms waited for
    [InlineData(10, 10, 70, 25, 31)] // 28 ms read beside 10 ms, then 3 ms
    [InlineData(10, 10, 0, 100, 20)] // nothing named: one after the other
    [InlineData(10, 40, 100, 100, 40)] // the longer one remains
    public void Overlap_HandComputed_GivesTheTimeOfABatch(double fetch, double compute, double covered, double used, double expected) =>
        Assert.Equal(expected, Try.Overlap(fetch, compute, covered, used).Numbers[0].Value, 1e-9);

    [Fact]
    public void Overlap_Numbers_AreSpeedUpReadsAndHiddenShare()
    {
        // 20 / 31; 2.8 batches beside and 0.3 after; (20 - 31) of the shorter 10 ms.
        var result = Try.Overlap(10, 10, 70, 25);

        Assert.Equal([31, 20, 20.0 / 31, 3.1, -110], result.Numbers.Select(n => n.Value), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData(double.NaN, 10, 70, 100)]
    [InlineData(-1, 10, 70, 100)]
    [InlineData(0, 0, 70, 100)]
    [InlineData(10, double.PositiveInfinity, 70, 100)]
    [InlineData(10, 10, 101, 100)]
    [InlineData(10, 10, 70, 0)]
    public void Overlap_OutsideItsRange_SaysWhatIsAllowed(double fetch, double compute, double covered, double used) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.Overlap(fetch, compute, covered, used)).Message, StringComparison.Ordinal);
}
