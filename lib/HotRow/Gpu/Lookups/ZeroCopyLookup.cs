namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The table stays in host memory, page-locked where it lies, and the kernel reads the rows through the link.</summary>
    /// <remarks>Rows that a batch names again are read again, unless the device's own caches still have them.</remarks>
    public static readonly DeviceLookupInfo ZeroCopy = Add(new(
        "zero-copy", "unified virtual addressing of FBGEMM's embedding tables", args => new GatherLookup(args, args.Own(Gpu.DeviceTable.Map(args.Device, args.Store))), DeviceCapability.ZeroCopy, DeviceCapability.RegisterHost));
}
