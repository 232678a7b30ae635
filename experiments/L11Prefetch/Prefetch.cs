namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L11: reading ahead.</summary>
    public static readonly IExperiment Prefetch = Add(new Prefetch());
}

/// <summary>L11: how much of the next batch can be named before it comes, at what waste, and how much of its fetch hides behind computation.</summary>
/// <remarks>Coverage is counted by replay. The overlap is measured over a file read past the page cache.</remarks>
internal sealed partial class Prefetch : IExperiment
{
    internal const int Batch = 1_000;
    internal const int ZipfRows = 1_000_000;
    internal const int RowBytes = 3072;

    /// <summary>As many rows as a batch has indices: the budget at which prefetchers are compared.</summary>
    internal const int FairBudget = 1_000;

    private const int LargestBudget = 8_000;
    private const int LongestHistory = 3;

    private static readonly int[] s_budgets = [250, 500, FairBudget, 2_000, 4_000, LargestBudget];

    // By how many rows of history they look at: none, one, two, three.
    private static readonly PrefetcherInfo[] s_byOrder = [Prefetchers.Frequency, Prefetchers.Markov1, Prefetchers.Markov2, Prefetchers.Markov3];

    public string Id => "l11-prefetch";

    public string Title => "Prefetch";

    public string Question => "How much of the next batch can be read ahead, at what waste, and does it hide the fetch?";

    public double Weight => 7;

    public void Declare(RunContext context)
    {
        var texts = ReplayedTrace.Texts(context);
        var words = texts.Where(t => t.HasWords).ToArray();
        var rows = context.ByScale(10_000, ZipfRows, ZipfRows);
        var zipf = ReplayedTrace.Zipf(rows, 1, context.ByScale(20_000, 1_000_000, 5_000_000), context.Seed);
        var drift = ReplayedTrace.Drift(rows, 1, context.ByScale(20_000, 500_000, 5_000_000), context.Seed);
        var whole = context.ByScale(20_000, int.MaxValue, int.MaxValue);
        var part = context.ByScale(3_000, 150_000, 1_000_000);

        // What the claims need first: what is counted on prose, repetition on whole traces, the clock; then the other traces.
        void Count(ReplayedTrace trace)
        {
            context.Point(trace.Parameters("history"), point => History(point, trace, part), 0);
            context.Point(trace.Parameters("coverage"), point => Cover(point, trace, part, Prefetchers.All, s_budgets), 0);
        }

        var prose = words[1];
        Count(prose);
        foreach (var trace in words.Reverse().Append(zipf))
        {
            context.Point(trace.Parameters("repetition"), point => Cover(point, trace, whole, [Prefetchers.PreviousBatch, Prefetchers.LastBatches], [LargestBudget]), 0);
        }

        DeclareOverlap(context, prose, 1);
        DeclareOverlap(context, prose, 2);
        Count(zipf);
        foreach (var trace in words.Where(t => t != prose))
        {
            Count(trace);
        }

        DeclareOverlap(context, ReplayedTrace.Zipf(context.ByScale(2_000, 100_000, 100_000), 1, context.ByScale(20_000, 1_000_000, 5_000_000), context.Seed), 1);
        foreach (var trace in texts.Where(t => !t.HasWords).Append(drift))
        {
            context.Point(trace.Parameters("coverage"), point => Cover(point, trace, part, Prefetchers.All, s_budgets), 0);
        }
    }

    private static MemoryTrace? Read(Point point, ReplayedTrace trace, int limit)
    {
        if (trace.Read(point) is not { } all)
        {
            return null;
        }

        if (all.Rows.Length < 2 * Batch)
        {
            point.SkipReason = $"the trace '{trace.Name}' has {all.Rows.Length} accesses; a prediction needs two batches of {Batch}";
            return null;
        }

        // Whole batches only: a short last one would be covered by the budget of a long one.
        var length = Math.Min(limit, all.Rows.Length) / Batch * Batch;
        return new(trace.Name, all.RowCount, all.Rows[..length], Batch);
    }

    private static void Cover(Point point, ReplayedTrace replayed, int limit, IReadOnlyList<PrefetcherInfo> prefetchers, int[] budgets)
    {
        if (Read(point, replayed, limit) is not { } trace)
        {
            return;
        }

        point.Note = $"{trace.Rows.Length:N0} ids in batches of {Batch:N0}; judged on the next batch only";
        var counts = new PrefetchCounts[prefetchers.Count][];
        Parallel.For(0, prefetchers.Count, i => counts[i] = CoverageReplay.Of(prefetchers[i], trace, budgets));
        for (var i = 0; i < prefetchers.Count; i++)
        {
            for (var b = 0; b < budgets.Length; b++)
            {
                Values(point, prefetchers[i].Name, counts[i][b], new() { { "budget", budgets[b] } });
            }
        }
    }

    private static void Values(Point point, string prefetcher, PrefetchCounts counts, Parameters at)
    {
        point.Value(UniqueCoverage, counts.UniqueCoverage, prefetcher, at: at);
        point.Value(TotalCoverage, counts.TotalCoverage, prefetcher, at: at);
        point.Value(Accuracy, counts.Accuracy, prefetcher, at: at);
        point.Value(WastedBytes, (double)counts.WastedRows * RowBytes / counts.Batches, prefetcher, at: at);
    }

    // How surprising the trace is to a model that knows 0, 1, 2, 3 ids, beside what a prefetcher that looks at as many ids covers.
    private static void History(Point point, ReplayedTrace replayed, int limit)
    {
        if (Read(point, replayed, limit) is not { } trace)
        {
            return;
        }

        double[] heldOut = [], prequential = [];
        var coverage = new PrefetchCounts[s_byOrder.Length];
        Parallel.Invoke(
            () => heldOut = NgramPerplexity.HeldOut(trace.Rows.Span, LongestHistory, trace.RowCount),
            () => prequential = NgramPerplexity.Prequential(trace.Rows.Span, LongestHistory, trace.RowCount),
            () => Parallel.For(0, s_byOrder.Length, i => coverage[i] = CoverageReplay.Of(s_byOrder[i], trace, [FairBudget])[0]));
        point.Note = $"{trace.Rows.Length:N0} ids, {trace.RowCount:N0} possible ones; interpolated Witten-Bell; a longer text is less surprising";
        for (var order = 0; order <= LongestHistory; order++)
        {
            var at = new Parameters { { "history", order } };
            point.Value(Perplexity, prequential[order], LearntOnTheWay, at: at);
            point.Value(Perplexity, heldOut[order], SecondHalf, at: at);
            point.Value(CoverageByPerplexity, coverage[order].UniqueCoverage, s_byOrder[order].Name, at: new() { { "history", order }, { "perplexity", Math.Round(prequential[order], 1) } });
        }
    }
}
