using System.Buffers;
using System.Text;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>D3: the same text in the tokens of several tokenizers.</summary>
    public static readonly IExperiment TokenCounts = Add(new TokenCounts());
}

/// <summary>D3: how many tokens the same text has for different tokenizers, and what that does to a comparison by tokens a second.</summary>
/// <remarks>The text is this project's own explanations, prose with code and numbers in it; byte pairs are learnt on its first half and all are counted on its second.</remarks>
internal sealed partial class TokenCounts : IExperiment
{
    // Document 003's machine: $2 an hour and 100 tokens a second.
    private const double DollarsPerHour = 2;
    private const double TokensPerSecond = 100;
    private const int RequestCharacters = 1_000;

    public string Id => "d03-token-counts";

    public string Title => "Whose tokens a second?";

    public string Question => "Are two servers that make as many tokens a second equally fast?";

    public double Weight => 0.2;

    public void Declare(RunContext context) => context.Point(new() { { "part", "text" } }, point => Count(point, context.ByScale(20, 1_000, 1_000)), 0);

    private static void Count(Point point, int merges)
    {
        var text = string.Join('\n', Topics.All.SelectMany(t => new[] { t.Question, t.WrongAnswer, t.Says, t.Prediction }));
        var half = text.Length / 2;
        var (training, counted) = (Encoding.UTF8.GetBytes(text[..half]), text[half..]);
        var bytes = Encoding.UTF8.GetBytes(counted);
        var pairs = BytePairs.Train(training, merges);
        var fewer = BytePairs.Train(training, merges / 4);
        point.Note = $"{counted.Length:N0} characters of this project's explanations; byte pairs learnt on another {half:N0}";
        point.Check("byte pairs give the text back", () => (pairs.Decode(pairs.Encode(bytes)).AsSpan().SequenceEqual(bytes), $"{bytes.Length:N0} bytes"));
        Add(point, Bytes, bytes.Length, counted.Length);
        Add(point, Characters, counted.EnumerateRunes().Count(), counted.Length);
        Add(point, FewPairs, fewer.Encode(bytes).Length, counted.Length);
        Add(point, ManyPairs, pairs.Encode(bytes).Length, counted.Length);
        Add(point, Words, WordsOf(bytes), counted.Length);
    }

    private static void Add(Point point, string tokenizer, int tokens, int characters)
    {
        var perCharacter = (double)tokens / characters;
        point.Value(TokensOfText, 1_000 * perCharacter, tokenizer);
        point.Value(CharactersPerSecond, TokensPerSecond / perCharacter, tokenizer, ValueKind.Computed);
        point.Value(DollarsPerThousand, 1_000 * RequestCharacters * perCharacter / TokensPerSecond / 3_600 * DollarsPerHour, tokenizer, ValueKind.Computed);
    }

    private static int WordsOf(byte[] bytes)
    {
        var tokens = new ArrayBufferWriter<int>();
        new Tokenizer().Append(bytes, markup: false, tokens);
        return tokens.WrittenCount;
    }
}
