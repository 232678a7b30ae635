namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>As device-cache; the announced batch is looked up on a second stream, so that its missing rows cross the link while the current batch is used.</summary>
    public static readonly DeviceLookupInfo DeviceCachePrefetch = Add(new(
        "device-cache-prefetch", "document 000, complete lookup flow", args => new PrefetchedDeviceLookup(args, DeviceCache!), DeviceCapability.ZeroCopy, DeviceCapability.RegisterHost));
}
