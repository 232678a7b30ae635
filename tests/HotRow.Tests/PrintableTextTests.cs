namespace HotRow.Tests;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("a\u001b[2J\n\u202e'\\", "'a\\u{001B}[2J\\u{000A}\\u{202E}\\'\\\\'")]
    [InlineData("Grüße 😀", "'Grüße 😀'")]
    public void Quote_EscapesWhatDisturbsALine(string text, string expected) => Assert.Equal(expected, PrintableText.Quote(text));

    [Fact]
    public void Quote_HalfASurrogatePair_IsReplaced() => Assert.Equal("'a\ufffdb'", PrintableText.Quote("a\ud800b"));

    [Fact]
    public void Quote_LongText_IsCutBetweenCharacters()
    {
        Assert.Equal($"'{new string('a', 80)}...'", PrintableText.Quote(new string('a', 81)));
        Assert.Equal($"'{new string('a', 79)}...'", PrintableText.Quote(new string('a', 79) + "😀b"));
    }

    [Theory]
    [InlineData("a\r\nb\nc", "a b c")]
    [InlineData("\u001b[31mred\u0007 'it\\s'", "\\u{001B}[31mred\\u{0007} 'it\\s'")]
    public void Line_KeepsTheTextAndEscapesWhatDisturbsATerminal(string text, string expected) => Assert.Equal(expected, PrintableText.Line(text));
}
