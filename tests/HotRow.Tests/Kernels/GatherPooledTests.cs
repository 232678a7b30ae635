namespace HotRow.Tests;

public unsafe class GatherPooledTests
{
    // One rounding of half a unit in the last place for each addition, and one for the division.
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<int> Widths => KernelCase.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void GatherPooled_EveryDim_StaysWithinBoundOfDoubleSum(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        int[] offsets = [0, 0, 1, 4, 4, 30, 60, 61];
        int[] dims = [.. Enumerable.Range(1, 70), 128, 200];
        foreach (var dim in dims)
        {
            using var table = new KernelCase(23, dim, (ulong)dim, finite: true);
            var rows = KernelCase.Rows(61, 23, 9);
            rows[60] = 22;
            foreach (var pooling in new[] { PoolingMode.Sum, PoolingMode.Mean })
            {
                var output = KernelCase.Canaries(5 + (7 * dim) + 20);

                RowKernels.GatherPooled(table.Table, 23, dim, rows, offsets, output.AsSpan(5), pooling, 1, vectorWidth);

                for (var bag = 0; bag < 7; bag++)
                {
                    AssertBag(table, rows.AsSpan(offsets[bag]..offsets[bag + 1]), pooling, output.AsSpan(5 + (bag * dim), dim));
                }

                KernelCase.AssertCanariesOutside(output, 5, 7 * dim);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void GatherPooled_BagOfOne_IsTheRowBitForBit(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        using var table = new KernelCase(40, 37, 3);
        var rows = Enumerable.Range(0, 40).ToArray();
        var offsets = Enumerable.Range(0, 41).ToArray();
        var output = new float[40 * 37];

        RowKernels.GatherPooled(table.Table, 40, 37, rows, offsets, output, PoolingMode.Mean, 1, vectorWidth);

        for (var i = 0; i < output.Length; i++)
        {
            Assert.Equal(KernelCase.Bits(table.Table[i]), KernelCase.Bits(output[i]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GatherPooled_AnyThreads_GivesTheSameBitsAsTheReference(int threads)
    {
        using var table = new KernelCase(300, 150, 4, finite: true);
        var rows = KernelCase.Rows(2000, 300, 5);
        var offsets = Enumerable.Range(0, 101).Select(i => i * 20).ToArray();
        var (expected, actual) = (new float[100 * 150], new float[100 * 150]);

        RowKernels.GatherPooled(table.Table, 300, 150, rows, offsets, expected, PoolingMode.Sum, 1, VectorWidth.Scalar);
        RowKernels.GatherPooled(table.Table, 300, 150, rows, offsets, actual, PoolingMode.Sum, threads);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void GatherPooled_NaNAndInfinity_ComeThrough()
    {
        // inf + -inf = NaN; inf + 1 = inf; NaN + 1 = NaN.
        using var table = new KernelCase(3, 3, 1);
        float[] values = [float.PositiveInfinity, float.PositiveInfinity, float.NaN, float.NegativeInfinity, 1, 1, 0, 0, 0];
        values.CopyTo(new Span<float>(table.Table, 9));
        var output = new float[3];

        RowKernels.GatherPooled(table.Table, 3, 3, [0, 1], [0, 2], output, PoolingMode.Sum);

        Assert.Equal([float.NaN, float.PositiveInfinity, float.NaN], output);
    }

    [Theory]
    [InlineData(new int[0], "offsets run from nothing")]
    [InlineData(new[] { 1, 4 }, "offsets run from 1 to 4; they must run from 0 to 4")]
    [InlineData(new[] { 0, 3 }, "offsets run from 0 to 3; they must run from 0 to 4")]
    [InlineData(new[] { 0, 3, 2, 4 }, "offset 2 is 2, below the one before it (3)")]
    public void GatherPooled_BadOffsets_SaysWhatIsWrong(int[] offsets, string message)
    {
        using var table = new KernelCase(5, 8, 1);
        var output = KernelCase.Canaries(64);

        var error = Assert.Throws<ArgumentException>(() => RowKernels.GatherPooled(table.Table, 5, 8, [0, 1, 2, 3], offsets, output, PoolingMode.Sum));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        KernelCase.AssertCanariesOutside(output, 0, 0);
    }

    [Fact]
    public void GatherPooled_RowOutOfRangeOrNoPooling_WritesNothing()
    {
        using var table = new KernelCase(5, 8, 1);
        var output = KernelCase.Canaries(64);

        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.GatherPooled(table.Table, 5, 8, [0, 5], [0, 2], output, PoolingMode.Sum));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.GatherPooled(table.Table, 5, 8, [0, 1], [0, 2], output, PoolingMode.None));

        KernelCase.AssertCanariesOutside(output, 0, 0);
    }

    private static void AssertBag(KernelCase table, ReadOnlySpan<int> rows, PoolingMode pooling, ReadOnlySpan<float> actual)
    {
        for (var j = 0; j < table.Dim; j++)
        {
            var (sum, magnitude) = (0.0, 0.0);
            foreach (var row in rows)
            {
                sum += table.Table[(row * table.Dim) + j];
                magnitude += Math.Abs(table.Table[(row * table.Dim) + j]);
            }

            var divisor = pooling == PoolingMode.Mean ? Math.Max(1, rows.Length) : 1;
            var bound = (rows.Length + 1) * UnitRoundoff * magnitude / divisor;
            Assert.True(Math.Abs((sum / divisor) - actual[j]) <= bound, $"dim {table.Dim}, {rows.Length} rows, column {j}: {actual[j]} is not {sum / divisor} within {bound}");
        }
    }
}
