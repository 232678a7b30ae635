namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>A cache of <see cref="DeviceLookupArgs.CapacityRows"/> rows in the device's memory; missing rows are read by the kernel through the link, from the table in host memory.</summary>
    public static readonly DeviceLookupInfo DeviceCache = Add(new(
        "device-cache", "document 001, GPU-aware caching; cached embedding tables of FBGEMM", args => new DeviceCacheLookup(args), DeviceCapability.ZeroCopy, DeviceCapability.RegisterHost));
}

/// <summary>Row numbers cross the link, and of the rows only those that the cache has not. The host is asked nothing.</summary>
internal sealed class DeviceCacheLookup : CheckedDeviceLookup
{
    // A group has some 16 KiB of rows under way. On every second multiprocessor that fills the link, and a full grid would
    // hold all of them while it waits for it: the consumer's kernels would find no place until the last of its groups has begun.
    private const int UnitsPerGroup = 2;
    private readonly DeviceCache _cache;
    private readonly IdRing _ids;

    public DeviceCacheLookup(DeviceLookupArgs args)
        : base(args)
    {
        var table = args.Own(DeviceTable.Map(args.Device, args.Store));
        var mostGroups = args.BesideWork ? Math.Max(1, args.Device.Info.ComputeUnits / UnitsPerGroup) : int.MaxValue;
        _cache = args.Own(new DeviceCache(args.Device, table, args.CapacityRows, args.MaxIndices, args.CacheScore, mostGroups: mostGroups));
        _ids = new(args);
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        var ids = _ids.Upload(rows);
        Args.Begin(DevicePhase.Kernel, rows.Length);
        _cache.Lookup(Args.Stream, ids, rows.Length, destination);
        Args.End(DevicePhase.Kernel);

        // What was hit the device counts for itself.
        return DeviceLookupCounts.AllFar(rows.Length, 0, DeviceLookupCounts.IdBytes(rows.Length)) with { Misses = 0 };
    }

    protected override LookupResult Complete(in LookupResult counted)
    {
        // The cache holds rows restored to fp32, however the table stores them.
        var counts = _cache.ReadCounts(Args.Stream);
        return counted with
        {
            Hits = counts.Hits,
            Misses = counts.Misses,
            Bypasses = counts.Bypassed,
            NearBytes = counts.Hits * Args.Store.EmbeddingDim * sizeof(float),
            FarBytes = counted.FarBytes + (counts.Misses * Args.Store.RowBytes),
        };
    }
}
