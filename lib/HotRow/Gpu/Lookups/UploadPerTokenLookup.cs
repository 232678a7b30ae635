namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>One small copy across the link for every index, each waited for.</summary>
    public static readonly DeviceLookupInfo UploadPerToken = Add(new("upload-per-token", "document 002, current implementation", args => new UploadPerTokenLookup(args)));
}

/// <summary>Rows that cross the link one by one, from the ordinary memory they lie in.</summary>
internal sealed class UploadPerTokenLookup : CheckedDeviceLookup
{
    private readonly HeldRows _table;
    private readonly UploadedRows _uploaded;

    public UploadPerTokenLookup(DeviceLookupArgs args)
        : base(args)
    {
        _table = args.Own(new HeldRows(args.Store));
        _uploaded = new(args, inOrder: true);
    }

    protected override LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        Args.Observer?.Begin(LookupPhase.Fetch, rows.Length);
        Args.Begin(DevicePhase.Transfer, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            _uploaded.UploadAndWait(_table[rows[i]], i, destination);
        }

        Args.End(DevicePhase.Transfer);
        Args.Observer?.End(LookupPhase.Fetch);
        return DeviceLookupCounts.AllFar(rows.Length, _uploaded.Restore(rows.Length, destination), (long)rows.Length * Args.Store.RowBytes);
    }
}
