using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class GoodputTryTests
{
    [Fact]
    public void Goodput_IsTheKeptShareOfWhatFinishes()
    {
        var numbers = Try.Goodput(rate: 2.5, ttft: 1_000, tpot: 100).Numbers;

        // Nothing is refused or left over, so the share of the finished is the share of the offered.
        Assert.Equal(numbers[0].Value, numbers[1].Value * numbers[2].Value / 100, 1e-9);
        Assert.InRange(numbers[2].Value, 90, 100);
        Assert.InRange(numbers[3].Value + numbers[4].Value, 99.999 - numbers[2].Value, 20);
    }

    [Fact]
    public void Goodput_WithMoreReplicas_KeepsMore() =>
        Assert.True(Try.Goodput(5, 1_000, 100, replicas: 3).Numbers[2].Value > 5 * Try.Goodput(5, 1_000, 100).Numbers[2].Value);

    [Fact]
    public void HighestRate_OfALimitNoIdleServerKeeps_IsZero()
    {
        var numbers = Try.HighestRate(ttft: 200, tpot: 100).Numbers;

        // A prompt of some 2,100 tokens takes 200 ms by itself; the trace's replay keeps 85.7 %.
        Assert.Equal(0, numbers[0].Value);
        Assert.InRange(numbers[1].Value, 82, 89);
    }

    [Fact]
    public void RateLimit_WithoutBurst_LosesAsErlang()
    {
        // A request within a second of an accepted one is refused: 0.8 / (1 + 0.8).
        Assert.Equal(100 * 0.8 / 1.8, Try.RateLimit(perMinute: 48, limitPerMinute: 60, burst: 1).Numbers[0].Value, 0.6);
        Assert.Equal(50, Try.RateLimit(perMinute: 120, limitPerMinute: 60, burst: 50).Numbers[0].Value, 1.0);
    }

    [Fact]
    public void Parameters_OutOfRange_AreNamed()
    {
        Assert.Contains("ttft", Assert.Throws<InputException>(() => Try.Goodput(1, 0, 100)).Message, StringComparison.Ordinal);
        Assert.Contains("burst", Assert.Throws<InputException>(() => Try.RateLimit(1, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("tpot", Assert.Throws<InputException>(() => Try.HighestRate(1, -1)).Message, StringComparison.Ordinal);
    }
}
