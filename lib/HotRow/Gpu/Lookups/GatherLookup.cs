namespace HotRow.Gpu;

/// <summary>Row numbers cross the link, and one kernel gathers the rows from a table that it can read: on the device, or in host memory.</summary>
internal sealed class GatherLookup : CheckedDeviceLookup
{
    private readonly DeviceTable _table;
    private readonly IdRing _ids;
    private readonly GatherKernel _gather;

    /// <summary>Creates it; the table is owned by whoever made it.</summary>
    public GatherLookup(DeviceLookupArgs args, DeviceTable table)
        : base(args)
    {
        _table = table;
        _ids = new(args);
        _gather = args.Own(new GatherKernel(args.Device, table.Format, table.EmbeddingDim));
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        var ids = _ids.Upload(rows);
        Args.Begin(DevicePhase.Kernel, rows.Length);
        _gather.Launch(Args.Stream, _table, ids, rows.Length, destination);
        Args.End(DevicePhase.Kernel);
        var (rowBytes, idBytes) = ((long)rows.Length * _table.RowBytes, DeviceLookupCounts.IdBytes(rows.Length));
        return _table.Tier == MemoryTier.Hbm
            ? DeviceLookupCounts.AllNear(rows.Length, rowBytes, idBytes)
            : DeviceLookupCounts.AllFar(rows.Length, 0, rowBytes + idBytes);
    }
}
