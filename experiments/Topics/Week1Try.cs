namespace HotRow.Lab;

public static partial class Try
{
    private static readonly int[] s_sequenceLengths = [128, 512, 2_048, 8_192, 32_768, 131_072];
    private static readonly int[] s_productRows = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384, 65_536];

    /// <summary>The memory of a layer's tensors and of one head's attention scores, by arithmetic, fp32.</summary>
    /// <param name="batch">Sequences of a batch, 1 to 100,000.</param>
    /// <param name="sequence">Tokens of a sequence, 1 to 10,000,000.</param>
    /// <param name="dim">Numbers of a token, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Memory(int batch, int sequence, int dim)
    {
        TryLimits.Check(nameof(batch), (long)batch, 1, 100_000);
        TryLimits.Check(nameof(sequence), (long)sequence, 1, 10_000_000);
        TryLimits.Check(nameof(dim), (long)dim, 1, 100_000);
        double Input(double tokens) => batch * tokens * dim * sizeof(float);
        double Scores(double tokens) => batch * tokens * tokens * sizeof(float);
        var points = new TryPoints(Week1.FormulaBytes);
        foreach (var tokens in s_sequenceLengths.Append(sequence).Distinct())
        {
            points.Add("input", tokens, Input(tokens), ValueKind.Computed);
            points.Add("scores of one head", tokens, Scores(tokens), ValueKind.Computed);
        }

        var numbers = new TryNumber[]
        {
            new("input", Input(sequence) / 1e6, "MB", ValueKind.Computed),
            new("input, weights and output", ((2 * Input(sequence)) + ((double)dim * dim * sizeof(float))) / 1e6, "MB", ValueKind.Computed),
            new("attention scores of one head", Scores(sequence) / 1e6, "MB", ValueKind.Computed),
        };
        var chart = points.Chart(ChartKind.Line, "Memory over the length of the sequence", "tokens of a sequence", "By formula: batch x sequence x dim x 4, and batch x sequence x sequence x 4.", logX: true, logY: true);
        return points.Result($"batch {batch:N0}, sequence {sequence:N0}, dim {dim:N0}", numbers, chart);
    }

    /// <summary>What bounds the product of rows with a square weight matrix, and its least time, by the roofline.</summary>
    /// <param name="rows">Rows of the product (batch x sequence), 1 to 100,000,000.</param>
    /// <param name="dim">Numbers of a row, and columns of the weights, 1 to 100,000.</param>
    /// <param name="gigaflops">Arithmetic ceiling, 0.001 to 10,000,000 GFLOP/s.</param>
    /// <param name="gigabytesPerSecond">Memory ceiling, 0.001 to 1,000,000 GB/s.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Roof(int rows, int dim, double gigaflops, double gigabytesPerSecond)
    {
        TryLimits.Check(nameof(rows), (long)rows, 1, 100_000_000);
        TryLimits.Check(nameof(dim), (long)dim, 1, 100_000);
        TryLimits.Check(nameof(gigaflops), gigaflops, 0.001, 10_000_000);
        TryLimits.Check(nameof(gigabytesPerSecond), gigabytesPerSecond, 0.001, 1_000_000);
        Roofline Of(double count) => new(4 * ((2 * count * dim) + ((double)dim * dim)), 2 * count * dim * dim, gigabytesPerSecond * 1e9, gigaflops * 1e9);
        var points = new TryPoints(Week1.NsPerToken);
        foreach (var count in s_productRows.Append(rows).Distinct())
        {
            points.Add($"dim {dim:N0}", count, Of(count).Seconds / count * 1e9, ValueKind.Modelled);
        }

        var roof = Of(rows);
        var numbers = new TryNumber[]
        {
            new("least time", roof.Seconds * 1e6, "us", ValueKind.Modelled),
            new("least time per token", roof.Seconds / rows * 1e9, "ns", ValueKind.Modelled),
            new("time that the bytes need", roof.MemorySeconds * 1e6, "us", ValueKind.Modelled),
            new("time that the operations need", roof.ArithmeticSeconds * 1e6, "us", ValueKind.Modelled),
            new("operations per byte", roof.Flops / roof.Bytes, "FLOP/B", ValueKind.Computed),
            new("operations per byte at which both take the same time", gigaflops / gigabytesPerSecond, "FLOP/B", ValueKind.Computed),
        };
        var chart = points.Chart(ChartKind.Line, "Least time per token over the rows of one product", "rows in one product", "Time = the longer of bytes / bandwidth and operations / peak; input, weights and output move once.", logX: true, logY: true);
        return points.Result($"{rows:N0} rows x {dim:N0}, {NumberText.Figure(gigaflops)} GFLOP/s, {NumberText.Figure(gigabytesPerSecond)} GB/s", numbers, chart);
    }

    /// <summary>The product of rows with a square weight matrix, timed here on one thread.</summary>
    /// <param name="rows">Rows of the product (batch x sequence), 1 to 16,384.</param>
    /// <param name="dim">Numbers of a row, and columns of the weights, 16 to 2,048. Rows x dim x dim is at most 2^28.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Product(int rows, int dim)
    {
        TryLimits.Check(nameof(rows), (long)rows, 1, 16_384);
        TryLimits.Check(nameof(dim), (long)dim, 16, 2_048);
        TryLimits.Check("rows x dim x dim", (long)rows * dim * dim, 1, MostProduct);
        var (x, w, y) = (new float[rows * dim], new float[dim * dim], new float[rows * dim]);
        RandomRows.Fill(1, 0, x);
        RandomRows.Fill(2, 0, w);
        var ns = TryTiming.MedianNs(() => RowKernels.Gemm(x, w, y, rows, dim, dim))[0];
        var operations = 2.0 * rows * dim * dim;
        return new(
            $"{rows:N0} rows x {dim:N0}, weights {dim:N0} x {dim:N0}, one thread",
            [
                new("time per token", ns / rows, "ns", ValueKind.Measured),
                new("time", ns / 1e3, "us", ValueKind.Measured),
                new("arithmetic rate", operations / ns, "GFLOP/s", ValueKind.Measured),
                new("operations per byte moved once", Week1.Intensity(rows, dim), "FLOP/B", ValueKind.Computed),
            ]);
    }
}
