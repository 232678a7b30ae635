using HotRow.Lab;

namespace HotRow.Tests.Topics;

/// <summary>Numbers as texts say them.</summary>
public sealed class PhraseTests
{
    [Theory]
    [InlineData(0.0813, "8.1\u00a0%")]
    [InlineData(0.1343, "13\u00a0%")]
    [InlineData(0.957, "96\u00a0%")]
    [InlineData(0.997, "99.7\u00a0%")]
    [InlineData(0.9996, "99.96\u00a0%")]
    [InlineData(1.0, "100\u00a0%")]
    [InlineData(0.0, "0\u00a0%")]
    [InlineData(-0.131, "-13\u00a0%")]
    [InlineData(double.NaN, Findings.NotMeasured)]
    public void Percent_KeepsTheDigitsThatTellItFromTheWhole(double share, string expected)
    {
        Assert.Equal(expected, Phrase.Percent(share));
    }

    [Theory]
    [InlineData(1.0, "1.0 times")]
    [InlineData(0.996, "1.0 times")]
    [InlineData(0.626, "0.63 times")]
    [InlineData(4.94, "4.9 times")]
    [InlineData(43.7, "44 times")]
    [InlineData(4604, "4,600 times")]
    [InlineData(double.PositiveInfinity, Findings.NotMeasured)]
    public void Times_HasTwoDigits(double ratio, string expected)
    {
        Assert.Equal(expected, Phrase.Times(ratio));
    }

    [Theory]
    [InlineData(1.2, 1.1, 1.3, "gain")]
    [InlineData(0.8, 0.7, 0.9, "loss")]
    [InlineData(1.2, 0.9, 1.3, "neither")]
    [InlineData(1.2, double.NaN, double.NaN, "gain")]
    [InlineData(double.NaN, double.NaN, double.NaN, "")]
    public void Side_IsTheIntervals(double value, double low, double high, string expected)
    {
        Assert.Equal(expected, Phrase.Side(Ratio(value, low, high), "gain", "loss", "neither"));
    }

    [Fact]
    public void Unexpected_SpeaksOnlyWhereTheIntervalIsOnTheOtherSide()
    {
        Assert.Equal("", Phrase.Unexpected(Ratio(1.2, 1.1, 1.3), above: true));
        Assert.Equal("", Phrase.Unexpected(Ratio(0.9, 0.8, 1.1), above: true));
        Assert.NotEqual("", Phrase.Unexpected(Ratio(0.8, 0.7, 0.9), above: true));
        Assert.NotEqual("", Phrase.Unexpected(Ratio(1.2, 1.1, 1.3), above: false));
        Assert.Equal("", Phrase.Unexpected(null, above: true));
    }

    [Fact]
    public void Say_LeavesOutWhatWasNotMeasured()
    {
        Assert.Equal("One. Three.", Phrase.Say("One.", $"Two is {Findings.NotMeasured}.", "Three."));
        Assert.Equal("Two is 2.", Phrase.Or("Two is 2.", "Two."));
        Assert.Equal("Two.", Phrase.Or($"Two is {Findings.NotMeasured}.", "Two."));
    }

    [Theory]
    [InlineData("One. It is @ of 2.5 x. Three is 1.8 x.", "One. Three is 1.8 x.")]
    [InlineData("A miss: @. `lru` hits.", "`lru` hits.")]
    [InlineData("All 12 B are read. None is lost.", "All 12 B are read. None is lost.")]
    [InlineData("It is @.", "Nothing of the answer was measured here yet.")]
    public void OnlyMeasured_DropsSentencesWithoutTheirNumber(string text, string left) => Assert.Equal(left, Phrase.OnlyMeasured(text.Replace("@", Findings.NotMeasured, StringComparison.Ordinal)));

    private static Observation Ratio(double value, double low, double high) => new("x", [], "a", "speedup", ValueKind.Measured, value, low, high, 9);
}
