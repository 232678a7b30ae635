namespace HotRow.Tests;

public unsafe class CeilingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ReadRows_WholeNumbers_SumsEveryRow(int threads)
    {
        // Small whole numbers add without rounding, so any order gives the same sum.
        using var table = new KernelCase(50, 83, 1);
        for (var i = 0; i < 50 * 83; i++)
        {
            table.Table[i] = i % 7;
        }

        var rows = KernelCase.Rows(300, 50, 2);
        var expected = rows.Sum(row => Enumerable.Range(0, 83).Sum(j => ((row * 83) + j) % 7));

        Assert.Equal(expected, RowKernels.ReadRows(table.Table, 50, 83, rows, threads));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ReadStream_WholeNumbers_SumsEverything(int threads)
    {
        var source = Enumerable.Range(0, 200_003).Select(i => (float)(i % 5)).ToArray();

        Assert.Equal(source.Sum(v => (double)v), RowKernels.ReadStream(source, threads));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(131_072)]
    [InlineData(300_001)]
    public void CopyStream_AnyLength_CopiesAndStaysInside(int length)
    {
        var source = KernelCase.Uniform(length, 3);
        var destination = KernelCase.Canaries(length + 30);

        RowKernels.CopyStream(source, destination.AsSpan(11), threads: 2);

        Assert.Equal(source, destination[11..(length + 11)]);
        KernelCase.AssertCanariesOutside(destination, 11, length);
    }

    [Fact]
    public void FmaPeak_Steps_CountsOperations() => Assert.Equal(2L * 10 * RowKernels.FmaStepFlops, RowKernels.FmaPeak(10, 2));
}
