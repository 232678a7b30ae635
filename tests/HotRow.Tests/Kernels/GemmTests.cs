namespace HotRow.Tests;

public class GemmTests
{
    // A sum of k products is off by less than k roundings of the magnitudes, whatever the order; one more covers second order.
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<int> Widths => KernelCase.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gemm_OddSizes_StayWithinBoundOfDoubleProduct(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        var random = new Xoshiro256(11);
        for (var i = 0; i < 120; i++)
        {
            var (m, n, k) = (1 + random.NextInt32(70), 1 + random.NextInt32(70), 1 + random.NextInt32(70));
            AssertProduct(m, n, k, 1, vectorWidth);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gemm_AcrossBlockBorders_StaysWithinBoundOfDoubleProduct(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        // One below, at and above the tile's rows, the block's 240 rows, the depth of 256 and the 2,048 columns of a panel block.
        (int M, int N, int K)[] shapes = [(12, 32, 256), (13, 33, 257), (11, 31, 255), (239, 40, 20), (240, 32, 512), (241, 33, 513), (5, 2049, 7), (25, 2080, 300), (4, 4100, 9), (3, 64, 1000)];
        foreach (var (m, n, k) in shapes)
        {
            AssertProduct(m, n, k, 1, vectorWidth);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Gemm_SeveralThreads_GivesTheSameBitsAsOne(int threads)
    {
        (int M, int N, int K)[] shapes = [(700, 96, 64), (100, 300, 300), (13, 1000, 260)];
        foreach (var (m, n, k) in shapes)
        {
            var (a, b) = (KernelCase.Uniform(m * k, 1), KernelCase.Uniform(k * n, 2));
            var (one, several) = (new float[m * n], new float[m * n]);

            RowKernels.Gemm(a, b, one, m, n, k);
            RowKernels.Gemm(a, b, several, m, n, k, threads);

            Assert.Equal(one, several);
        }
    }

    [Fact]
    public void Gemm_PanelsInSeveralRounds_StaysWithinBoundOfDoubleProduct()
    {
        // 2,048 columns leave a depth of 1,024 for the 8 MiB of packed panels, so a depth of 1,100 takes two rounds.
        AssertProduct(7, 2048, 1100, 2, VectorWidths.Best);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gemm_NaNAndInfinity_ComeThrough(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        const int Size = 37;
        var (a, b, c) = (KernelCase.Uniform(Size * Size, 1), KernelCase.Uniform(Size * Size, 2), new float[Size * Size]);
        a[(5 * Size) + 6] = float.NaN;
        a[(20 * Size) + 1] = float.PositiveInfinity;
        // 0 * NaN is NaN: a zero does not skip its row.
        a[(9 * Size) + 3] = 0;
        b[(3 * Size) + 30] = float.NaN;

        RowKernels.Gemm(a, b, c, Size, Size, Size, 1, vectorWidth);

        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                var value = c[(i * Size) + j];
                Assert.True(i == 5 || j == 30 ? float.IsNaN(value) : i == 20 ? float.IsInfinity(value) : float.IsFinite(value), $"[{i}, {j}] is {value}");
            }
        }
    }

    [Fact]
    public void Gemm_ZeroDepth_WritesZeros()
    {
        var c = KernelCase.Canaries(6);

        RowKernels.Gemm([], [], c.AsSpan(0, 4), 2, 2, 0);

        Assert.Equal([0f, 0f, 0f, 0f], c[..4]);
        KernelCase.AssertCanariesOutside(c, 0, 4);
    }

    [Fact]
    public void Gemm_NoRowsOrNoColumns_WritesNothing()
    {
        RowKernels.Gemm([], new float[6], [], 0, 2, 3);
        RowKernels.Gemm(new float[6], [], [], 2, 0, 3);
    }

    [Fact]
    public void Gemm_WrongArguments_SayWhatIsWrong()
    {
        var error = Assert.Throws<ArgumentException>(() => RowKernels.Gemm(new float[5], new float[6], new float[4], 2, 2, 3));
        Assert.Contains("matrix a holds 5 floats, and 2 x 3 need 6", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.Gemm([], [], [], -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.Gemm([], [], [], 0, 0, 0, threads: 0));
        var shared = new float[12];
        Assert.Throws<ArgumentException>(() => RowKernels.Gemm(shared.AsSpan(0, 4), shared.AsSpan(4, 4), shared.AsSpan(2, 4), 2, 2, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Gemm_WarmCall_AllocatesNothing(int threads)
    {
        var (a, b, c) = (KernelCase.Uniform(200 * 100, 1), KernelCase.Uniform(100 * 130, 2), new float[200 * 130]);
        RowKernels.Gemm(a, b, c, 200, 130, 100, threads);

        Assert.Equal(0, AllocatedBytes.Of(() => RowKernels.Gemm(a, b, c, 200, 130, 100, threads)));
    }

    private static void AssertProduct(int m, int n, int k, int threads, VectorWidth width)
    {
        var (a, b) = (KernelCase.Uniform(m * k, 1), KernelCase.Uniform(k * n, 2));
        var c = KernelCase.Canaries(9 + (m * n) + 40);

        RowKernels.Gemm(a, b, c.AsSpan(9, m * n), m, n, k, threads, width);

        var (sums, magnitudes) = (new double[n], new double[n]);
        for (var i = 0; i < m; i++)
        {
            Array.Clear(sums);
            Array.Clear(magnitudes);
            for (var p = 0; p < k; p++)
            {
                double factor = a[(i * k) + p];
                for (var j = 0; j < n; j++)
                {
                    sums[j] += factor * b[(p * n) + j];
                    magnitudes[j] += Math.Abs(factor * b[(p * n) + j]);
                }
            }

            for (var j = 0; j < n; j++)
            {
                var actual = c[9 + (i * n) + j];
                Assert.True(Math.Abs(sums[j] - actual) <= (k + 1) * UnitRoundoff * magnitudes[j], $"{m} x {n} x {k}, [{i}, {j}]: {actual} is not {sums[j]}");
            }
        }

        KernelCase.AssertCanariesOutside(c, 9, m * n);
    }
}
