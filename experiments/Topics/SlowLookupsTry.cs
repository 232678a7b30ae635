namespace HotRow.Lab;

public static partial class Try
{
    // Operations of the largest product: half a second at 1 GFLOP/s.
    private const long MostProduct = 1L << 28;

    private static readonly long[] s_tableRows = [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    private static readonly int[] s_lookedBack = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    /// <summary>Moving a whole fp32 table over a link, beside moving only the distinct rows of a Zipf batch, by arithmetic.</summary>
    /// <param name="rows">Rows of the table, 100 to 10^9.</param>
    /// <param name="dim">Numbers of a row, 1 to 65,536.</param>
    /// <param name="gigabytesPerSecond">Speed of the link, 0.001 to 100,000 GB/s.</param>
    /// <param name="batch">Ids of the batch, 1 to 1,000,000.</param>
    /// <param name="alpha">Zipf exponent of the accesses, 0 to 5.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Transfer(long rows, int dim, double gigabytesPerSecond, int batch = 256, double alpha = 1)
    {
        TryLimits.Check(nameof(rows), rows, 100, 1_000_000_000);
        TryLimits.Check(nameof(dim), (long)dim, 1, 65_536);
        TryLimits.Check(nameof(gigabytesPerSecond), gigabytesPerSecond, 0.001, 100_000);
        TryLimits.Check(nameof(batch), (long)batch, 1, 1_000_000);
        TryLimits.Check(nameof(alpha), alpha, 0, 5);
        double Ms(double ofRows) => ofRows * dim * sizeof(float) / gigabytesPerSecond / 1e6;
        double Distinct(long ofTable) => new ZipfLaw(ofTable, alpha).ExpectedUnique(batch);
        var points = new TryPoints(Metrics.TimeMs);
        foreach (var table in s_tableRows.Append(rows).Distinct())
        {
            points.Add(WholeTableOrRows.Whole, table, Ms(table), ValueKind.Modelled);
            points.Add(WholeTableOrRows.Needed, table, Ms(Distinct(table)), ValueKind.Modelled);
        }

        var distinct = Distinct(rows);
        var numbers = new TryNumber[]
        {
            new("the whole table over the needed rows", rows / distinct, "x", ValueKind.Computed),
            new("bytes of the table", (double)rows * dim * sizeof(float) / 1e9, "GB", ValueKind.Computed),
            new("time to move the table", Ms(rows), "ms", ValueKind.Modelled),
            new($"distinct rows of {batch:N0} ids", distinct, "", ValueKind.Computed),
            new("bytes of these", distinct * dim * sizeof(float) / 1e6, "MB", ValueKind.Computed),
            new("time to move these", Ms(distinct), "ms", ValueKind.Modelled),
        };
        var chart = points.Chart(ChartKind.Line, "Time to move the whole table, and the needed rows", "rows of the table", "Bytes over the link's speed; no time per transfer.", logX: true, logY: true);
        return points.Result($"{rows:N0} rows of {dim:N0} fp32 numbers, {NumberText.Figure(gigabytesPerSecond)} GB/s, {batch:N0} ids at alpha {NumberText.Figure(alpha)}", numbers, chart);
    }

    /// <summary>A lookup as a dense one-hot product and as a gather, timed here on one thread, rows drawn evenly.</summary>
    /// <param name="rows">Rows of the table, 16 to 65,536.</param>
    /// <param name="dim">Numbers of a row, 16 to 1,024.</param>
    /// <param name="batch">Rows looked up, 1 to 1,024. Rows x dim x batch is at most 2^28.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult OneHotOrGather(int rows, int dim, int batch)
    {
        TryLimits.Check(nameof(rows), (long)rows, 16, 65_536);
        TryLimits.Check(nameof(dim), (long)dim, 16, 1_024);
        TryLimits.Check(nameof(batch), (long)batch, 1, 1_024);
        TryLimits.Check("rows x dim x batch", (long)rows * dim * batch, 1, MostProduct);
        using var table = new EmbeddingTable(rows, dim);
        table.FillRandom(1);
        var args = new LookupArgs(new DramRowStore(table), MaxIndices: batch);
        using var dense = LookupStrategies.OneHotDense.Create(args);
        using var gather = LookupStrategies.Gather.Create(args);

        // Twice as many indices as rows: a walk over the batches meets most of the table before it begins again.
        var indices = Math.Max(16L, 2L * rows / batch) * batch;
        var batches = BatchPool.Draw(Workloads.Uniform, new() { RowCount = rows, BatchSize = batch, IndexCount = indices, Seed = 1 });
        var output = new float[batch * dim];
        var (forDense, forGather) = (batches.Walk(), batches.Walk());
        var ns = TryTiming.MedianNs(() => dense.Lookup(forDense(), output), () => gather.Lookup(forGather(), output));
        var operations = 2.0 * rows * dim * batch;
        return new(
            $"{batch:N0} rows of {dim:N0} numbers from a table of {rows:N0}",
            [
                new("one-hot product over gather, time", ns[0] / ns[1], "x", ValueKind.Measured),
                new("one-hot product", ns[0] / 1e3, "us", ValueKind.Measured),
                new("gather", ns[1] / 1e3, "us", ValueKind.Measured),
                new("operations of the product", operations / 1e6, "MFLOP", ValueKind.Computed),
                new("of them with a zero", 100 * (1 - (1.0 / rows)), "%", ValueKind.Computed),
                new("rate of the product", operations / ns[0], "GFLOP/s", ValueKind.Measured),
            ]);
    }

    /// <summary>The share of a batch's distinct rows that one of the last batches had too, for independent Zipf draws, by closed form.</summary>
    /// <param name="alpha">Zipf exponent, 0 to 5.</param>
    /// <param name="rows">Rows of the table, 100 to 10^9.</param>
    /// <param name="batch">Ids of a batch, 1 to 1,000,000.</param>
    /// <param name="window">How many batches one looks back, 1 to 10,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult MovedAgain(double alpha, long rows, int batch, int window)
    {
        TryLimits.Check(nameof(alpha), alpha, 0, 5);
        TryLimits.Check(nameof(rows), rows, 100, 1_000_000_000);
        TryLimits.Check(nameof(batch), (long)batch, 1, 1_000_000);
        TryLimits.Check(nameof(window), (long)window, 1, 10_000);
        var law = new ZipfLaw(rows, alpha);
        var points = new TryPoints(FetchedAgain.MovedAgain);
        foreach (var back in s_lookedBack.Append(window).Distinct())
        {
            points.Add($"alpha {NumberText.Figure(alpha)}", back, ReuseCount.Expected(law, batch, back), ValueKind.Computed);
        }

        var numbers = new TryNumber[]
        {
            new($"rows that the last {window:N0} batches had too", 100 * ReuseCount.Expected(law, batch, window), "%", ValueKind.Computed),
            new("rows to keep for that", law.ExpectedUnique((long)window * batch), "", ValueKind.Computed),
            new("distinct rows of a batch", law.ExpectedUnique(batch), "", ValueKind.Computed),
        };
        var chart = points.Chart(ChartKind.Line, "How much of a batch was moved a few batches ago", "batches looked back", "Independent draws, bounded Zipf law.", logX: true);
        return points.Result($"Zipf, alpha {NumberText.Figure(alpha)}, {rows:N0} rows, batches of {batch:N0}", numbers, chart);
    }
}
