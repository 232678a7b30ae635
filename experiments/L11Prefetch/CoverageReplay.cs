namespace HotRow.Lab;

/// <summary>Replays a trace through a prefetcher once and counts the coverage under several budgets: a smaller budget takes the first of the rows named.</summary>
internal static class CoverageReplay
{
    private const int NotNamed = -1;

    /// <summary>The counts under each budget, from the second batch on.</summary>
    /// <param name="prefetcher">The prefetcher; one that needs the future gets the trace's own rows.</param>
    /// <param name="trace">The accesses.</param>
    /// <param name="budgets">The most rows named for a batch, ascending.</param>
    public static PrefetchCounts[] Of(PrefetcherInfo prefetcher, MemoryTrace trace, ReadOnlySpan<int> budgets)
    {
        var made = prefetcher.Create(new(trace.RowCount, trace.BatchSize, budgets[^1]) { Future = prefetcher.NeedsFuture ? trace.Rows : default });
        var ranks = new int[trace.RowCount]; // where the prediction names the row
        Array.Fill(ranks, NotNamed);
        var lastSeen = new int[trace.RowCount];
        var named = new int[budgets[^1]];
        var counts = new PrefetchCounts[budgets.Length];
        var (count, number) = (-1, 0);
        foreach (var batch in trace.Batches())
        {
            number++;
            if (count >= 0)
            {
                Judge(batch.Indices.Span, named.AsSpan(0, count), budgets, ranks, lastSeen, number, counts);
            }

            count = made.Predict(batch, named);
        }

        return counts;
    }

    private static void Judge(ReadOnlySpan<int> indices, ReadOnlySpan<int> named, ReadOnlySpan<int> budgets, int[] ranks, int[] lastSeen, int number, PrefetchCounts[] counts)
    {
        for (var rank = 0; rank < named.Length; rank++)
        {
            ranks[named[rank]] = rank;
        }

        // What the smallest sufficient budget covers, every larger one covers too; they are added up at the end.
        var (coveredIndices, coveredRows) = (new long[budgets.Length], new long[budgets.Length]);
        var unique = 0;
        foreach (var row in indices)
        {
            var isFirst = lastSeen[row] != number;
            lastSeen[row] = number;
            unique += isFirst ? 1 : 0;
            if (ranks[row] is not NotNamed and var rank)
            {
                var budget = 0;
                while (budgets[budget] <= rank)
                {
                    budget++;
                }

                coveredIndices[budget]++;
                coveredRows[budget] += isFirst ? 1 : 0;
            }
        }

        foreach (var row in named)
        {
            ranks[row] = NotNamed;
        }

        long indicesSoFar = 0, rowsSoFar = 0;
        for (var b = 0; b < budgets.Length; b++)
        {
            indicesSoFar += coveredIndices[b];
            rowsSoFar += coveredRows[b];
            counts[b] += new PrefetchCounts(1, indices.Length, unique, Math.Min(named.Length, budgets[b]), indicesSoFar, rowsSoFar);
        }
    }
}
