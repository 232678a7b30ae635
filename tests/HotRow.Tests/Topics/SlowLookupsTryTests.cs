using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The tries of topic 01 against figures that fit on paper.</summary>
public sealed class SlowLookupsTryTests
{
    [Fact]
    public void Transfer_DocumentsTable_GivesTheCurriculumsFigures()
    {
        var result = Try.Transfer(1_000_000, 1_024, 16);

        // 4.096 GB, 256 ms; 201.6 distinct rows of 4,096 B, 0.826 MB, 0.0516 ms.
        Assert.Equal([4_960.6, 4.096, 256, 201.6, 0.826, 0.0516], result.Numbers.Select(n => n.Value), (a, b) => Math.Abs(a - b) <= 5e-4 * a);
    }

    [Fact]
    public void Transfer_OneIdOfRowsAllAlike_NeedsOneRow()
    {
        // 1,000 rows of 250 numbers: 1 MB, 1 ms at 1 GB/s; one row: 1,000 B.
        var result = Try.Transfer(1_000, 250, 1, batch: 1, alpha: 0);

        Assert.Equal([1_000, 0.001, 1, 1, 0.001, 0.001], result.Numbers.Select(n => Math.Round(n.Value, 9)));
    }

    [Fact]
    public void Transfer_FasterLink_KeepsTheRatio() =>
        Assert.Equal(Try.Transfer(50_000, 64, 16).Numbers[0].Value, Try.Transfer(50_000, 64, 64).Numbers[0].Value);

    [Theory]
    [InlineData(99, 8, 16, 256, 1)]
    [InlineData(long.MaxValue, 8, 16, 256, 1)]
    [InlineData(1_000, 0, 16, 256, 1)]
    [InlineData(1_000, 8, double.NaN, 256, 1)]
    [InlineData(1_000, 8, 0, 256, 1)]
    [InlineData(1_000, 8, double.PositiveInfinity, 256, 1)]
    [InlineData(1_000, 8, 16, -5, 1)]
    [InlineData(1_000, 8, 16, 256, -1)]
    public void Transfer_OutsideItsRange_SaysWhatIsAllowed(long rows, int dim, double gigabytesPerSecond, int batch, double alpha) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.Transfer(rows, dim, gigabytesPerSecond, batch, alpha)).Message, StringComparison.Ordinal);

    [Fact]
    public void OneHotOrGather_CountsTheProductsOperations()
    {
        var result = Try.OneHotOrGather(1_000, 16, 10);

        // 2 x 1,000 x 16 x 10; 999 of 1,000 multiplications meet a zero.
        Assert.Equal(0.32, result.Numbers[3].Value, 1e-12);
        Assert.Equal(99.9, result.Numbers[4].Value, 1e-9);
        Assert.All(result.Numbers, n => Assert.True(double.IsFinite(n.Value) && n.Value > 0, n.Label));
        Assert.Equal(result.Numbers[0].Value, result.Numbers[1].Value / result.Numbers[2].Value, 1e-6);
    }

    [Theory]
    [InlineData(15, 16, 1)]
    [InlineData(int.MaxValue, 16, 1)]
    [InlineData(1_000, 2_048, 1)]
    [InlineData(1_000, 16, 0)]
    [InlineData(65_536, 1_024, 1_024)]
    public void OneHotOrGather_OutsideItsRange_SaysWhatIsAllowed(int rows, int dim, int batch) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.OneHotOrGather(rows, dim, batch)).Message, StringComparison.Ordinal);

    [Fact]
    public void MovedAgain_RowsAllAlike_IsTheChanceOfBeingInTheWindow()
    {
        // A row of 100 is in the one batch of 50 before with probability 1 - 0.99^50.
        Assert.Equal(100 * (1 - Math.Pow(0.99, 50)), Try.MovedAgain(0, 100, 50, 1).Numbers[0].Value, 1e-6);
    }

    [Fact]
    public void MovedAgain_ClosedForm_AgreesWithAReplay()
    {
        const int Rows = 2_000;
        const int Batch = 200;
        const int Window = 4;
        var trace = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = Rows, IndexCount = 400_000, Alpha = 0.9, Seed = 7 })).Rows.ToArray();
        long again = 0, distinct = 0;
        for (var start = Window * Batch; start < trace.Length; start += Batch)
        {
            var earlier = trace.AsSpan(start - (Window * Batch), Window * Batch).ToArray().ToHashSet();
            var batch = trace.AsSpan(start, Batch).ToArray().Distinct().ToArray();
            again += batch.Count(earlier.Contains);
            distinct += batch.Length;
        }

        // Some 250,000 distinct rows: four standard errors are below half a point.
        Assert.Equal(100.0 * again / distinct, Try.MovedAgain(0.9, Rows, Batch, Window).Numbers[0].Value, 0.5);
    }

    [Theory]
    [InlineData(double.NaN, 1_000, 10, 1)]
    [InlineData(1, 0, 10, 1)]
    [InlineData(1, 1_000, 0, 1)]
    [InlineData(1, 1_000, int.MaxValue, 1)]
    [InlineData(1, 1_000, 10, 0)]
    [InlineData(1, 1_000, 10, int.MaxValue)]
    public void MovedAgain_OutsideItsRange_SaysWhatIsAllowed(double alpha, long rows, int batch, int window) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.MovedAgain(alpha, rows, batch, window)).Message, StringComparison.Ordinal);
}
