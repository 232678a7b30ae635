namespace HotRow.Tests;

public unsafe class GatherLayerNormTests
{
    public static TheoryData<int> Widths => KernelCase.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void BothWays_EveryDim_StayWithinBoundOfDoubles(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        int[] dims = [.. Enumerable.Range(1, 70), 127, 128, 200, 768];
        foreach (var dim in dims)
        {
            using var table = new KernelCase(9, dim, (ulong)dim, finite: true);
            int[] rows = [8, 0, 3, 3, 8];
            var (gain, bias) = (KernelCase.Uniform(dim, 5), KernelCase.Uniform(dim, 6));
            var fused = KernelCase.Canaries(3 + (rows.Length * dim) + 20);
            var inPlace = new float[rows.Length * dim];

            RowKernels.GatherLayerNorm(table.Table, 9, dim, rows, gain, bias, fused.AsSpan(3), RowKernels.LayerNormEpsilon, vectorWidth);
            RowKernels.Gather(table.Table, 9, dim, rows, inPlace);
            RowKernels.LayerNorm(inPlace, dim, gain, bias, RowKernels.LayerNormEpsilon, vectorWidth);

            Assert.Equal(fused.AsSpan(3, inPlace.Length).ToArray(), inPlace);
            KernelCase.AssertCanariesOutside(fused, 3, inPlace.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                AssertNear(Oracle(new(table.Table + (rows[i] * dim), dim), gain, bias), fused.AsSpan(3 + (i * dim), dim), dim);
            }
        }
    }

    // Mean 2.5, variance 1.25 over 4: (-1.5, -0.5, 0.5, 1.5) / sqrt(1.25).
    [Fact]
    public void LayerNorm_ByHand()
    {
        float[] rows = [1, 2, 3, 4];

        RowKernels.LayerNorm(rows, 4, [1, 1, 2, 1], [0, 0, 0, 10], epsilon: 0);

        float[] expected = [-1.3416408f, -0.4472136f, 0.8944272f, 11.3416408f];
        Assert.All(expected.Zip(rows), p => Assert.Equal(p.First, p.Second, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void ConstantRow_OfAnySize_IsTheBias(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        foreach (var value in new[] { 0f, 0.1f, -3.3f, 1e6f / 3 })
        {
            var rows = new float[77];
            rows.AsSpan().Fill(value);
            var bias = KernelCase.Uniform(77, 1);

            RowKernels.LayerNorm(rows, 77, KernelCase.Uniform(77, 2), bias, RowKernels.LayerNormEpsilon, vectorWidth);

            Assert.All(bias.Zip(rows), p => Assert.Equal(p.First, p.Second, 1e-3));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void NaNAndInfinity_SpoilTheirOwnRowOnly(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        foreach (var special in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var rows = KernelCase.Uniform(3 * 37, 1);
            rows[37 + 36] = special;

            RowKernels.LayerNorm(rows, 37, KernelCase.Uniform(37, 2), KernelCase.Uniform(37, 3), RowKernels.LayerNormEpsilon, vectorWidth);

            Assert.All(rows[37..74], x => Assert.True(float.IsNaN(x)));
            Assert.All(rows[..37].Concat(rows[74..]), x => Assert.True(float.IsFinite(x)));
        }
    }

    [Fact]
    public void WrongSizes_AreRefused()
    {
        using var table = new KernelCase(5, 8, 1);
        var (numbers, output) = (new float[8], new float[16]);

        Assert.Throws<ArgumentException>(() => RowKernels.GatherLayerNorm(table.Table, 5, 8, [0], numbers.AsSpan(1), numbers, output));
        Assert.Throws<ArgumentException>(() => RowKernels.GatherLayerNorm(table.Table, 5, 8, [0], numbers, numbers.AsSpan(1), output));
        Assert.Throws<ArgumentException>(() => RowKernels.GatherLayerNorm(table.Table, 5, 8, [0, 1, 2], numbers, numbers, output));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.GatherLayerNorm(table.Table, 5, 8, [5], numbers, numbers, output));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.GatherLayerNorm(table.Table, 5, 8, [0], numbers, numbers, output, -1));
        Assert.Throws<ArgumentException>(() => RowKernels.LayerNorm(output.AsSpan(1), 8, numbers, numbers));
    }

    [Fact]
    public void WarmCall_AllocatesNothing()
    {
        using var table = new KernelCase(5, 64, 1, finite: true);
        var (numbers, output) = (new float[64], new float[128]);
        int[] rows = [4, 1];

        Assert.Equal(0, AllocatedBytes.Of(() => RowKernels.GatherLayerNorm(table.Table, 5, 64, rows, numbers, numbers, output)));
    }

    private static double[] Oracle(ReadOnlySpan<float> row, float[] gain, float[] bias)
    {
        var values = row.ToArray().Select(x => (double)x).ToArray();
        var mean = values.Average();
        var variance = values.Average(x => (x - mean) * (x - mean));
        return [.. values.Select((x, j) => ((x - mean) / Math.Sqrt(variance + RowKernels.LayerNormEpsilon) * gain[j]) + bias[j])];
    }

    // Sums of dim terms within [-1, 1] are off by dim / 2^24 at most; the division by the deviation (at least sqrt(epsilon)) may enlarge that.
    private static void AssertNear(double[] expected, ReadOnlySpan<float> actual, int dim)
    {
        var allowed = dim == 1 ? 1e-5 : 2e-4;
        for (var j = 0; j < dim; j++)
        {
            Assert.True(Math.Abs(expected[j] - actual[j]) <= allowed, $"dim {dim}, column {j}: {actual[j]} for {expected[j]}");
        }
    }
}
