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
    public static int[] Frequency(ReadOnlySpan<int> training, int rowCount)
    {
        var slots = new int[rowCount];
        foreach (var (row, slot) in ByCount(Counts(training, rowCount)).Select((row, slot) => (row, slot)))
        {
            slots[row] = slot;
        }

        return slots;
    }

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
        var batches = new BatchSets(training, rowCount, batchSize);
        var (slots, scores) = (new int[rowCount], new int[rowCount]);
        Array.Fill(slots, -1);
        var (candidates, next) = (new List<int>(), 0);
        foreach (var seed in ByCount(counts))
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
            foreach (var row in candidates.OrderByDescending(r => scores[r]).ThenByDescending(r => counts[r]).ThenBy(r => r).Take(room))
            {
                slots[row] = next++;
            }

            foreach (var row in candidates)
            {
                scores[row] = 0;
            }
        }

        return slots;
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

    private static IEnumerable<int> ByCount(int[] counts) => Enumerable.Range(0, counts.Length).OrderByDescending(row => counts[row]);

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
