using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Each distinct row of a batch comes once through the link, or from a cache on the device, and is expanded there; they are found on the device, and nothing comes back to the host for it.</summary>
/// <remarks>How many rows are distinct stays on the device too: the list of distinct rows is filled up with numbers outside the table, which are read from nowhere.</remarks>
internal sealed class DeviceDedup : CheckedDeviceLookup
{
    private const int Nowhere = -1;
    private readonly IdRing _ids;
    private readonly DedupKernel _dedup;
    private readonly GatherKernel _fetch;
    private readonly GatherKernel _expand;
    private readonly DeviceCache? _cache;
    private readonly DeviceTable _far;
    private readonly DeviceTable _near;
    private readonly DeviceBuffer<float> _rows;
    private readonly DeviceBuffer<int> _unique;
    private readonly DeviceBuffer<int> _inverse;
    private readonly DeviceBuffer<int> _count;

    /// <summary>Makes it over the table where it lies, in host memory.</summary>
    /// <param name="args">Device, stream, table, largest batch, rows of the cache.</param>
    /// <param name="caches">Whether the distinct rows are looked up in a cache first.</param>
    public DeviceDedup(DeviceLookupArgs args, bool caches = false)
        : base(args)
    {
        var (device, dim, most) = (args.Device, args.Store.EmbeddingDim, args.MaxIndices);
        _ids = new(args);
        _far = args.Own(DeviceTable.Map(device, args.Store));
        _cache = caches ? args.Own(new DeviceCache(device, _far, args.CapacityRows, most)) : null;
        _rows = args.Own(device.Allocate<float>((long)most * dim, "the distinct rows of a batch"));
        _near = DeviceTable.Over(_rows, RowFormats.Fp32, most, dim);
        (_fetch, _expand) = (args.Own(new GatherKernel(device, args.Store.Format, dim)), args.Own(new GatherKernel(device, RowFormats.Fp32, dim)));
        _dedup = args.Own(new DedupKernel(device, most));
        _unique = args.Own(device.Allocate<int>(most, "the numbers of a batch's distinct rows"));
        _inverse = args.Own(device.Allocate<int>(most, "the place of each index among the distinct rows"));
        _count = args.Own(device.Allocate<int>(1, "how many rows of a batch are distinct"));
    }

    /// <summary>The same as an entry that other lookups can be built on.</summary>
    public static DeviceLookupInfo Info(bool caches) => new(
        caches ? "dedup, cache" : "dedup", "document 002, deduplicated lookup", args => new DeviceDedup(args with { Parts = new() }, caches), DeviceCapability.ZeroCopy, DeviceCapability.RegisterHost);

    /// <summary>How many rows of the last batch were distinct; waits for it.</summary>
    public int LastUnique()
    {
        Span<int> count = stackalloc int[1];
        Args.Stream.DownloadAndWait(count, _count, 0);
        return count[0];
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        var ids = _ids.Upload(rows);
        Args.Begin(DevicePhase.Kernel, rows.Length);
        Args.Stream.Fill(_unique, Nowhere);
        _dedup.Launch(Args.Stream, ids, rows.Length, _unique, _inverse, _count);
        if (_cache is null)
        {
            _fetch.Launch(Args.Stream, _far, _unique, rows.Length, _rows);
        }
        else
        {
            _cache.Lookup(Args.Stream, _unique, rows.Length, _rows);
        }

        _expand.Launch(Args.Stream, _near, _inverse, rows.Length, destination);
        Args.End(DevicePhase.Kernel);
        return new(rows.Length, UniqueRows: -1, 0, 0, 0, 0, 0);
    }
}
