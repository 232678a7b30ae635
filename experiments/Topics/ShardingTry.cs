namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>How uneven the load of workers is, by how rows are dealt out: computed from the Zipf law.</summary>
    /// <param name="workers">Workers, 1 to 1,024.</param>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, at least as many as workers, to 10 million.</param>
    /// <param name="copiedPercent">Hottest rows of which every worker has a copy, 0 to 100 %: an access to one of them may go to any worker.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult ShardLoad(int workers, double alpha, int rows = 1_000_000, double copiedPercent = 0)
    {
        TryLimits.Check("workers", workers, 1, 1024);
        TryLimits.Check("alpha", alpha, 0, 3);
        TryLimits.Check("rows", rows, workers, 10_000_000);
        TryLimits.Check("copiedPercent", copiedPercent, 0, 100);
        var law = new ZipfLaw(rows, alpha);
        var copied = (int)(copiedPercent / 100 * rows);
        var points = new TryPoints(new("fullest-worker", "Fullest worker's load over a fair share", "x", false, "largest share of the accesses that a worker gets x workers"));
        foreach (var count in ShardModel.Workers.Append(workers).Distinct().Order().Where(w => w <= rows))
        {
            points.Add("by hash", count, ShardModel.HashLoad(law, count, copied), ValueKind.Computed);
            points.Add("by range, ids by use", count, ShardModel.RangeLoad(law, count, copied), ValueKind.Computed);
            points.Add("by column", count, 1, ValueKind.Computed);
        }

        var hash = ShardModel.HashLoad(law, workers, copied);
        return points.Result(
            FormattableString.Invariant($"{workers:N0} workers, {rows:N0} rows, Zipf alpha {alpha:0.###}, {copied:N0} rows copied to all"),
            [
                new("fullest worker's load over a fair share, by hash", hash, "x", ValueKind.Computed),
                new("by range, ids in order of use", ShardModel.RangeLoad(law, workers, copied), "x", ValueKind.Computed),
                new("speed-up of all workers together, by hash", workers / hash, "x", ValueKind.Computed),
                new("accesses that cross a link", (1 - law.Coverage(copied)) * (workers - 1) / workers, "", ValueKind.Computed),
                new("more memory for the copies", (workers - 1.0) * copied / rows, "tables", ValueKind.Computed),
            ],
            points.Chart(
                ChartKind.Line, "Everyone waits for the fullest worker", "workers",
                "Computed from the law, nothing was run. Rows that are not copied are dealt out one by one by a seeded hash, or in ranges; accesses to copied rows are spread evenly. By column every worker has a piece of every row.",
                logX: true, logY: true, references: ReferenceLine.Horizontal("even", 1)));
    }

    /// <summary>After how many uses a near copy of a row has paid.</summary>
    /// <param name="farMicroseconds">One use over the link, 0.000001 to a million us.</param>
    /// <param name="nearMicroseconds">One use of the copy, 0 to a million us.</param>
    /// <param name="updatesPerUse">Updates of the row for each use, 0 to 1,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult CopyPays(double farMicroseconds, double nearMicroseconds, double updatesPerUse)
    {
        TryLimits.Check("farMicroseconds", farMicroseconds, 0.000001, 1e6);
        TryLimits.Check("nearMicroseconds", nearMicroseconds, 0, 1e6);
        TryLimits.Check("updatesPerUse", updatesPerUse, 0, 1000);
        var costs = new BreakEven(farMicroseconds / 1e6, nearMicroseconds / 1e6);
        var points = new TryPoints(new("break-even-uses", "Uses after which a copy pays", "uses", false, "1 / (1 - near / far - updates per use)"));
        foreach (var updates in ShardModel.Updates.Append(updatesPerUse).Distinct().Order())
        {
            points.Add("this link", updates, costs.Uses(updates), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{farMicroseconds:0.######} us over the link, {nearMicroseconds:0.######} us from the copy, {updatesPerUse:0.###} updates per use"),
            [
                new("uses after which the copy has paid", costs.Uses(updatesPerUse), "uses", ValueKind.Computed),
                new("most updates per use that a copy stands", Math.Max(0, costs.LargestUpdateRate), "", ValueKind.Computed),
                new("time of 100 uses by a copy over that by moving", costs.DuplicateSeconds(100, updatesPerUse) / costs.TransferSeconds(100), "x", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Updates eat what a copy saves", "updates of the row per use", "Closed form. No point: no number of uses is enough.", logY: true));
    }
}

file static class ShardModel
{
    public static readonly int[] Workers = [1, 2, 4, 8, 16, 32, 64, 128, 256];
    public static readonly double[] Updates = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    // Ranks beyond these are so many and so light that a hash deals them out evenly: each has less than a hundred-thousandth of the accesses at alpha 1.
    private const int DealtRanks = 10_000;

    /// <summary>The fullest worker's load over a fair share, rows dealt out by a seeded hash.</summary>
    public static double HashLoad(ZipfLaw law, int workers, int copied)
    {
        var loads = new double[workers];
        var random = new Xoshiro256(17);
        var last = (int)Math.Min(law.RowCount, (long)copied + DealtRanks);
        for (var rank = copied + 1; rank <= last; rank++)
        {
            loads[random.NextInt32(workers)] += law.Probability(rank);
        }

        // What is copied and the long tail are spread evenly.
        var even = law.Coverage(copied) + 1 - law.Coverage(last);
        return (loads.Max() + (even / workers)) * workers;
    }

    /// <summary>The same for ranges of ids that stand in order of use: the first range is the fullest.</summary>
    public static double RangeLoad(ZipfLaw law, int workers, int copied)
    {
        var end = Math.Min(law.RowCount, copied + ((law.RowCount - copied + workers - 1) / workers));
        var head = law.Coverage(copied);
        return (law.Coverage(end) - head + (head / workers)) * workers;
    }
}
