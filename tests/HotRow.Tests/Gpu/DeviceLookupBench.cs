using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>One device lookup over a table that a test can look into.</summary>
internal sealed class DeviceLookupBench : IDisposable
{
    private readonly int _dim;
    private readonly int _maxIndices;
    private readonly EmbeddingTable _table;

    public DeviceLookupBench(string name, int rowCount, int dim, int maxIndices = TestBatches.MaxIndices)
    {
        (_dim, _maxIndices) = (dim, maxIndices);
        _table = TestBatches.Table(rowCount, dim, notFinite: true);
        Device = DeviceBackends.Open("cpu");
        Stream = Device.CreateStream();
        Output = Device.Allocate<float>((long)maxIndices * dim, "looked-up rows");
        Lookup = DeviceLookups.Find(name).Create(new(Device, Stream, new DramRowStore(_table), maxIndices, CapacityRows: 10));
    }

    public Device Device { get; }

    public DeviceStream Stream { get; }

    public DeviceBuffer<float> Output { get; }

    public IDeviceLookup Lookup { get; }

    public IEnumerable<(string Name, LookupBatch Batch)> Batches() => _table.RowCount > 3
        ? TestBatches.Shapes(_table.RowCount)
        : [("one row", new(new[] { 0, 0, 0 })), ("empty", new(ReadOnlyMemory<int>.Empty)), ("one row again", new(new[] { 0 }))];

    public float[] Read(int rows)
    {
        var got = new float[Math.Min(rows, _maxIndices) * _dim];
        Stream.DownloadAndWait(got, Output, 0);
        return got;
    }

    public void AssertRows(string what, ReadOnlySpan<int> rows)
    {
        var got = Read(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var e = 0; e < _dim; e++)
            {
                Assert.True(
                    BitConverter.SingleToInt32Bits(_table.Row(rows[i])[e]) == BitConverter.SingleToInt32Bits(got[(i * _dim) + e]),
                    $"{what}: element {e} of row {rows[i]} at position {i} is {got[(i * _dim) + e]}, expected {_table.Row(rows[i])[e]}");
            }
        }
    }

    public void DisposeTable() => _table.Dispose();

    public void Dispose()
    {
        Lookup.Dispose();
        Device.Dispose();
        _table.Dispose();
    }
}
