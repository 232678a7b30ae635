using HotRow.Lab;

namespace HotRow.Tests;

public sealed class TerminalMarkdownTests
{
    [Theory]
    [InlineData("one two three four five six", "one two three four\nfive six\n")]
    [InlineData("one\ntwo\n\n\n\nthree", "one two\n\nthree\n")]
    [InlineData("## A heading\n\nText.", "A heading\n---------\n\nText.\n")]
    [InlineData("**Bold.** *Weak*, `a_b*c*` and 2 * 3 * 4.", "Bold. Weak, a_b*c*\nand 2 * 3 * 4.\n")]
    [InlineData("**Bold `code` in it**", "Bold code in it\n")]
    [InlineData("- one two three four five\n- six", "- one two three four\n  five\n- six\n")]
    [InlineData("Text:\n- one\n  two\n1. three", "Text:\n- one two\n1. three\n")]
    [InlineData("- a\n  - b", "- a\n  - b\n")]
    [InlineData("See [the file](a/b.md).", "See the file\n(a/b.md).\n")]
    [InlineData("```\nif (x)  **y**\n```\nend", "    if (x)  **y**\nend\n")]
    [InlineData("| a | b |\n|---|---|\nend", "| a | b |\n|---|---|\nend\n")]
    [InlineData("It is 12345678901234.5\u00a0ns long", "It is\n12345678901234.5 ns\nlong\n")]
    [InlineData("", "\n")]
    [InlineData("x \u001b[31mred", "x \\u{001B}[31mred\n")]
    [InlineData("an *unclosed and **open `mark", "an *unclosed and\n**open `mark\n")]
    public void Render_AtTwentyColumns(string markdown, string expected)
    {
        Assert.Equal(expected, TerminalMarkdown.Render(markdown, 20));
    }

    [Fact]
    public void Render_AWordWiderThanTheWindow_StandsAlone()
    {
        Assert.Equal("a\n" + new string('x', 30) + "\nb\n", TerminalMarkdown.Render($"a {new string('x', 30)} b", 5));
    }
}
