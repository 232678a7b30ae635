namespace HotRow.Tests;

[Collection(Alone.Name)]
public sealed class FileStateTests : IDisposable
{
    private readonly DiskFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prepare_ColdAndWarm_ProvesThemOfTheTablesPages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what its page cache holds");
        var path = _folder.File("t");
        File.WriteAllBytes(path, new byte[100 * 4096]);
        Assert.SkipWhen(FileSystems.IsMemory(FileSystems.FormatOf(path)), "the tests lie on a memory file system, which keeps its pages");
        var table = new StoredTable(path, 5000, 1000, 3, RowFormats.Fp32); // bytes 5,000 to 17,000: pages 1 to 4

        var cold = FileState.Prepare(table, CacheState.Cold);
        var warm = FileState.Prepare(table, CacheState.Warm);

        Assert.True(cold.IsProven, cold.Description);
        Assert.Equal((0, 0), (cold.ResidentAfter, warm.ResidentBefore));
        Assert.True(warm.IsProven, warm.Description);
        if (Environment.SystemPageSize == 4096)
        {
            Assert.Equal(4 * 4096, warm.ResidentAfter);
        }

        Assert.Equal(1, FileState.ResidentShare(table));
        Assert.Equal("warm: 100.0 % of the table is in memory", warm.Description);
    }

    [Fact]
    public void Prepare_ColdWhileMapped_SaysThatItIsNotProved()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what its page cache holds");
        var path = _folder.File("t");
        File.WriteAllBytes(path, new byte[10 * 4096]);
        var table = new StoredTable(path, 0, 10, 1024, RowFormats.Fp32);
        using var store = MappedFileRowStore.Open(table);
        store.ReadRows([3], new float[1024]);

        var state = FileState.Prepare(table, CacheState.Cold);

        Assert.False(state.IsProven);
        Assert.StartsWith("not cold: ", state.Description, StringComparison.Ordinal);
    }
}
