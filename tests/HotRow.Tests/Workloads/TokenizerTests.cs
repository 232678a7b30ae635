using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HotRow.Tests;

public partial class TokenizerTests
{
    private const int TimeoutMilliseconds = 60_000;

    private static readonly string[] s_pieces =
    [
        "a", "Zeile", "_x9", "7", " ", "\n", "\t", "\r\n", "<", ">", "<b>", "</b>", "<a href='x'>", "<!-- n -->", "<\n>", "&", ";", "&lt;", "&gt;", "&amp;",
        "&amp;lt;", "&quot;", "&apos;", "&#65;", "&#x41;", "&#X3c0;", "&#0;", "&#xD800;", "&#1114112;", "&#;", "&#x;", "&#-5;", "&# 5;", "&nosuch;", "&#92;", "&#32;",
        "&#000000000065;", "É", "π", "ß", "İ", "\u212A", "\u00A0", "\u2028", "\u3000", "\u200B", "\uFEFF", "は", "😀", "𐐀", ".", "--", "\u0000", "\u001C", "\u0085",
    ];

    [Fact]
    public void Append_RandomMarkup_EqualsRegexOracle()
    {
        var random = new Xoshiro256(7);
        for (var round = 0; round < 4000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.NextInt32(14)).Select(_ => s_pieces[random.NextInt32(s_pieces.Length)]));
            var markup = random.NextInt32(4) > 0;

            Assert.Equal(Oracle(text, markup), Tokens(text, markup));
        }
    }

    [Fact]
    public void Append_EveryBasicCharacter_EqualsRegexOracle()
    {
        for (var c = 0; c <= 0xFFFF; c++)
        {
            if (!char.IsSurrogate((char)c))
            {
                var text = $"a{(char)c}b";
                Assert.Equal(Oracle(text, markup: false), Tokens(text, markup: false));
            }
        }
    }

    [Fact]
    public void Append_RealProse_EqualsRegexOracle()
    {
        var folder = Environment.GetEnvironmentVariable("HOTROW_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "HOTROW_DATA names no folder of real data");
        var path = Path.Combine(folder!, "prose-shakespeare.txt");
        Assert.SkipUnless(File.Exists(path), "the folder that HOTROW_DATA names has no prose-shakespeare.txt");

        var text = TextTrace.Read(CorpusText.Find(path));
        var expected = Oracle(File.ReadAllText(path), markup: false);

        Assert.Equal(expected.Distinct().Count(), text.Vocabulary.Count);
        Assert.Equal(expected, text.Rows.ToArray().Select(row => text.Vocabulary[row]));
    }

    [Fact]
    public void Append_Sample_TokensOfTheRule()
    {
        Assert.Equal(["gets", "the", "list", "<", "t", ">", "of", "x_1", "."], Tokens("<summary>Gets the <c>List</c>&lt;T&gt; of X_1.</summary>", markup: true));
        Assert.Equal(["<", "b", ">", "x", "&", "lt", ";"], Tokens("<b>x&lt;", markup: false));
        Assert.Equal(["a", "<", "b"], Tokens("a < b", markup: true));
        Assert.Equal(["abc"], Tokens("a&#98;C", markup: true));
        Assert.Equal(["&", "lt", ";"], Tokens("&amp;lt;", markup: true));
    }

    [Fact]
    public void Append_LongToken_IsOneToken()
    {
        var text = new string('X', 100_000);

        Assert.Equal([text.ToLowerInvariant()], Tokens(text, markup: true));
    }

    [Fact]
    public void Append_SeveralTexts_NumbersByFirstAppearance()
    {
        var tokenizer = new Tokenizer();
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Append("b a b"u8, false, ids);
        tokenizer.Append("a c B"u8, false, ids);

        Assert.Equal([0, 1, 0, 1, 2, 0], ids.WrittenSpan.ToArray());
        Assert.Equal(3, tokenizer.Vocabulary.Count);
        Assert.Equal("c", tokenizer.Vocabulary[2]);
        Assert.Equal(1, tokenizer.Vocabulary.Find("a"));
        Assert.Equal(-1, tokenizer.Vocabulary.Find("d"));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Vocabulary[3]);
    }

    [Fact]
    public void Append_ManyDistinctTokens_KeepsThemApart()
    {
        var text = string.Join(' ', Enumerable.Range(0, 50_000).Select(i => $"t{i}"));
        var tokenizer = new Tokenizer();
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Append(Encoding.UTF8.GetBytes(text), false, ids);

        Assert.Equal(Enumerable.Range(0, 50_000), ids.WrittenSpan.ToArray());
        Assert.Equal("t49999", tokenizer.Vocabulary[49_999]);
    }

    private static string[] Tokens(string text, bool markup)
    {
        var tokenizer = new Tokenizer();
        var ids = new ArrayBufferWriter<int>();
        tokenizer.Append(Encoding.UTF8.GetBytes(text), markup, ids);
        return [.. ids.WrittenSpan.ToArray().Select(id => tokenizer.Vocabulary[id])];
    }

    private static string[] Oracle(string text, bool markup)
    {
        if (markup)
        {
            text = Entities().Replace(Tags().Replace(text, " "), DecodeEntity);
        }

        var lower = string.Concat(text.EnumerateRunes().Select(Rune.ToLowerInvariant));
        return [.. Words().Matches(lower).Select(m => m.Value)];
    }

    private static string DecodeEntity(Match match)
    {
        switch (match.Groups["name"].Value)
        {
            case "lt": return "<";
            case "gt": return ">";
            case "amp": return "&";
            case "quot": return "\"";
            case "apos": return "'";
        }

        var number = match.Groups["hex"].Success
            ? long.Parse(match.Groups["hex"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        return number <= 0x10FFFF && Rune.IsValid((int)number) ? new Rune((int)number).ToString() : match.Value;
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Tags();

    [GeneratedRegex("&(?:(?<name>lt|gt|amp|quot|apos)|#[xX](?<hex>[0-9a-fA-F]{1,8})|#(?<number>[0-9]{1,9}));", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Entities();

    [GeneratedRegex(@"[a-z0-9_]+|[\uD800-\uDBFF][\uDC00-\uDFFF]|\S", RegexOptions.None, TimeoutMilliseconds)]
    private static partial Regex Words();
}
