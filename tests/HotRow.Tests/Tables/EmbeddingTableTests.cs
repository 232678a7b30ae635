namespace HotRow.Tests;

public unsafe class EmbeddingTableTests
{
    [Fact]
    public void FillRandom_EveryElement_DependsOnSeedRowAndColumnAlone()
    {
        using var table = new EmbeddingTable(1000, 37);
        table.FillRandom(42);

        for (var row = 0; row < 1000; row++)
        {
            var values = table.Row(row);
            for (var column = 0; column < 37; column++)
            {
                Assert.Equal(KernelCase.Bits(RandomRows.Value(42, row, column)), KernelCase.Bits(values[column]));
            }
        }
    }

    [Fact]
    public void FillRandom_Values_AreSpreadEvenlyFromMinusOneToOne()
    {
        using var table = new EmbeddingTable(2000, 50);
        table.FillRandom(7);
        var values = new ReadOnlySpan<float>(table.Pointer, 100_000).ToArray();

        Assert.All(values, v => Assert.InRange(v, -1f, BitConverter.UInt32BitsToSingle(0x3F7F_FFFF)));
        // The mean of n uniform values on [-1, 1) has standard deviation 1 / sqrt(3 n) = 0.0018; five of them are allowed.
        Assert.InRange(values.Average(), -0.0091f, 0.0091f);
        Assert.InRange(values.Distinct().Count(), 99_500, 100_000);
    }

    [Fact]
    public void FillRandom_OtherSeed_GivesOtherRows()
    {
        Span<float> first = stackalloc float[16];
        Span<float> second = stackalloc float[16];
        RandomRows.Fill(1, 5, first);
        RandomRows.Fill(2, 5, second);

        Assert.False(first.SequenceEqual(second));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public void Row_OutOfRange_NamesRowAndRange(int row)
    {
        using var table = new EmbeddingTable(10, 4);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => table.Row(row).Length);

        Assert.Contains($"row {row} is outside 0..9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TableLargerThanMemory_SaysSo()
    {
        // 2^31 x 10^6 x 4 bytes: no machine that runs this has 8.6 PB.
        var error = Assert.Throws<InputException>(() => new EmbeddingTable(int.MaxValue, 1_000_000));

        Assert.StartsWith("a table of 2,147,483,647 x 1,000,000 floats needs 8589934.59 GB of memory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    [InlineData(-1, 4)]
    public void Constructor_NoRowsOrNoColumns_Refuses(int rows, int dim) => Assert.Throws<ArgumentOutOfRangeException>(() => new EmbeddingTable(rows, dim));

    [Fact]
    public void Row_AfterDispose_Refuses()
    {
        var table = new EmbeddingTable(3, 4);
        table.Dispose();

        Assert.Throws<ObjectDisposedException>(() => table.Row(0).Length);
    }
}
