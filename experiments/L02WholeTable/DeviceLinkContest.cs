using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Device lookups side by side over one table in host memory: each is checked, counted, and then timed over the same batches.</summary>
internal sealed class DeviceLinkContest
{
    private const int CountedBatches = 4;

    private readonly DevicePoint _point;
    private readonly BatchPool _pool;
    private readonly Lazy<DramRowStore> _ordinary;
    private readonly Lazy<DramRowStore> _locked;
    private readonly DeviceBuffer<float> _output; // [ids, dim]
    private readonly List<string> _added = [];

    /// <summary>Takes the output; tables are made when a lookup asks for one.</summary>
    /// <param name="point">The point; it owns everything but the tables.</param>
    /// <param name="ordinary">The table for lookups that lock nothing: from one that is page-locked they would not get what a program gets.</param>
    /// <param name="locked">The same rows once more, page-locked.</param>
    /// <param name="pool">The batches.</param>
    public DeviceLinkContest(DevicePoint point, DeviceHostTable ordinary, DeviceHostTable locked, BatchPool pool)
    {
        (_point, _pool) = (point, pool);
        var threads = DeviceHostTable.Threads(point.Device, pool.LongestBatch);
        _ordinary = new(() => point.Point.Own(new DramRowStore(ordinary.Ordinary, threads)));
        _locked = new(() => point.Point.Own(new DramRowStore(locked.Locked, threads)));
        _output = point.Allocate<float>((long)pool.LongestBatch * ordinary.Dim, "the rows of a batch");
        point.Point.Note += $"; rows gathered on the host by {threads} thread{(threads == 1 ? "" : "s")}";
    }

    /// <summary>What takes part.</summary>
    public IReadOnlyList<string> Added => _added;

    /// <summary>Adds lookups of the catalog, those that the device cannot run only by a word in the point's note.</summary>
    public void Add(params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            var info = DeviceLookups.Find(name);
            if (info.WhyNot(_point.Device) is { } why)
            {
                _point.Point.Note += $"; without {name}: {why}";
                continue;
            }

            Add(info);
        }
    }

    private void Add(DeviceLookupInfo info)
    {
        var store = (info.Needs.Contains(DeviceCapability.RegisterHost) ? _locked : _ordinary).Value;
        var lookup = _point.Point.Own(info.Create(new(_point.Device, _point.Stream, store, _pool.LongestBatch)));
        _point.Point.Check($"{info.Name}: rows against the generator", () =>
        {
            _point.Stream.Fill(_output, float.NaN);
            lookup.Enqueue(_pool.First, _output);
            lookup.Finish();
            return DeviceRows.Match(_point, store, _pool.First.Indices.Span, _output);
        });
        var bytes = LinkBytes(lookup);
        var walk = _pool.Walk();
        _point.Variant(info.Name, () => lookup.Enqueue(walk(), _output), DeviceMetrics.LinkGBps, bytes / 1e9);
        _point.Point.Value(DeviceMetrics.LinkBytes, bytes, info.Name);
        _added.Add(info.Name);
    }

    private double LinkBytes(IDeviceLookup lookup)
    {
        var walk = _pool.Walk();
        for (var i = 0; i < CountedBatches; i++)
        {
            lookup.Enqueue(walk(), _output);
        }

        return (double)lookup.Finish().FarBytes / CountedBatches;
    }
}
