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

    /// <summary>Takes the output; tables are made when a lookup asks for one. The point owns everything.</summary>
    public DeviceLinkContest(DevicePoint point, int rows, int dim, BatchPool pool)
    {
        (_point, _pool) = (point, pool);
        // Beside a GPU the host's gathers get all that the host has: one thread fills a part of the link only.
        var threads = point.Device.Info.IsGpu ? Environment.ProcessorCount : 1;
        Lazy<DramRowStore> Table() => new(() => point.Point.Own(new DramRowStore(GeneratedRows.InMemory(rows, dim), threads, ownsTable: true)));

        // Uploads from a table that another lookup has page-locked would not be what a program gets that locks nothing.
        (_ordinary, _locked) = (Table(), Table());
        _output = point.Allocate<float>((long)pool.LongestBatch * dim, "the rows of a batch");
    }

    /// <summary>What takes part.</summary>
    public IReadOnlyList<string> Added => _added;

    /// <summary>Adds lookups of the catalog, those that the device cannot run only by a word in the point's note.</summary>
    public void Add(params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            var info = DeviceLookups.Find(name);
            if (info.Needs.Where(n => !_point.Device.Supports(n)).ToArray() is { Length: > 0 } missing)
            {
                _point.Point.Note += $"; without {name}: no {string.Join(", ", missing)}";
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
