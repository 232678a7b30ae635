namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The processor gathers a batch's rows into ordinary memory; one copy brings them over, and is waited for.</summary>
    public static readonly DeviceLookupInfo UploadPageable = Add(new("upload-pageable", "document 002, idea 2; torch's index_select and to(device)", args => new UploadPageableLookup(args)));
}

/// <summary>One copy per batch, of memory that the driver has to copy once more before the link can have it.</summary>
internal sealed unsafe class UploadPageableLookup : CheckedDeviceLookup
{
    private readonly PageMemory _gathered;
    private readonly UploadedRows _uploaded;

    public UploadPageableLookup(DeviceLookupArgs args)
        : base(args)
    {
        _gathered = args.Own(new PageMemory((long)args.MaxIndices * args.Store.RowBytes, $"{args.MaxIndices:N0} gathered rows"));
        _uploaded = new(args, inOrder: true);
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        var gathered = new Span<byte>(_gathered.Pointer, rows.Length * Args.Store.RowBytes);
        Args.Observer?.Begin(LookupPhase.Fetch, rows.Length);
        Args.Store.ReadStoredRows(rows, gathered);
        Args.Begin(DevicePhase.Transfer, rows.Length);
        _uploaded.UploadAndWait(gathered, 0, destination);
        Args.End(DevicePhase.Transfer);
        Args.Observer?.End(LookupPhase.Fetch);
        return DeviceLookupCounts.AllFar(rows.Length, _uploaded.Restore(rows.Length, destination), gathered.Length);
    }
}
