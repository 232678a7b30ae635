namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The whole table lies on the device; only row numbers cross the link.</summary>
    public static readonly DeviceLookupInfo DeviceTable = Add(new("device-table", "document 002, idea 1", args => new GatherLookup(args, args.Own(Gpu.DeviceTable.Upload(args.Device, args.Store)))));
}
