using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>An experiment that also asks its question of a device.</summary>
internal interface IDeviceExperiment : IExperiment
{
    /// <summary>Declares the points that run on the device. Each has the parameters "part" = "device" and "device" = <see cref="DeviceInfo.Label"/>; the charts that show them are optional ones.</summary>
    void DeclareOnDevice(RunContext context, Device device);
}
