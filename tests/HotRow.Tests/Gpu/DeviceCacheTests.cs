using FsCheck;
using FsCheck.Fluent;
using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

public sealed class DeviceCacheTests : IDisposable
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261120, 1), null)).WithMaxTest(100);

    private readonly Device _device = DeviceBackends.Open("cpu");

    public void Dispose() => _device.Dispose();

    // Rows 60 to 63 lie outside the table. The largest batch is 255 rows.
    [Fact]
    public void Lookup_AnyBatches_DoesWhatTheModelDoes() => Check.One(s_fixedSeed, Prop.ForAll<byte[][], byte, bool>((batches, capacity, lfu) =>
    {
        using var cache = new CheckedDeviceCache(_device, RowFormats.Fp32, rowCount: 60, dim: 2, 1 + (capacity % 70), maxIndices: 255, lfu ? DeviceCacheScore.Lfu : DeviceCacheScore.Lru, epochBits: 1, mapped: false);
        return batches.All(batch => cache.Lookup([.. batch.Take(255).Select(b => b % 64)]) is null);
    }));

    // One set of 3 slots. Row 1 is used twice, then 2, 3 and 4 once each: recency gives up row 1, use gives up row 2.
    [Theory]
    [InlineData(DeviceCacheScore.Lru, 0)]
    [InlineData(DeviceCacheScore.Lfu, 1)]
    public void Lookup_FullSet_TheLeastScoreLeaves(DeviceCacheScore score, int hitsOfRow1)
    {
        using var cache = new CheckedDeviceCache(_device, RowFormats.Fp32, rowCount: 10, dim: 4, capacity: 3, maxIndices: 4, score, epochBits: 10, mapped: false);

        Assert.All([1, 1, 2, 3, 4], row => Assert.Null(cache.Lookup([row])));

        Assert.Null(cache.Lookup([1]));
        Assert.Equal(hitsOfRow1, cache.Counts.Hits);
    }

    [Fact]
    public void ReadCounts_SinceTheLastCall_AddUp()
    {
        using var parts = new Parts(_device, RowFormats.Fp32);
        parts.Stream.UploadAndWait<int>(parts.Rows, 0, [3, 3, 5, -1]);

        parts.Cache.Lookup(parts.Stream, parts.Rows, 4, parts.Output);
        parts.Cache.Lookup(parts.Stream, parts.Rows, 4, parts.Output);
        var counts = parts.Cache.ReadCounts(parts.Stream);

        // One row enters the only set a batch, the last that is missing: 5, then 3.
        Assert.Equal(new DeviceCacheCounts(Hits: 1, Misses: 5, Inserted: 2), counts);
        Assert.Equal(3, counts.Bypassed);
        Assert.Equal(default, parts.Cache.ReadCounts(parts.Stream));
    }

    [Fact]
    public void Lookup_Warm_AllocatesNothing()
    {
        using var parts = new Parts(_device, RowFormats.Int8);
        parts.Stream.UploadAndWait<int>(parts.Rows, 0, [3, 3, 5, -1]);
        parts.Cache.Lookup(parts.Stream, parts.Rows, 4, parts.Output);

        Assert.Equal(0, AllocatedBytes.Of(() => parts.Cache.Lookup(parts.Stream, parts.Rows, 4, parts.Output)));
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        using var parts = new Parts(_device, RowFormats.Fp32);
        using var other = DeviceBackends.Open("cpu");
        using var foreign = other.Allocate<int>(4, "rows");

        Assert.Throws<ArgumentOutOfRangeException>(() => parts.Cache.Lookup(parts.Stream, parts.Rows, -1, parts.Output));
        Assert.Throws<ArgumentOutOfRangeException>(() => parts.Cache.Lookup(parts.Stream, parts.Rows, 5, parts.Output));
        Assert.Throws<ArgumentException>(() => parts.Cache.Lookup(parts.Stream, foreign, 4, parts.Output));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeviceCache(_device, parts.Far, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DeviceCache(_device, parts.Far, 4, 0));
    }

    [Fact]
    public void Format_ThatKernelsCannotRead_IsOneLine()
    {
        var failure = Assert.Throws<InputException>(() => new Parts(_device, RowFormats.Find("fp8-e4m3")));

        Assert.Contains("convert the table", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private sealed class Parts : IDisposable
    {
        private readonly DramRowStore _store;

        public Parts(Device device, RowFormat format)
        {
            _store = RandomStore.Of(format, 10, 4, seed: 1);
            Stream = device.CreateStream();
            Far = DeviceTable.Upload(device, _store);
            Rows = device.Allocate<int>(4, "rows");
            Output = device.Allocate<float>(16, "gathered rows");
            Cache = new(device, Far, capacityRows: 3, maxIndices: 4);
        }

        public DeviceStream Stream { get; }

        public DeviceTable Far { get; }

        public DeviceBuffer<int> Rows { get; }

        public DeviceBuffer<float> Output { get; }

        public DeviceCache Cache { get; }

        public void Dispose()
        {
            Cache.Dispose();
            Output.Dispose();
            Rows.Dispose();
            Far.Dispose();
            Stream.Dispose();
            _store.Dispose();
        }
    }
}
