namespace HotRow.Tests;

public unsafe class SparseProductTests
{
    // One rounding for each multiplication and one for each addition, where the hardware does not fuse them.
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<int> Widths => KernelCase.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void SparseProduct_EveryDim_StaysWithinBoundOfDoubleProduct(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        int[] offsets = [0, 3, 3, 4, 40, 50];
        var values = KernelCase.Uniform(50, 8);
        var columns = KernelCase.Rows(50, 21, 9);
        columns[49] = 20;
        for (var dim = 1; dim <= 70; dim++)
        {
            using var dense = new KernelCase(21, dim, (ulong)dim, finite: true);
            var output = KernelCase.Canaries(2 + (5 * dim) + 20);

            RowKernels.SparseProduct(values, columns, offsets, dense.Table, 21, dim, output.AsSpan(2), 1, vectorWidth);

            for (var row = 0; row < 5; row++)
            {
                for (var j = 0; j < dim; j++)
                {
                    var (sum, magnitude) = (0.0, 0.0);
                    for (var i = offsets[row]; i < offsets[row + 1]; i++)
                    {
                        var product = (double)values[i] * dense.Table[(columns[i] * dim) + j];
                        sum += product;
                        magnitude += Math.Abs(product);
                    }

                    var bound = 2 * (offsets[row + 1] - offsets[row]) * UnitRoundoff * magnitude;
                    Assert.True(Math.Abs(sum - output[2 + (row * dim) + j]) <= bound, $"dim {dim}, [{row}, {j}]");
                }
            }

            KernelCase.AssertCanariesOutside(output, 2, 5 * dim);
        }
    }

    [Fact]
    public void SparseProduct_OneHotRows_EqualTheGatherUpToTheSignOfZero()
    {
        using var table = new KernelCase(200, 48, 4, finite: true);
        table.Table[5] = -0f;
        var rows = KernelCase.Rows(500, 200, 5);
        rows[7] = 0;
        var ones = Enumerable.Repeat(1f, 500).ToArray();
        var offsets = Enumerable.Range(0, 501).ToArray();
        var (gathered, product) = (new float[500 * 48], new float[500 * 48]);

        RowKernels.Gather(table.Table, 200, 48, rows, gathered);
        RowKernels.SparseProduct(ones, rows, offsets, table.Table, 200, 48, product, threads: 2);

        Assert.Equal(gathered.Select(v => v + 0f), product);
    }

    [Fact]
    public void SparseProduct_WrongArguments_WriteNothing()
    {
        using var dense = new KernelCase(5, 8, 1);
        var output = KernelCase.Canaries(8);

        Assert.Throws<ArgumentException>(() => RowKernels.SparseProduct([1], [0, 1], [0, 2], dense.Table, 5, 8, output));
        Assert.Throws<ArgumentException>(() => RowKernels.SparseProduct([1, 1], [0, 1], [0, 1], dense.Table, 5, 8, output));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.SparseProduct([1, 1], [0, 5], [0, 2], dense.Table, 5, 8, output));

        KernelCase.AssertCanariesOutside(output, 0, 0);
    }
}
