namespace HotRow.Lab;

public static partial class Try
{
    private const int DrawnBatches = 20;

    private static readonly int[] s_batchSizes = [64, 256, 1_000, 4_096, 16_384, 65_536, 262_144];
    private static readonly int[] s_rowBytes = [64, 128, 256, 512, 1_024, 2_048, 4_096];

    /// <summary>The distinct rows of a Zipf batch, by closed form and counted on twenty drawn batches (seed 1).</summary>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to 10,000,000.</param>
    /// <param name="batch">Ids of a batch, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult DistinctRows(double alpha, int rows, int batch)
    {
        CheckDraws(alpha, rows, 10_000_000, batch);
        var law = new ZipfLaw(rows, alpha);
        var points = new TryPoints(DedupAndOrder.UniqueShare);
        foreach (var size in s_batchSizes.Append(batch).Distinct())
        {
            points.Add($"alpha {NumberText.Figure(alpha)}", size, law.ExpectedUnique(size) / size, ValueKind.Computed);
        }

        var drawn = BatchPool.Draw(Workloads.Zipf, new() { RowCount = rows, BatchSize = batch, IndexCount = (long)DrawnBatches * batch, Alpha = alpha, Seed = 1 }).MeanUnique();
        var expected = law.ExpectedUnique(batch);
        var numbers = new TryNumber[]
        {
            new("distinct share of the batch", 100 * expected / batch, "%", ValueKind.Computed),
            new($"the same, {DrawnBatches} batches drawn", 100 * drawn / batch, "%", ValueKind.Counted),
            new("distinct rows", expected, "", ValueKind.Computed),
            new("most that fetching each row once can gain", batch / expected, "x", ValueKind.Computed),
        };
        var chart = points.Chart(ChartKind.Line, "Distinct share of a batch, against its size", "ids per batch", "Independent draws, bounded Zipf law.", logX: true);
        return points.Result($"Zipf, alpha {NumberText.Figure(alpha)}, {rows:N0} rows, {batch:N0} ids", numbers, chart);
    }

    /// <summary>The pages of 4 KiB under a Zipf batch, when rows lie in random order and when they lie by frequency, by closed form.</summary>
    /// <param name="rowBytes">Bytes of a row, 4 to 16,384.</param>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to 500,000.</param>
    /// <param name="batch">Ids of a batch, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult PagesTouched(int rowBytes, double alpha, int rows, int batch)
    {
        TryLimits.Check(nameof(rowBytes), (long)rowBytes, 4, 16_384);
        CheckDraws(alpha, rows, 500_000, batch);
        var law = new ZipfLaw(rows, alpha);
        var probabilities = Probabilities(law, rows);
        var (byFrequency, shuffled) = (PageLayout.Identity(rows), PageLayout.Shuffled(rows, 1));
        double Under(int[] slots, int bytes) => PageCount.Expected(slots, bytes, probabilities, batch);
        var points = new TryPoints(Pages.ExpectedPages);
        foreach (var bytes in s_rowBytes.Append(rowBytes).Distinct())
        {
            points.Add(PageLayout.Random, bytes, Under(shuffled, bytes), ValueKind.Computed);
            points.Add(PageLayout.ByFrequency, bytes, Under(byFrequency, bytes), ValueKind.Computed);
        }

        var (random, frequency) = (Under(shuffled, rowBytes), Under(byFrequency, rowBytes));
        var numbers = new TryNumber[]
        {
            new("pages by frequency over pages in random order", frequency / random, "", ValueKind.Computed),
            new("pages, rows in random order", random, "", ValueKind.Computed),
            new("pages, rows by frequency", frequency, "", ValueKind.Computed),
            new("pages that the distinct rows alone would fill", law.ExpectedUnique(batch) * rowBytes / PageCount.PageBytes, "", ValueKind.Computed),
        };
        var chart = points.Chart(ChartKind.Line, "Pages under a batch, by order and by the length of a row", "bytes of a row", "Expected distinct pages of 4 KiB, independent draws.", logX: true, logY: true);
        return points.Result($"rows of {rowBytes:N0} B, Zipf alpha {NumberText.Figure(alpha)}, {rows:N0} rows, {batch:N0} ids", numbers, chart);
    }

    /// <summary>The arithmetic of a Zipf batch times a weight matrix, by what is multiplied, by closed form.</summary>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to 500,000.</param>
    /// <param name="batch">Ids of a batch, 1 to 100,000.</param>
    /// <param name="dim">Numbers of a row, 1 to 65,536.</param>
    /// <param name="outputs">Columns of the weights, 1 to 65,536.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult BlockWork(double alpha, int rows, int batch, int dim = 256, int outputs = 256)
    {
        CheckDraws(alpha, rows, 500_000, batch);
        TryLimits.Check(nameof(dim), (long)dim, 1, 65_536);
        TryLimits.Check(nameof(outputs), (long)outputs, 1, 65_536);
        var law = new ZipfLaw(rows, alpha);
        var probabilities = Probabilities(law, rows);

        // Rows of 64 B lie 64 to a page of 4 KiB: pages are blocks.
        const int BlockBytes = PageCount.PageBytes / BlockProducts.BlockRows;
        double Blocks(int[] slots) => Math.Min(rows, PageCount.Expected(slots, BlockBytes, probabilities, batch) * BlockProducts.BlockRows);
        var multiplied = new (string Way, double Rows)[]
        {
            (BlockWise.Distinct, law.ExpectedUnique(batch)),
            (BlockWise.EveryIndex, batch),
            (BlockWise.BlocksByFrequency, Blocks(PageLayout.Identity(rows))),
            (BlockWise.Blocks, Blocks(PageLayout.Shuffled(rows, 1))),
            (BlockWise.AllRows, rows),
        };
        var points = new TryPoints(BlockWise.Work);
        foreach (var (way, ofRows) in multiplied)
        {
            points.Add("", way, 2 * ofRows * dim * outputs, ValueKind.Computed);
        }

        TryNumber Over(string label, int way) => new(label, multiplied[way].Rows / batch, "x", ValueKind.Computed);
        var numbers = new TryNumber[]
        {
            new("work that distinct rows save over every index", 100 * (1 - (multiplied[0].Rows / batch)), "%", ValueKind.Computed),
            Over("work of blocks by frequency over every index", 2),
            Over("work of blocks in random order over every index", 3),
            Over("work of all rows over every index", 4),
        };
        var chart = points.Chart(ChartKind.Bar, "Arithmetic of a batch by what is multiplied", "what is multiplied", "Blocks of 64 rows are multiplied with every row they hold.", logY: true);
        return points.Result($"Zipf, alpha {NumberText.Figure(alpha)}, {rows:N0} rows of {dim:N0}, {batch:N0} ids, {outputs:N0} outputs", numbers, chart);
    }

    private static void CheckDraws(double alpha, int rows, int mostRows, int batch)
    {
        TryLimits.Check(nameof(alpha), alpha, 0, 3);
        TryLimits.Check(nameof(rows), (long)rows, 100, mostRows);
        TryLimits.Check(nameof(batch), (long)batch, 1, 100_000);
    }

    private static double[] Probabilities(ZipfLaw law, int rows)
    {
        var probabilities = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            probabilities[row] = law.Probability(row + 1);
        }

        return probabilities;
    }
}
