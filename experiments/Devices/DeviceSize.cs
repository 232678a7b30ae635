using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>How much of an experiment a device gets: by the scale, and by whether it is a GPU.</summary>
internal static class DeviceSize
{
    /// <summary>Picks by scale and by device: a CPU behind a device interface proves correctness, whatever the scale, and gets little.</summary>
    public static T Pick<T>(RunContext context, Device device, T tiny, T emulated, T smoke, T full) => context.Scale switch
    {
        Scale.Tiny => tiny,
        _ when !device.Info.IsGpu => emulated,
        Scale.Smoke => smoke,
        _ => full,
    };

    /// <summary>The bytes that are wanted, or as much of the device's free memory as leaves room for everything else.</summary>
    public static long Fitting(Device device, long wanted) => Math.Min(wanted, device.Memory().Free / 4);

    /// <summary>The last-level cache; a usual size where the device does not say. <i>Units:</i> bytes.</summary>
    public static long Cache(Device device) => device.Info.L2Bytes > 0 ? device.Info.L2Bytes : 4L << 20;
}
