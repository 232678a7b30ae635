using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

public sealed class DeviceLookupTests
{
    [Fact]
    public void All_HasTheLookupsOfTheIssue() =>
        Assert.Superset(
            new HashSet<string>
            {
                "device-table", "full-upload", "upload-per-token", "upload-pageable", "upload-pinned", "upload-registered", "upload-unique", "zero-copy",
                "device-cache", "device-cache-prefetch", "prefetched-upload", "l2-pinned",
            },
            DeviceLookups.All.Select(l => l.Name).ToHashSet());

    [Fact]
    public void Find_UnknownName_ListsTheKnownOnes() =>
        Assert.Contains("unknown device lookup 'gpu'; known: device-cache, ", Assert.Throws<InputException>(() => DeviceLookups.Find("gpu")).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_DeviceLacksWhatItNeeds_SaysWhatAndWhatItCanDo()
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();

        var error = Assert.Throws<DeviceException>(() => DeviceLookups.L2Pinned.Create(new(device, stream, store)));

        Assert.StartsWith("lookup 'l2-pinned' needs PersistingL2, which cpu (C# oracle) has not; it can do device-cache, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WrongArguments_NamesThem()
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var device = DeviceBackends.Open("cpu");
        using var other = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var elsewhere = other.CreateStream();

        Assert.Contains("MaxIndices", Assert.Throws<ArgumentOutOfRangeException>(() => DeviceLookups.UploadPinned.Create(new(device, stream, store, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("CapacityRows", Assert.Throws<ArgumentOutOfRangeException>(() => DeviceLookups.UploadPinned.Create(new(device, stream, store, 1, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("belongs to", Assert.Throws<ArgumentException>(() => DeviceLookups.UploadPinned.Create(new(device, elsewhere, store))).Message, StringComparison.Ordinal);
        Assert.Contains("smaller batches", Assert.Throws<ArgumentOutOfRangeException>(() => DeviceLookups.UploadPinned.Create(new(device, stream, store, 100_000_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SeveralOverOneTable_ShareItsRegistration()
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>(17, "a row");
        using var first = DeviceLookups.ZeroCopy.Create(new(device, stream, store, 1));
        using (DeviceLookups.UploadRegistered.Create(new(device, stream, store, 1)))
        {
            Assert.Throws<DeviceException>(() => device.Register<float>(store.Memory, "the rows, to be written", readOnly: false));
        }

        first.Enqueue(new(new[] { 7 }), output);
        var row = new float[17];
        stream.DownloadAndWait(row, output, 0);
        Assert.Equal(table.Row(7), row);
    }

    [Theory]
    [InlineData("full-upload")]
    [InlineData("upload-pageable")]
    [InlineData("upload-pinned")]
    [InlineData("upload-per-token")]
    [InlineData("upload-registered")]
    [InlineData("upload-unique")]
    [InlineData("zero-copy")]
    public void Enqueue_TableChangedSinceTheLastBatch_BringsTheNewRow(string name)
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>(17, "a row");
        using var lookup = DeviceLookups.Find(name).Create(new(device, stream, store, 1));
        lookup.Enqueue(new(new[] { 7 }), output);
        lookup.Finish();
        table.WritableRow(7).Fill(0.25f);

        lookup.Enqueue(new(new[] { 7 }), output);

        var row = new float[17];
        stream.DownloadAndWait(row, output, 0);
        Assert.Equal(table.Row(7), row);
    }

    [Fact]
    public void Finish_SameRowAgain_DeviceCacheHits()
    {
        using var bench = new DeviceLookupBench("device-cache", 40, 17);
        for (var i = 0; i < 3; i++)
        {
            bench.Lookup.Enqueue(new(new[] { 4 }), bench.Output);
        }

        // 1 miss of 68 B, 2 hits, 3 row numbers.
        Assert.Equal(new LookupResult(3, -1, 2, 1, 0, 2 * 68, 68 + (3 * 4)), bench.Lookup.Finish());
    }

    [Theory]
    [InlineData("upload-pageable", 6 * 32, 6 * 32)]
    [InlineData("upload-pinned", 6 * 32, 6 * 32)]
    [InlineData("upload-per-token", 6 * 32, 6 * 32)]
    [InlineData("upload-registered", 6 * 32, 6 * 32)]
    [InlineData("upload-unique", 6 * 32, (4 * 32) + (6 * 4))]
    [InlineData("device-table", 6 * 32, 6 * 4)]
    [InlineData("zero-copy", 0, (6 * 32) + (6 * 4))]
    [InlineData("full-upload", 6 * 32, (40 * 32) + (6 * 4))]
    public void Enqueue_StoredRowsOfHalfTheBytes_CrossAsTheyAreAndAreRestoredOnTheDevice(string name, long nearBytes, long farBytes)
    {
        using var encoded = new EncodedTable(40, 16, RowFormats.Find("fp16"));
        encoded.FillRandom(seed: 5);
        using var store = new DramRowStore(encoded);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>(6 * 16, "rows");
        using var lookup = DeviceLookups.Find(name).Create(new(device, stream, store, 6));
        int[] rows = [4, 9, 4, 0, 39, 9];
        lookup.Enqueue(new(rows), output);

        var (got, expected) = (new float[6 * 16], new float[6 * 16]);
        stream.DownloadAndWait(got, output, 0);
        store.ReadRows(rows, expected);
        Assert.Equal(expected, got);
        var result = lookup.Finish();
        Assert.Equal((nearBytes, farBytes), (result.NearBytes, result.FarBytes));
    }

    [Theory]
    [InlineData("fp16", 17)]
    [InlineData("bf16", 17)]
    [InlineData("int8", 17)]
    [InlineData("int4", 18)]
    public void Enqueue_StoredRowsOfAnyLength_AreTheStoresRows(string format, int dim)
    {
        using var encoded = new EncodedTable(40, dim, RowFormats.Find(format));
        encoded.FillRandom(seed: 5);
        using var store = new DramRowStore(encoded);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>(100 * dim, "rows");
        var rows = TestBatches.Draw(40, 100);
        var (got, expected) = (new float[100 * dim], new float[100 * dim]);
        store.ReadRows(rows, expected);
        foreach (var info in DeviceLookups.All.Where(l => l.WhyNot(device) is null))
        {
            using var lookup = info.Create(new(device, stream, store, 100));
            lookup.Enqueue(new(rows), output);
            stream.DownloadAndWait(got, output, 0);
            Assert.Equal(expected, got);
        }
    }

    [Fact]
    public void Create_FailsHalfWay_LeavesNothingBehind()
    {
        using var encoded = new EncodedTable(40, 16, RowFormats.Find("fp8-e4m3"));
        using var store = new DramRowStore(encoded);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();

        Assert.Contains("no rows of fp8-e4m3", Assert.Throws<InputException>(() => DeviceLookups.DeviceCachePrefetch.Create(new(device, stream, store, 6))).Message, StringComparison.Ordinal);

        // Had the first registration stayed, this one would be refused.
        using var again = device.Register<byte>(store.Memory, "the rows, to be written", readOnly: false);
        Assert.Equal(40 * 16, again.Length);
    }
}
