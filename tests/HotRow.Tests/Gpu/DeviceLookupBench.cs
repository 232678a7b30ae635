using System.Runtime.InteropServices;
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
            var expected = MemoryMarshal.Cast<float, int>(_table.Row(rows[i]));
            var row = MemoryMarshal.Cast<float, int>(got.AsSpan(i * _dim, _dim));
            if (!row.SequenceEqual(expected))
            {
                var element = row.CommonPrefixLength(expected);
                Assert.Fail($"{what}: element {element} of row {rows[i]} at position {i} has the bits {row[element]:X8}, expected {expected[element]:X8}");
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
