namespace HotRow.Lab;

/// <summary>What a bench's rate counts, and how a person is shown it.</summary>
/// <param name="Name">Its name in JSON: "rowsPerSecond".</param>
/// <param name="Unit">What a table calls it: "M rows/s".</param>
/// <param name="Scale">What the rate is divided by for that unit.</param>
internal sealed record BenchQuantity(string Name, string Unit, double Scale = 1)
{
    /// <summary>Rows in a second, of kernels that reach millions.</summary>
    public static readonly BenchQuantity RowsPerSecond = new("rowsPerSecond", "M rows/s", 1e6);

    /// <summary>Bandwidth.</summary>
    public static readonly BenchQuantity GbPerSecond = new("gbPerSecond", "GB/s");

    /// <summary>Arithmetic.</summary>
    public static readonly BenchQuantity Gflops = new("gflops", "GFLOP/s");
}

/// <summary>One more column of an entry, beside its rate: something known of the contender before it is timed.</summary>
/// <param name="Name">Its name in JSON and its heading: "hitRatio".</param>
/// <param name="Value">Its value.</param>
/// <param name="Text">What a table shows of it.</param>
internal sealed record BenchColumn(string Name, double Value, string Text);
