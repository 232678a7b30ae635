namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The processor finds a batch's distinct rows; each crosses the link once, from page-locked memory, and a kernel gives every index its copy.</summary>
    public static readonly DeviceLookupInfo UploadUnique = Add(new("upload-unique", "document 001, smart indexing; torch.unique with inverse", args => new UploadUniqueLookup(args)));
}

/// <summary>As upload-pinned, but no row crosses the link twice for the same batch; instead each index's place does, 4 bytes.</summary>
internal sealed class UploadUniqueLookup : CheckedDeviceLookup
{
    private readonly IUnique _unique;
    private readonly UploadedRows _uploaded;
    private readonly PinnedRows _pinned;
    private readonly IdRing _places;
    private readonly int[] _rows;
    private readonly int[] _inverse;

    public UploadUniqueLookup(DeviceLookupArgs args)
        : base(args, countsUnique: true)
    {
        _unique = Unique.For(args.Store.RowCount, args.MaxIndices);
        (_rows, _inverse) = (new int[args.MaxIndices], new int[args.MaxIndices]);
        _uploaded = new(args, inOrder: false);
        _pinned = new(args, _uploaded);
        _places = new(args);
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        Args.Observer?.Begin(LookupPhase.Dedup, rows.Length);
        var count = _unique.Find(rows, _rows, _inverse);
        Args.Observer?.End(LookupPhase.Dedup);
        var places = _places.Upload(_inverse.AsSpan(0, rows.Length));
        var far = _pinned.Upload(_rows.AsSpan(0, count), destination);
        var near = _uploaded.Gather(places, rows.Length, destination);
        return new(rows.Length, count, rows.Length - count, count, Bypasses: 0, near, far + DeviceLookupCounts.IdBytes(rows.Length));
    }
}
