namespace HotRow.Tests;

public unsafe class GatherTests
{
    public static TheoryData<int> Widths => KernelCase.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gather_EveryDimAndAlignment_CopiesBitForBit(int width)
    {
        var vectorWidth = KernelCase.Require(width);
        int[] dims = [.. Enumerable.Range(1, 70), 127, 128, 129, 255, 256, 257, 768, 1000];
        foreach (var dim in dims)
        {
            using var table = new KernelCase(19, dim, (ulong)dim);
            foreach (var count in new[] { 0, 1, 2, 7, 41 })
            {
                // Duplicates are certain with 41 of 19 rows; the table's last row ends at the end of its mapping.
                var rows = KernelCase.Rows(count, 19, 77);
                if (count > 1)
                {
                    rows[^1] = 18;
                }

                foreach (var streaming in new[] { false, true })
                {
                    var first = 3 + (dim % 17);
                    var output = KernelCase.Canaries(first + (count * dim) + 33);

                    RowKernels.Gather(table.Table, 19, dim, rows, output.AsSpan(first, count * dim), streaming, 1, vectorWidth);

                    AssertRows(table, rows, output, first);
                }
            }
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void Gather_ManyRowsOnSeveralThreads_CopiesBitForBit(bool streaming, int threads)
    {
        using var table = new KernelCase(500, 200, 5);
        var rows = KernelCase.Rows(3000, 500, 6);
        var output = KernelCase.Canaries(7 + (3000 * 200) + 9);

        RowKernels.Gather(table.Table, 500, 200, rows, output.AsSpan(7), streaming, threads);

        AssertRows(table, rows, output, 7);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gather_StreamedIntoAlignedMemory_CopiesBitForBit(int width)
    {
        // Rows of whole pieces into memory on a line's boundary are copied piece by piece, in groups of 32 rows.
        var vectorWidth = KernelCase.Require(width);
        using var memory = new PageMemory(100 * 768 * sizeof(float), "a test's output");
        foreach (var dim in new[] { 64, 80, 128, 256, 384, 768 })
        {
            using var table = new KernelCase(41, dim, (ulong)dim);
            foreach (var count in new[] { 1, 31, 32, 33, 100 })
            {
                var rows = KernelCase.Rows(count, 41, 8);
                var output = new Span<float>(memory.Pointer, count * dim);
                output.Clear();

                RowKernels.Gather(table.Table, 41, dim, rows, output, streaming: true, 1, vectorWidth);

                AssertRows(table, rows, output.ToArray(), 0);
            }
        }
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(40, 19)]
    [InlineData(63, int.MaxValue)]
    [InlineData(5, int.MinValue)]
    public void Gather_RowOutOfRange_NamesPositionAndValueAndWritesNothing(int position, int bad)
    {
        using var table = new KernelCase(19, 24, 1);
        var rows = KernelCase.Rows(64, 19, 2);
        rows[position] = bad;
        var output = KernelCase.Canaries(64 * 24);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.Gather(table.Table, 19, 24, rows, output));

        Assert.Equal("indices", error.ParamName);
        Assert.Equal(bad, error.ActualValue);
        Assert.Contains($"row at position {position} of 64 is out of range: 0 <= row < 19", error.Message, StringComparison.Ordinal);
        KernelCase.AssertCanariesOutside(output, 0, 0);
    }

    [Fact]
    public void Gather_ShortDestination_SaysHowMuchIsNeeded()
    {
        using var table = new KernelCase(19, 24, 1);
        var output = KernelCase.Canaries((3 * 24) - 1);

        var error = Assert.Throws<ArgumentException>(() => RowKernels.Gather(table.Table, 19, 24, [0, 1, 2], output));

        Assert.Contains("holds 71 numbers; 3 rows of 24 need 72", error.Message, StringComparison.Ordinal);
        KernelCase.AssertCanariesOutside(output, 0, 0);
    }

    [Fact]
    public void Gather_ManagedTable_CopiesRows()
    {
        float[] table = [1, 2, 3, 4, 5, 6];
        var output = new float[6];

        RowKernels.Gather(table, 2, [2, 0, 2], output);

        Assert.Equal([5, 6, 1, 2, 5, 6], output);
    }

    [Fact]
    public void Gather_EmptyManagedTable_RefusesEveryRow() =>
        Assert.Contains("the table has no rows", Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.Gather([], 2, [0], new float[2])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Gather_WarmCall_AllocatesNothing(int threads)
    {
        using var table = new KernelCase(500, 200, 5);
        var rows = KernelCase.Rows(3000, 500, 6);
        var output = new float[3000 * 200];
        RowKernels.Gather(table.Table, 500, 200, rows, output, threads: threads);

        Assert.Equal(0, AllocatedBytes.Of(() => RowKernels.Gather(table.Table, 500, 200, rows, output, threads: threads)));
    }

    private static void AssertRows(KernelCase table, int[] rows, float[] output, int first)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < table.Dim; j++)
            {
                var expected = KernelCase.Bits(table.Table[(rows[i] * table.Dim) + j]);
                var actual = KernelCase.Bits(output[first + (i * table.Dim) + j]);
                if (expected != actual)
                {
                    Assert.Fail($"dim {table.Dim}, position {i}, column {j}: expected bits {expected:X8}, got {actual:X8}");
                }
            }
        }

        KernelCase.AssertCanariesOutside(output, first, rows.Length * table.Dim);
    }
}
