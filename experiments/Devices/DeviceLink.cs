using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>What the link and the device's memory give at most, measured by large copies among a point's other contenders.</summary>
internal static class DeviceLink
{
    /// <summary>Page-locked memory to the device.</summary>
    public const string Upload = "pinned upload";

    /// <summary>Ordinary memory to the device.</summary>
    public const string PageableUpload = "pageable upload";

    /// <summary>Within the device's memory, bytes read and written.</summary>
    public const string Copy = "device copy";

    private const string Purpose = "a large copy";

    /// <summary>Adds a copy of that many bytes from page-locked memory to the device.</summary>
    public static void AddUpload(DevicePoint point, long bytes)
    {
        var host = point.Point.Own(point.Device.AllocateHost<byte>(bytes, HostMemoryKind.Pinned, Purpose));
        var device = point.Allocate<byte>(bytes, Purpose);
        point.Single(Upload, () => point.Stream.Upload(device, 0, host, 0, bytes), DeviceMetrics.LinkGBps, bytes / 1e9);
    }

    /// <summary>Adds a copy of that many bytes from ordinary memory to the device, which the driver stages.</summary>
    public static unsafe void AddPageableUpload(DevicePoint point, long bytes)
    {
        var host = point.Point.Own(new PageMemory(bytes, Purpose));
        new Span<byte>(host.Pointer, checked((int)bytes)).Fill(1);
        var device = point.Allocate<byte>(bytes, Purpose);
        point.Single(PageableUpload, () => point.Stream.UploadAndWait(device, 0, new ReadOnlySpan<byte>(host.Pointer, (int)bytes)), DeviceMetrics.LinkGBps, bytes / 1e9);
    }

    /// <summary>Adds a copy of that many bytes within the device, as often a sample as the point's batches: each byte is read and written.</summary>
    public static void AddCopy(DevicePoint point, long bytes)
    {
        var (from, to) = (point.Allocate<uint>(bytes / sizeof(uint), Purpose), point.Allocate<uint>(bytes / sizeof(uint), Purpose));
        point.Stream.Fill(from, 1u);
        point.Variant(Copy, () => point.Stream.Copy(to, 0, from, 0, from.Length), DeviceMetrics.GBps, 2 * bytes / 1e9);
    }
}
