namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The whole table crosses the link for every batch, from the ordinary memory it lies in, and a kernel gathers from the copy.</summary>
    public static readonly DeviceLookupInfo FullUpload = Add(new("full-upload", "document 000, root cause 1", args => new FullUploadLookup(args)));
}

/// <summary>What a table costs that is moved to the device whenever it is used. Pageable memory, as a program has it that does not know better.</summary>
internal sealed class FullUploadLookup : CheckedDeviceLookup
{
    private readonly DeviceBuffer<byte> _rows;
    private readonly DeviceTable _table;
    private readonly IdRing _ids;
    private readonly GatherKernel _gather;

    public FullUploadLookup(DeviceLookupArgs args)
        : base(args)
    {
        var store = args.Store;
        _rows = args.Device.Allocate<byte>((long)store.RowCount * store.RowBytes, $"a copy of the table's {store.RowCount:N0} rows");
        _table = args.Own(DeviceTable.Over(_rows, store.Format, store.RowCount, store.EmbeddingDim));
        _ids = new(args);
        _gather = args.Own(new GatherKernel(args.Device, store.Format, store.EmbeddingDim));
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        Args.Observer?.Begin(LookupPhase.Fetch, _table.RowCount);
        Args.Begin(DevicePhase.Transfer, _table.RowCount);
        DeviceTable.UploadRows(Args.Stream, _rows, Args.Store);
        Args.End(DevicePhase.Transfer);
        Args.Observer?.End(LookupPhase.Fetch);
        var ids = _ids.Upload(rows);
        Args.Begin(DevicePhase.Kernel, rows.Length);
        _gather.Launch(Args.Stream, _table, ids, rows.Length, destination);
        Args.End(DevicePhase.Kernel);
        return DeviceLookupCounts.AllNear(rows.Length, (long)rows.Length * _table.RowBytes, _table.Bytes + DeviceLookupCounts.IdBytes(rows.Length));
    }
}
