namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>B6: answers computed before anybody asks.</summary>
    public static readonly IExperiment Precompute = Add(new Precompute());
}

/// <summary>B6: which share of questions has an answer that was computed before: a finite catalogue, prompts with free words, and a real log.</summary>
/// <remarks>The catalogue's questions are asked by a Zipf law, and the most popular ones are computed. A prompt with free words is one of 1,000 templates with each free word one of 1,000, all alike:
/// real words are not, so this is a bound for words that nobody can guess. Of the log everything that came before counts as computed before: no guess does better on repeats.</remarks>
internal sealed partial class Precompute : IExperiment
{
    private const int Catalogue = 1_000_000;
    private const double Templates = 1_000;
    private const double Words = 1_000;
    private const double Answers = 1_000_000;
    private const int Deciles = 10;

    private static readonly double[] s_alphas = [0.6, 0.8, 1, 1.2];
    private static readonly int[] s_freeWords = [0, 1, 2, 3, 4];

    public string Id => "b06-precompute";

    public string Title => "Computing answers in advance";

    public string Question => "Which share of requests could be answered before they arrive?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "catalogue" } }, AskCatalogue, 0);
        context.Point(new() { { "part", "free-words" } }, AskFreely, 0);
        context.Point(new() { { "part", "log" } }, Replay, 0);
    }

    private static void AskCatalogue(Point point)
    {
        foreach (var alpha in s_alphas)
        {
            var sums = new List<(int Rank, double Sum)>();
            var sum = 0.0;
            for (int rank = 1, next = 10; rank <= Catalogue; rank++)
            {
                sum += alpha == 1 ? 1.0 / rank : Math.Pow(rank, -alpha);
                if (rank == next)
                {
                    sums.Add((rank, sum));
                    next *= 10;
                }
            }

            foreach (var (rank, first) in sums)
            {
                point.Value(Answered, 100 * first / sum, $"Zipf {alpha}", ValueKind.Computed, at: new() { { "computed", rank }, { "alpha", alpha } });
            }
        }
    }

    private static void AskFreely(Point point)
    {
        foreach (var words in s_freeWords)
        {
            point.Value(Answered, 100 * Math.Min(1, Answers / (Templates * Math.Pow(Words, words))), "", ValueKind.Computed, at: new() { { "free-words", words } });
        }
    }

    private static void Replay(Point point)
    {
        if (RealData.Open(point, MooncakeBlocks.File) is not { } path)
        {
            return;
        }

        var log = MooncakeBlocks.Read(path);
        point.Note = $"{log.Prompts.Count:N0} prompts of {log.Blocks:N0} blocks, {log.Distinct:N0} of them different; a prompt counts as seen when all its blocks came before in that order";
        var prompts = new HashSet<string>(StringComparer.Ordinal);
        var blocks = new HashSet<long>();
        long repeats = 0, asked = 0, seen = 0;
        for (var i = 0; i < log.Prompts.Count; i++)
        {
            var prompt = log.Prompts[i];
            repeats += prompts.Add(string.Join(',', prompt)) ? 0 : 1;
            asked += prompt.Length;
            foreach (var block in prompt)
            {
                seen += blocks.Add(block) ? 0 : 1;
            }

            var done = (i + 1) * Deciles / log.Prompts.Count;
            if (done > i * Deciles / log.Prompts.Count)
            {
                var at = new Parameters { { "log-share", 100 * done / Deciles } };
                point.Value(Seen, 100.0 * repeats / (i + 1), WholePrompt, at: at);
                point.Value(Seen, 100.0 * seen / asked, Block, at: at);
            }
        }
    }
}
