namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The table's own memory is page-locked once, and every batch's rows are copied straight from it, one copy for each run of neighbouring rows.</summary>
    public static readonly DeviceLookupInfo UploadRegistered = Add(new("upload-registered", "document 002, idea 2, without the staging buffer", args => new UploadRegisteredLookup(args), DeviceCapability.RegisterHost));
}

/// <summary>No processor touches a row, but every copy is a call: worth it for rows of many kilobytes, or batches with long runs.</summary>
internal sealed class UploadRegisteredLookup : CheckedDeviceLookup
{
    private readonly HostBuffer<byte> _table;
    private readonly UploadedRows _uploaded;

    public UploadRegisteredLookup(DeviceLookupArgs args)
        : base(args)
    {
        _table = args.Own(args.Device.Register<byte>(args.Store.Memory, "the table's rows"));
        _uploaded = new(args, inOrder: true);
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        Args.Observer?.Begin(LookupPhase.Fetch, rows.Length);
        Args.Begin(DevicePhase.Transfer, rows.Length);
        var first = 0;
        for (var i = 1; i <= rows.Length; i++)
        {
            if (i == rows.Length || rows[i] != rows[i - 1] + 1)
            {
                _uploaded.Upload(_table, (long)rows[first] * Args.Store.RowBytes, first, i - first, destination);
                first = i;
            }
        }

        Args.End(DevicePhase.Transfer);
        Args.Observer?.End(LookupPhase.Fetch);
        return DeviceLookupCounts.AllFar(rows.Length, _uploaded.Restore(rows.Length, destination), (long)rows.Length * Args.Store.RowBytes);
    }
}
