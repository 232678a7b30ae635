namespace HotRow.Lab;

/// <summary>Orders in which a table's rows can lie in its file: <c>slots[row]</c> is where a row lies.</summary>
internal static class PageLayout
{
    /// <summary>The name of the order that rows have anyway.</summary>
    public const string ById = "by id";

    /// <summary>The most used first.</summary>
    public const string ByFrequency = "by frequency";

    /// <summary>Rows of the same batches beside each other.</summary>
    public const string ByCoAccess = "by co-access";

    /// <summary>Drawn evenly.</summary>
    public const string Random = "random";

    // Batches of a row that are looked into. A row of more batches meets the frequent ones in all of them.
    private const int MostBatches = 16;

    /// <summary>Rows where their numbers say.</summary>
    public static int[] Identity(int rowCount) => [.. Enumerable.Range(0, rowCount)];

    /// <summary>Rows in an order drawn evenly.</summary>
    public static int[] Shuffled(int rowCount, ulong seed)
    {
        var slots = Identity(rowCount);
        new Xoshiro256(seed).Shuffle<int>(slots);
        return slots;
    }

    /// <summary>Rows by how often the training accesses name them, the most used first; ties, and rows that were not named, by id.</summary>
    public static int[] Frequency(ReadOnlySpan<int> training, int rowCount) => RanksOf(ByCount(Counts(training, rowCount)));

    /// <summary>Rows in groups that fill pages: the most used row without a place opens a group, and the rows that share the most batches with it fill it.</summary>
    /// <remarks>Ties go to the row that is used more, then to the lower id. Of a row in many batches sixteen are looked into, evenly spread.
    /// <para><i>Cost:</i> at most sixteen batches are scanned per group.</para>
    /// <para><i>Source:</i> placing embeddings that are read together in one block of the disk is A. Eisenman et al., "Bandana: Using non-volatile
    /// memory for storing deep learning models", MLSys 2019. <i>Deviation:</i> it partitions the hypergraph of all lookups (SHP); this is one greedy pass.</para></remarks>
    /// <param name="training">Accesses, batch behind batch.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="batchSize">Accesses of a batch.</param>
    /// <param name="groupRows">Rows of a group.</param>
    public static int[] CoAccess(ReadOnlySpan<int> training, int rowCount, int batchSize, int groupRows)
    {
        var counts = Counts(training, rowCount);
        var order = ByCount(counts);
        var ranks = RanksOf(order);
        var batches = new BatchSets(training, rowCount, batchSize);
        var (slots, scores, best) = (new int[rowCount], new int[rowCount], new long[groupRows]);
        Array.Fill(slots, -1);
        var (candidates, next) = (new List<int>(), 0);
        foreach (var seed in order)
        {
            if (slots[seed] >= 0)
            {
                continue;
            }

            slots[seed] = next++;
            var room = (groupRows - (next % groupRows)) % groupRows;
            if (room == 0 || counts[seed] == 0)
            {
                continue;
            }

            candidates.Clear();
            batches.CountCompanions(seed, MostBatches, slots, scores, candidates);
            foreach (var key in best.AsSpan(0, Pick(candidates, scores, ranks, best.AsSpan(0, room))))
            {
                slots[order[~(int)key]] = next++;
            }

            foreach (var row in candidates)
            {
                scores[row] = 0;
            }
        }

        return slots;
    }

    // The candidates of the highest scores, ties to the lower rank: both in one key, the best key first.
    private static int Pick(List<int> candidates, int[] scores, int[] ranks, Span<long> best)
    {
        var picked = 0;
        foreach (var row in candidates)
        {
            var key = ((long)scores[row] << 32) | (uint)~ranks[row];
            if (picked == best.Length && key < best[^1])
            {
                continue;
            }

            var place = picked < best.Length ? picked++ : picked - 1;
            for (; place > 0 && best[place - 1] < key; place--)
            {
                best[place] = best[place - 1];
            }

            best[place] = key;
        }

        return picked;
    }

    private static int[] RanksOf(int[] order)
    {
        var ranks = new int[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }

    private static int[] Counts(ReadOnlySpan<int> training, int rowCount)
    {
        var counts = new int[rowCount];
        foreach (var row in training)
        {
            counts[row]++;
        }

        return counts;
    }

    private static int[] ByCount(int[] counts) => [.. Enumerable.Range(0, counts.Length).OrderByDescending(row => counts[row])];

    /// <summary>The distinct rows of each batch, and the batches of each row.</summary>
    private sealed class BatchSets
    {
        private readonly List<int>[] _rowsOf;
        private readonly List<int>?[] _batchesOf;

        public BatchSets(ReadOnlySpan<int> training, int rowCount, int batchSize)
        {
            _rowsOf = new List<int>[(training.Length + batchSize - 1) / batchSize];
            _batchesOf = new List<int>?[rowCount];
            for (var i = 0; i < training.Length; i++)
            {
                var batch = i / batchSize;
                var rows = _rowsOf[batch] ??= [];
                var batches = _batchesOf[training[i]] ??= [];
                if (batches.Count == 0 || batches[^1] != batch)
                {
                    batches.Add(batch);
                    rows.Add(training[i]);
                }
            }
        }

        /// <summary>Counts in how many of the seed's batches each row without a place occurs, and forgets rows that have one.</summary>
        public void CountCompanions(int seed, int mostBatches, int[] slots, int[] scores, List<int> candidates)
        {
            var batches = _batchesOf[seed]!;
            var looked = Math.Min(mostBatches, batches.Count);
            for (var i = 0; i < looked; i++)
            {
                var rows = _rowsOf[batches[(int)((long)i * batches.Count / looked)]];
                rows.RemoveAll(row => slots[row] >= 0);
                foreach (var row in rows)
                {
                    if (scores[row]++ == 0)
                    {
                        candidates.Add(row);
                    }
                }
            }
        }
    }
}
