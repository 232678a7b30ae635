using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class LatencyMetricsTryTests
{
    [Fact]
    public void AnswerTime_ByHand()
    {
        // 500 ms, then 19 gaps of 50 ms: 1.45 s; with 20 gaps 1.5 s.
        var result = Try.AnswerTime(ttftMs: 500, tpotMs: 50, tokens: 20);

        Assert.Equal([1.45, 0.95, 1.5], result.Numbers.Take(3).Select(n => Math.Round(n.Value, 9)));
        Assert.Equal(100 * 0.05 / 1.45, result.Numbers[3].Value, 1e-9);
    }

    [Fact]
    public void AnswerTime_OfOneToken_IsItsFirst() => Assert.Equal(0.5, Try.AnswerTime(500, 50, 1).Numbers[0].Value, 1e-12);

    [Fact]
    public void FirstToken_WithMoreLoad_IsMoreWaiting()
    {
        var (idle, overload) = (Try.FirstToken(0.05, 200), Try.FirstToken(20, 200));

        Assert.InRange(idle.Numbers[0].Value, 0, 0.1);
        Assert.InRange(idle.Numbers[3].Value, 0.95, 1);
        Assert.InRange(overload.Numbers[0].Value, 0.95, 1);
        Assert.InRange(overload.Numbers[3].Value, 0, 0.1);
    }

    [Fact]
    public void ExchangeRate_OneAnswer_ByTheLine()
    {
        // (16.840 + 0.03977 + 256 x 0.00016979) ms over (16.840 + 2,048 x 0.086565) ms / 2,048.
        var output = 16.840 + 0.03977 + (256 * 0.00016979);
        var input = (16.840 + (2_048 * 0.086565)) / 2_048;

        Assert.Equal(output / input, Try.ExchangeRate(1, 2_048, 256).Numbers[0].Value, 0.001);
    }

    [Fact]
    public void Parameters_OutOfRange_AreNamed()
    {
        Assert.Contains("tokens is 0", Assert.Throws<InputException>(() => Try.AnswerTime(1, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("perSecond", Assert.Throws<InputException>(() => Try.FirstToken(double.NaN)).Message, StringComparison.Ordinal);
        Assert.Contains("running", Assert.Throws<InputException>(() => Try.ExchangeRate(0)).Message, StringComparison.Ordinal);
    }
}
