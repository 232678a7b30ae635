using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>The same host memory, registered by several tables.</summary>
public sealed class RegisteredMemoryTests
{
    [Fact]
    public void Map_TwoTablesOverOneStore_TheSecondReadsWhenTheFirstIsGone()
    {
        using var device = DeviceBackends.Open("cpu");
        using var table = new EmbeddingTable(10, 4);
        table.FillRandom(3);
        using var store = new DramRowStore(table);
        var first = DeviceTable.Map(device, store);
        using var second = DeviceTable.Map(device, store);
        first.Dispose();
        using var gather = new GatherKernel(device, store.Format, 4);
        using var stream = device.CreateStream();
        using var ids = device.Allocate<int>(1, "ids");
        using var output = device.Allocate<float>(4, "rows");
        stream.UploadAndWait<int>(ids, 0, [7]);

        gather.Launch(stream, second, ids, 1, output);

        var row = new float[4];
        stream.DownloadAndWait(row, output, 0);
        Assert.Equal(table.Row(7).ToArray(), row);
    }

    [Fact]
    public void Register_MemoryDisposedBefore_LivesUntilTheDeviceLetsGo()
    {
        using var device = DeviceBackends.Open("cpu");
        var memory = new PageMemory(64, "rows");
        var held = device.Register<byte>(memory, "the rows");
        memory.Dispose();

        Assert.False(memory.IsClosed);
        held.Dispose();
        Assert.True(memory.IsClosed);
    }

    [Fact]
    public void Map_AfterAllLetGo_LocksAgain()
    {
        using var device = DeviceBackends.Open("cpu");
        using var table = new EmbeddingTable(10, 4);
        using var store = new DramRowStore(table);
        DeviceTable.Map(device, store).Dispose();

        using var again = DeviceTable.Map(device, store);

        Assert.Equal(MemoryTier.Dram, again.Tier);
    }
}
