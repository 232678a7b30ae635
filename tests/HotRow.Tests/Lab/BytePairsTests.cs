using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotRow.Lab;

namespace HotRow.Tests.Lab;

/// <summary>Byte pairs against the example of the algorithm's paper, and back again.</summary>
public sealed class BytePairsTests
{
    [Fact]
    public void Encode_TheTextbooksWord_MergesAsItShould()
    {
        // "aaabdaaabac": aa, then the pair of it with a, then that with b: each most frequent when it is its turn.
        var pairs = BytePairs.Train("aaabdaaabac"u8, 3);

        Assert.Equal(259, pairs.Vocabulary);
        Assert.Equal(5, pairs.Encode("aaabdaaabac"u8).Length);
        Assert.Equal([258], pairs.Encode("aaab"u8));
    }

    [Fact]
    public void Train_NothingRepeats_LearnsNothing() => Assert.Equal(256, BytePairs.Train("abcdef"u8, 10).Vocabulary);

    [Fact]
    public void Decode_IsTheTextThatWasEncoded() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<string, string>((training, text) =>
    {
        var pairs = BytePairs.Train(Encoding.UTF8.GetBytes(training ?? ""), 20);
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        return pairs.Decode(pairs.Encode(bytes)).AsSpan().SequenceEqual(bytes);
    }));
}
