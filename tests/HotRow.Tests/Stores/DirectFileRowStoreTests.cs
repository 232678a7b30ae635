using System.Runtime.InteropServices;

namespace HotRow.Tests;

public sealed class DirectFileRowStoreTests : IDisposable
{
    private const ulong Seed = 7;
    private readonly DiskFolder _folder = new();

    public DirectFileRowStoreTests() =>
        Assert.SkipWhen(FileSystems.IsMemory(FileSystems.FormatOf(_folder.Path)), "the tests lie on a memory file system, where a file tier is refused");

    public void Dispose() => _folder.Dispose();

    // 4 B, 12 B and 520 B rows straddle 512 B sectors at changing places, 512 B rows fill one, 3 KiB rows fill six.
    [Theory]
    [InlineData(1, 1, 32)]
    [InlineData(1000, 1, 1)]
    [InlineData(1000, 3, 32)]
    [InlineData(700, 130, 2)]
    [InlineData(700, 128, 8)]
    [InlineData(300, 768, 32)]
    public void ReadRows_AnyShape_EqualsGeneratedRows(int rowCount, int dim, int depth)
    {
        using var store = DirectFileRowStore.Create(_folder.File("t.f32"), rowCount, dim, Seed, depth);
        int[] rows = [0, rowCount - 1, rowCount / 2, 0, .. Draw(rowCount, 200), rowCount - 1];

        AssertReads(store, rows);
    }

    [Theory]
    [InlineData(1500, 1)]
    [InlineData(500, 3)]
    [InlineData(300, 130)]
    public void ReadRows_EveryRowInOrder_EqualsGeneratedRows(int rowCount, int dim)
    {
        using var store = DirectFileRowStore.Create(_folder.File("t.f32"), rowCount, dim, Seed);

        AssertReads(store, [.. Enumerable.Range(0, rowCount)]);
    }

    [Fact]
    public void Open_DirectNotAskedFor_SaysPageCacheAndReadsTheSame()
    {
        var path = _folder.File("t.f32");
        TableFile.Create(path, 1000, 3, Seed);

        using var store = DirectFileRowStore.Open(path, 1000, 3, direct: false);

        Assert.Equal(path, store.FilePath);
        Assert.False(store.IsDirect);
        Assert.StartsWith("page cache in the way", store.Path, StringComparison.Ordinal);
        AssertReads(store, Draw(1000, 100));
    }

    [Fact]
    public void Properties_OnADisk_DescribeTheTable()
    {
        using var store = DirectFileRowStore.Create(_folder.File("t.f32"), 1000, 128, Seed, depth: 3);

        Assert.Equal(MemoryTier.Ssd, store.Tier);
        Assert.Equal((1000, 128, 512, 3), (store.RowCount, store.EmbeddingDim, store.RowBytes, store.Depth));
        Assert.Equal(RowFormats.Fp32, store.Format);
    }

    [Fact]
    public void ReadRows_NoRows_ReadsNothing()
    {
        using var store = DirectFileRowStore.Create(_folder.File("t.f32"), 10, 3, Seed);

        store.ReadRows([], []);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void ReadRows_RowOutOfRange_NamesPositionValueAndRange(int row)
    {
        using var store = DirectFileRowStore.Create(_folder.File("t.f32"), 10, 3, Seed);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => store.ReadRows([0, 9, row, 4], new float[12]));

        Assert.Contains("position 2 of 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("0 <= row < 10", error.Message, StringComparison.Ordinal);
        Assert.Equal(row, error.ActualValue);
    }

    [Fact]
    public void ReadRows_DestinationTooShort_Throws()
    {
        using var store = DirectFileRowStore.Create(_folder.File("t.f32"), 10, 3, Seed);

        Assert.Throws<ArgumentException>(() => store.ReadRows([0, 9], new float[5]));
    }

    [Fact]
    public void Open_LengthDiffers_SaysBothLengths()
    {
        var path = _folder.File("t.f32");
        File.WriteAllBytes(path, new byte[4001]);

        var error = Assert.Throws<InputException>(() => DirectFileRowStore.Open(path, 1000, 1));

        Assert.Contains("has 4001 bytes; 1000 rows of 1 fp32 numbers are 4000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Missing_Throws() =>
        Assert.EndsWith("does not exist", Assert.Throws<InputException>(() => DirectFileRowStore.Open(_folder.File("none"), 10, 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_FolderMissing_Throws() =>
        Assert.Throws<InputException>(() => DirectFileRowStore.Open(Path.Combine(_folder.File("none"), "t.f32"), 10, 1));

    [Fact]
    public void Open_Directory_Throws() =>
        Assert.Contains("is a directory", Assert.Throws<InputException>(() => DirectFileRowStore.Open(_folder.Path, 10, 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void Open_DepthOutOfRange_Throws(int depth) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DirectFileRowStore.Open(_folder.File("none"), 10, 1, depth));

    private static int[] Draw(int rowCount, int count)
    {
        var random = new Xoshiro256(3);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(rowCount))];
    }

    private static void AssertReads(DirectFileRowStore store, int[] rows)
    {
        var destination = new float[rows.Length * store.EmbeddingDim];
        store.ReadRows(rows, destination);

        var expected = new float[store.EmbeddingDim];
        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(Seed, rows[i], expected);
            var found = destination.AsSpan(i * store.EmbeddingDim, store.EmbeddingDim);
            Assert.True(
                MemoryMarshal.AsBytes(expected.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(found)),
                $"row {rows[i]} at position {i} differs from the generated one");
        }
    }
}
