namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L3: the same rows, batch after batch.</summary>
    public static readonly IExperiment FetchedAgain = Add(new FetchedAgain());
}

/// <summary>L3: how much of what a batch moves was moved a moment ago, and which rows those are. Everything is counted by replay.</summary>
internal sealed partial class FetchedAgain : IExperiment
{
    /// <summary>Bytes of a row: 768 fp32 numbers.</summary>
    internal const int RowBytes = 3072;

    internal const int ZipfRows = 1_000_000;
    internal const int TopTokens = 10;
    internal const string The = "the";
    internal const string EveryIndex = "every index";
    internal const string OncePerBatch = "once per batch";
    internal const string OnceAtAll = "each touched row once";
    internal const string AnyEarlier = "any earlier";

    private static readonly int[] s_batches = [256, 1_000, 4_096];
    private static readonly int[] s_tokenBatches = [16, 64, 256, 1_000, 4_096, 16_384];
    private static readonly int[] s_windows = [1, 8, 64, int.MaxValue];

    public string Id => "l03-fetched-again";

    public string Title => "Fetched again and again";

    public string Question => "How much of what a batch moves was moved a moment ago, and which rows are they?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        var zipf = ReplayedTrace.Zipf(ZipfRows, 1, context.ByScale(50_000, 2_000_000, 20_000_000), context.Seed);
        var texts = ReplayedTrace.Texts(context);
        var limit = context.ByScale(50_000, int.MaxValue, int.MaxValue);
        foreach (var trace in texts.Append(zipf))
        {
            context.Point(trace.Parameters("replay"), point => Replay(point, trace, limit, trace == zipf), 0);
        }

        // Words are a matter of the text: the user's own stands in the default one's place.
        foreach (var trace in texts.Where(t => t.HasWords && (context.Corpus is null || t.IsCorpus)))
        {
            context.Point(trace.Parameters("words"), point => Words(point, trace, limit), 0);
        }
    }

    private static string WindowName(int window) => window switch { 1 => "last batch", int.MaxValue => AnyEarlier, _ => $"last {window}" };

    private static void Replay(Point point, ReplayedTrace trace, int limit, bool zipf)
    {
        if (trace.Read(point) is not { } all)
        {
            return;
        }

        var rows = all.Rows.Span[..Math.Min(limit, all.Rows.Length)];
        foreach (var batch in s_batches)
        {
            var count = ReuseCount.Of(rows, all.RowCount, batch, s_windows);
            if (count.Batches > 0)
            {
                Totals(point, count, batch);
            }
        }

        foreach (var (batch, window) in zipf ? s_batches.SelectMany(b => s_windows[..^1].Select(w => (b, w))) : [])
        {
            point.Value(MovedAgain, ReuseCount.Expected(new(ZipfRows, 1), batch, window), "closed form", ValueKind.Computed, at: Window(batch, window));
        }
    }

    private static void Words(Point point, ReplayedTrace trace, int limit)
    {
        if (trace.Read(point) is not TextTrace all)
        {
            return;
        }

        var rows = all.Rows.Span[..Math.Min(limit, all.Rows.Length)];
        foreach (var batch in s_tokenBatches)
        {
            var count = ReuseCount.Of(rows, all.RowCount, batch, []);
            if (count.Batches > 0)
            {
                Tokens(point, count, all.Vocabulary, batch);
            }
        }
    }

    private static Parameters Window(int batch, int window) => new() { { "batch", batch }, { "window", WindowName(window) } };

    private static void Totals(Point point, ReuseCount count, int batch)
    {
        var at = new Parameters { { "batch", batch } };
        point.Value(Metrics.FarBytes, (double)count.Accesses * RowBytes, EveryIndex, at: at);
        point.Value(Metrics.FarBytes, (double)count.UniqueRows * RowBytes, OncePerBatch, at: at);
        point.Value(Metrics.FarBytes, (double)count.TouchedRows * RowBytes, OnceAtAll, at: at);
        for (var w = 0; w < s_windows.Length; w++)
        {
            point.Value(MovedAgain, count.MovedAgain(w), "counted", at: Window(batch, s_windows[w]));
        }
    }

    private static void Tokens(Point point, ReuseCount count, Vocabulary vocabulary, int batch)
    {
        var the = vocabulary.Find(The);
        var top = count.Top(TopTokens);
        foreach (var row in top.Contains(the) || the < 0 || count.UsesOf(the) == 0 ? top : [.. top, the])
        {
            var at = new Parameters { { "batch", batch }, { "token", vocabulary[row] } };
            point.Value(BatchShare, (double)count.BatchesWith(row) / count.Batches, at: at);
            point.Value(TokenBytes, (double)count.UsesOf(row) * RowBytes, EveryIndex, at: at);
            point.Value(TokenBytes, (double)count.BatchesWith(row) * RowBytes, OncePerBatch, at: at);
        }
    }
}
