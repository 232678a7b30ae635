namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The processor gathers a batch's rows into page-locked memory, piece by piece, and each piece crosses the link while the next is gathered.</summary>
    public static readonly DeviceLookupInfo UploadPinned = Add(new("upload-pinned", "document 002, idea 2; double-buffered staging", args => new UploadPinnedLookup(args)));
}

/// <summary>Copies that run beside the processor's gather: the call returns when the last piece is gathered, not when it has arrived.</summary>
internal sealed class UploadPinnedLookup : CheckedDeviceLookup
{
    private readonly UploadedRows _uploaded;
    private readonly PinnedRows _pinned;

    public UploadPinnedLookup(DeviceLookupArgs args)
        : base(args)
    {
        _uploaded = new(args, inOrder: true);
        _pinned = new(args, _uploaded);
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        var far = _pinned.Upload(rows, destination);
        return DeviceLookupCounts.AllFar(rows.Length, _uploaded.Restore(rows.Length, destination), far);
    }
}
