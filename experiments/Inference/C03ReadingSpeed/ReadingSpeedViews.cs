namespace HotRow.Lab;

/// <summary>What is made of C3's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ReadingSpeed
{
    internal static readonly Metric TokensPerSecond = new("reader-tokens-per-second", "Tokens read", "tokens/s", null, "1 / time per token, or words per minute x tokens per word / 60");
    internal static readonly Metric MsPerToken = new("reader-ms-per-token", "Time per token", "ms", null, "1,000 / tokens per second");
    internal static readonly Metric Words = new("reader-words", "Words a minute", "1/min", null, "tokens per second x 60 / tokens per word");
    internal static readonly Metric UnreadTokens = new("unread-tokens", "Tokens there and not read", "tokens", null, "delivered - read, at a time after the first token");
    internal static readonly Metric ReadSeconds = new("read-seconds", "Time until the answer is read", "s", false, "from the first token: the slower of delivery and reading");

    internal const string FastReader = "fast reader: 120 ms";
    internal const string TargetLow = "target: 6 tokens/s";
    internal const string TargetHigh = "target: 8 tokens/s";
    internal const string AverageReader = "average reader";
    internal const string Skimmer = "skims at 25 tokens/s";
    internal const string Program = "a program";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The fast reader is faster than the target that should keep up", "variant", TokensPerSecond, "part", [ReferenceLine.Horizontal("target's upper end", 8)], XLabel: "stated and measured readers",
            Caption: "Computed. 120 ms a token are 8.33 tokens/s; 238 words a minute at 1.3 tokens a word are 5.16.", Where: new Dictionary<string, string> { ["part"] = "rates" }),
        new(ChartKind.Line, "Tokens that come faster than they are read wait unread", "second", UnreadTokens, "variant", [], XLabel: "time after the first token (s)",
            Caption: "Modelled: an answer of 500 tokens, a reader of 5.16 tokens/s who begins at once. Below the reader's rate nothing piles up and the reader waits.", Where: new Dictionary<string, string> { ["part"] = "unread" }),
        new(ChartKind.Line, "Beyond the reader's own rate a faster stream gains nothing", "delivered", ReadSeconds, "variant", [], LogX: true, LogY: true, XLabel: "delivery (tokens/s)",
            Caption: "Modelled, 500 tokens. A person stops gaining at their reading speed; somebody who skims, and a program that needs the whole answer, do not.", Where: new Dictionary<string, string> { ["part"] = "done" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Check("120 ms a token", "document 003, TPOT", TokensPerSecond, FastReader, 8.333, 0.001, "tokens/s"),
        Check("6 tokens/s", "document 003, TPOT", MsPerToken, TargetLow, 166.7, 0.05, "ms"),
        Check("8 tokens/s", "document 003, TPOT", MsPerToken, TargetHigh, 125, 0.001, "ms"),
        Check("238 words/min x 1.3", "Brysbaert, 2019", TokensPerSecond, AverageReader, 5.157, 0.001, "tokens/s"),
        Check("238 words/min x 1.3", "Brysbaert, 2019", MsPerToken, AverageReader, 193.9, 0.1, "ms"),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-reading-120ms", "003, TPOT", "Fast readers take about 120 ms a token.", JudgeFastReader),
        new("003-target-6-8", "003, TPOT", "6 to 8 tokens a second are what such readers need.", JudgeTarget),
        new("003-faster-than-reading", "003, TPOT", "Tokens that come faster than they are read hardly help.", JudgeFaster),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("an average reader at 1.3 tokens a word", results.Single(TokensPerSecond, ("variant", AverageReader)), "tokens/s");

    private static CheckFigure Check(string label, string source, Metric metric, string variant, double expected, double tolerance, string unit) =>
        new(label, source, expected, tolerance, unit, r => r.Value(metric, ("variant", variant)));

    private static Verdict JudgeFastReader(ResultSet results)
    {
        var (words, average) = (results.Value(Words, ("variant", FastReader)), results.Value(MsPerToken, ("variant", AverageReader)));
        return double.IsNaN(words + average) ? Verdict.NotRun
            : words > WordsPerMinute ? Verdict.Depends("the reader and the words' length in tokens", $"120 ms are {words:0} words a minute at {TokensPerWord:0.0} tokens a word; the average adult's {WordsPerMinute:0} are {average:0} ms")
            : Verdict.Contradicted($"120 ms are {words:0} words a minute at {TokensPerWord:0.0} tokens a word", "the average adult reads no slower than that");
    }

    private static Verdict JudgeTarget(ResultSet results)
    {
        var (fast, high) = (results.Value(TokensPerSecond, ("variant", FastReader)), results.Value(TokensPerSecond, ("variant", TargetHigh)));
        var figure = $"120 ms are {fast:0.00} tokens/s, the target ends at {high:0.00}";
        return double.IsNaN(fast + high) ? Verdict.NotRun
            : high >= fast ? Verdict.Reproduced(figure)
            : Verdict.Contradicted(figure, "the two figures of one paragraph do not meet");
    }

    private static Verdict JudgeFaster(ResultSet results)
    {
        double Gain(string reader) => results.Value(ReadSeconds, ("variant", reader), ("delivered", 10)) / results.Value(ReadSeconds, ("variant", reader), ("delivered", 50));
        var (person, program) = (Gain(AverageReader), Gain(Program));
        var figure = $"from 10 to 50 tokens/s: {person:0.00} x for the average reader, {program:0.00} x for a program";
        return double.IsNaN(person + program) ? Verdict.NotRun
            : person < 1.05 && program < 1.05 ? Verdict.Reproduced(figure)
            : person < 1.05 ? Verdict.Depends("who reads: skimming, code and tools take what they get", figure)
            : Verdict.Contradicted(figure);
    }
}
