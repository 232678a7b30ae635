namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The announced batch is gathered into page-locked memory and crosses the link on a second stream, while the current batch is used.</summary>
    public static readonly DeviceLookupInfo PrefetchedUpload = Add(new("prefetched-upload", "document 000, solution 3", args => new PrefetchedDeviceLookup(args, UploadPinned!)));
}
