namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C3: how fast tokens must come for a reader.</summary>
    public static readonly IExperiment ReadingSpeed = Add(new ReadingSpeed());
}

/// <summary>C3: the document's two figures for a reader put beside each other and beside a measured reading speed, and what tokens do that come faster than they are read.</summary>
/// <remarks><i>Source:</i> M. Brysbaert, "How many words do we read per minute?", 2019: 238 words a minute, silent reading of English prose, adults. 1.3 tokens a word is the usual
/// figure for English and subword tokens; it is an assumption here, and a parameter of the Try.
/// <para><i>Shape:</i> the reader begins with the first token and reads at a constant rate, waiting where nothing is there.</para></remarks>
internal sealed partial class ReadingSpeed : IExperiment
{
    /// <summary>Tokens of an English word, assumed.</summary>
    internal const double TokensPerWord = 1.3;

    /// <summary>Words a minute of an average adult.</summary>
    internal const double WordsPerMinute = 238;

    /// <summary>The answer that is read. <i>Units:</i> tokens.</summary>
    internal const int AnswerTokens = 500;

    private static readonly (string Name, double Rate)[] s_stated = [(FastReader, 1 / 0.120), (TargetLow, 6), (TargetHigh, 8), (AverageReader, WordsPerMinute * TokensPerWord / 60)];
    private static readonly (string Name, double Rate)[] s_readers = [(AverageReader, WordsPerMinute * TokensPerWord / 60), (FastReader, 1 / 0.120), (Skimmer, 25), (Program, 1e6)];
    private static readonly double[] s_deliveries = [3, 5, 8, 15, 30];
    private static readonly double[] s_sweep = [2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100];

    public string Id => "c03-reading-speed";

    public string Title => "Reading speed";

    public string Question => "How fast must tokens come, and what is gained by faster ones?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "rates" } }, Rates, 0);
        context.Point(new() { { "part", "unread" } }, Unread, 0);
        context.Point(new() { { "part", "done" } }, Done, 0);
    }

    /// <summary>When an answer is read to its end, from its first token on: delivery and reading run side by side, and the slower one decides. <i>Units:</i> s.</summary>
    /// <param name="tokens">Tokens of the answer.</param>
    /// <param name="delivered">Tokens a second that come.</param>
    /// <param name="read">Tokens a second that can be read.</param>
    internal static double SecondsToRead(int tokens, double delivered, double read)
    {
        var last = (tokens - 1) / delivered;
        return read >= delivered ? last + (1 / read) : tokens / read;
    }

    private static void Rates(Point point)
    {
        foreach (var (name, rate) in s_stated)
        {
            point.Value(TokensPerSecond, rate, name, ValueKind.Computed);
            point.Value(MsPerToken, 1e3 / rate, name, ValueKind.Computed);
            point.Value(Words, rate * 60 / TokensPerWord, name, ValueKind.Computed);
        }
    }

    private static void Unread(Point point)
    {
        var read = WordsPerMinute * TokensPerWord / 60;
        foreach (var delivered in s_deliveries)
        {
            for (var second = 0; second <= 100; second += 5)
            {
                var there = Math.Min(AnswerTokens, 1 + (second * delivered));
                point.Value(UnreadTokens, Math.Max(0, there - Math.Min(there, second * read)), $"{delivered:0} tokens/s", ValueKind.Modelled, at: new() { { "second", second } });
            }
        }
    }

    private static void Done(Point point)
    {
        foreach (var (name, read) in s_readers)
        {
            foreach (var delivered in s_sweep)
            {
                point.Value(ReadSeconds, SecondsToRead(AnswerTokens, delivered, read), name, ValueKind.Modelled, at: new() { { "delivered", delivered } });
            }
        }
    }
}
