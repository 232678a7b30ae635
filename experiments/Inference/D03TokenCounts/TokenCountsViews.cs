namespace HotRow.Lab;

/// <summary>What is made of D3's points: charts and verdicts.</summary>
internal sealed partial class TokenCounts
{
    internal const string Bytes = "bytes";
    internal const string Characters = "characters";
    internal const string FewPairs = "byte pairs, 1/4 of the merges";
    internal const string ManyPairs = "byte pairs";
    internal const string Words = "words and signs";

    internal static readonly Metric TokensOfText = new("tokens-of-text", "Tokens per 1,000 characters", "", null, "tokens of the text / its characters x 1,000");
    internal static readonly Metric CharactersPerSecond = new("characters-per-second", "Characters per second at 100 tokens per second", "1/s", true, "100 / tokens per character");
    internal static readonly Metric DollarsPerThousand = new("dollars-per-thousand", "1,000 answers of 1,000 characters", "$", false, "tokens of the answers / 100 per second / 3,600 x $2");

    private static readonly string[] s_order = [Bytes, Characters, FewPairs, ManyPairs, Words];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The same text in the tokens of five tokenizers", "variant", TokensOfText, "part", [], XLabel: "tokenizer",
            Caption: "Counted. Words drop the blanks between them and need a vocabulary without end; byte pairs are what models use, with 30 to 200 times as many merges.", XOrder: s_order),
        new(ChartKind.Bar, "At 100 tokens a second each: what arrives", "variant", CharactersPerSecond, "part", [], XLabel: "tokenizer", Caption: "Computed from the counts above.", XOrder: s_order),
        new(ChartKind.Bar, "At 100 tokens a second and $2 an hour each: what an answer costs", "variant", DollarsPerThousand, "part", [], XLabel: "tokenizer",
            Caption: "Computed: the same text, the same tokens a second, another bill. Cost per request compares; tokens a second do not.", XOrder: s_order),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } = [];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-token-counts-vary", "003, what affects throughput", "Token counts differ between tokenizers, so tokens a second do not compare models.", Judge),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("tokens of 1,000 characters, by byte pairs", results.Single(TokensOfText, ("variant", ManyPairs)), "");

    private static Verdict Judge(ResultSet results)
    {
        var (bytes, few, many) = (results.Value(TokensOfText, ("variant", Bytes)), results.Value(TokensOfText, ("variant", FewPairs)), results.Value(TokensOfText, ("variant", ManyPairs)));
        if (double.IsNaN(bytes + few + many))
        {
            return Verdict.NotRun;
        }

        var figure = $"1,000 characters are {bytes:0} bytes, {few:0} or {many:0} byte pairs: a server may make {few / many:0.00} x the tokens a second of another and deliver the same text";
        return Math.Max(bytes, few) / many > 1.05 ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }
}
