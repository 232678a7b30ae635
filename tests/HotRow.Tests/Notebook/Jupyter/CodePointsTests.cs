using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class CodePointsTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(1, 1);

    // Halves of pairs in any order, whole pairs by chance, and what stands beside them.
    private static readonly Gen<string> s_texts = Gen.Elements('a', 'é', '\n', '\uD83D', '\uDE00', '\uD800', '\uDFFF').ArrayOf().Select(units => new string(units));

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("abc", 2, 2)]
    [InlineData("\U0001F600\U0001F600.x", 3, 5)]
    [InlineData("a\U0001F600", 2, 3)]
    public void Position_OfKnownText_IsAsCountedByHand(string text, int codePoints, int utf16)
    {
        Assert.Equal(utf16, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(codePoints, CodePoints.FromUtf16(text, utf16));
    }

    // Not inline data: attributes are stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void Position_AmongLoneSurrogates_CountsEachOnce()
    {
        const string Text = "\uDE00\uD83D\uD83D\uDE00";
        int[] starts = [0, 1, 2, 4];
        Assert.Equal(starts, Enumerable.Range(0, 4).Select(i => CodePoints.ToUtf16(Text, i)));
        Assert.Equal([0, 1, 2, 3], starts.Select(start => CodePoints.FromUtf16(Text, start)));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(4, 4)]
    [InlineData(long.MaxValue, 4)]
    public void ToUtf16_OutsideTheText_IsClamped(long codePoints, int expected) => Assert.Equal(expected, CodePoints.ToUtf16("ab\U0001F600", codePoints));

    [Theory]
    [InlineData(int.MinValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(3, 2)]
    [InlineData(int.MaxValue, 3)]
    public void FromUtf16_OutsideTheTextOrInsideAPair_IsClampedDown(int utf16, int expected) => Assert.Equal(expected, CodePoints.FromUtf16("ab\U0001F600", utf16));

    // The runtime's own reading of a text as code points is the oracle: it makes one of each surrogate without a partner.
    [Fact]
    public void ToUtf16_AnyText_IsTheLengthOfThatManyRunes() =>
        Check.One(s_fixedSeed, Prop.ForAll(s_texts.ToArbitrary(), text =>
        {
            var lengths = text.EnumerateRunes().Select(rune => rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength).ToArray();
            for (var i = 0; i <= lengths.Length; i++)
            {
                if (CodePoints.ToUtf16(text, i) != lengths.Take(i).Sum())
                    return false;
            }
            return true;
        }));

    [Fact]
    public void FromUtf16_OfToUtf16_IsTheSamePosition() =>
        Check.One(s_fixedSeed, Prop.ForAll(s_texts.ToArbitrary(), text =>
        {
            for (var i = 0; i <= text.EnumerateRunes().Count(); i++)
            {
                if (CodePoints.FromUtf16(text, CodePoints.ToUtf16(text, i)) != i)
                    return false;
            }
            return true;
        }));

    [Fact]
    public void FromUtf16_AnyPosition_IsTheLastCodePointNotBehindIt() =>
        Check.One(s_fixedSeed, Prop.ForAll(s_texts.ToArbitrary(), text =>
        {
            for (var unit = 0; unit <= text.Length; unit++)
            {
                var start = CodePoints.ToUtf16(text, CodePoints.FromUtf16(text, unit));
                if (start > unit || start < unit - 1)
                    return false;
            }
            return true;
        }));
}
