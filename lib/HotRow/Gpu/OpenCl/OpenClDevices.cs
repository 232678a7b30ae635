using System.Text;

namespace HotRow.Gpu;

public static partial class DeviceBackends
{
    /// <summary>Every device that has an OpenCL driver: GPUs of all makers, and CPUs.</summary>
    public static readonly DeviceBackendInfo OpenCl = Add(new("opencl", "OpenCL 1.2, the kernels compiled by the device's own driver", OpenClDevices.Probe, OpenClDevices.Open));
}

/// <summary>One device of one driver, with the limits that are checked before the driver is asked.</summary>
/// <param name="Id">The driver's handle.</param>
/// <param name="Info">What it is.</param>
/// <param name="MostBufferBytes">The most that one buffer can have.</param>
/// <param name="IsHostProcessor">It is the processor that this process runs on.</param>
/// <param name="SharesHostMemory">Its memory is the host's: what it takes, the host has less.</param>
/// <param name="AlignBytes">Where memory of the host must begin that kernels read in place.</param>
internal sealed record OpenClDevice(nint Id, DeviceInfo Info, long MostBufferBytes, bool IsHostProcessor, bool SharesHostMemory, int AlignBytes);

/// <summary>The OpenCL devices of this machine, GPUs first. They are looked for once in a process.</summary>
internal static unsafe class OpenClDevices
{
    private const ulong AllTypes = 0xFFFFFFFF;
    private const ulong TypeCpu = 2;
    private const ulong TypeGpu = 4;
    private const uint PlatformName = 0x0902;

    private static readonly Lazy<(IReadOnlyList<OpenClDevice> Devices, string? WhyNot)> s_found = new(Find);

    public static DeviceProbe Probe() => new([.. s_found.Value.Devices.Select(d => d.Info)], s_found.Value.WhyNot);

    public static Device Open(int index) => new(new OpenClBackend(s_found.Value.Devices[index]));

    private static (IReadOnlyList<OpenClDevice> Devices, string? WhyNot) Find()
    {
        if (!DeviceLibraries.TryLoad(DeviceLibraries.OpenCl, out var library, out var whyNot))
        {
            return ([], whyNot);
        }

        try
        {
            var found = Platforms().SelectMany(Devices).OrderByDescending(d => d.Info.IsGpu).ToArray();
            return found.Length > 0
                ? ([.. found.Select((d, index) => d with { Info = d.Info with { Index = index } })], null)
                : ([], $"the loader {library} is there and knows no driver with a device; install the maker's OpenCL driver, or pocl-opencl-icd for the CPU");
        }
        catch (Exception e) when (e is DeviceException or EntryPointNotFoundException)
        {
            return ([], $"{library}: {e.Message}");
        }
    }

    private static nint[] Platforms()
    {
        uint count;
        var code = OpenClCalls.GetPlatformIds(0, null, &count);
        if (code == OpenClCode.NoPlatform || (code == OpenClCode.Success && count == 0))
        {
            return [];
        }

        OpenClCode.Check(code, "clGetPlatformIDs");
        var platforms = new nint[count];
        fixed (nint* first = platforms)
        {
            OpenClCode.Check(OpenClCalls.GetPlatformIds(count, first, null), "clGetPlatformIDs");
        }

        return platforms;
    }

    // A driver that finds no device of its own, or fails, must not hide those of the others.
    private static OpenClDevice[] Devices(nint platform)
    {
        try
        {
            return [.. DeviceIds(platform).Where(IsUsable).Select(d => Describe(platform, d))];
        }
        catch (DeviceException)
        {
            return [];
        }
    }

    private static nint[] DeviceIds(nint platform)
    {
        uint count;
        if (OpenClCalls.GetDeviceIds(platform, AllTypes, 0, null, &count) != OpenClCode.Success || count == 0)
        {
            return [];
        }

        var devices = new nint[count];
        fixed (nint* first = devices)
        {
            return OpenClCalls.GetDeviceIds(platform, AllTypes, count, first, null) == OpenClCode.Success ? devices : [];
        }
    }

    private static bool IsUsable(nint device) =>
        Number(device, OpenClInfo.Available) != 0 && Number(device, OpenClInfo.CompilerAvailable) != 0 && Number(device, OpenClInfo.LittleEndian) != 0;

    private static OpenClDevice Describe(nint platform, nint device)
    {
        var type = Number(device, OpenClInfo.Type);
        var isHost = (type & TypeCpu) != 0;
        var info = new DeviceInfo
        {
            Backend = "opencl",
            Index = 0,
            Name = Text(device, OpenClInfo.Name),
            Software = $"{PlatformText(platform)}, driver {Text(device, OpenClInfo.DriverVersion)}, {string.Join(' ', Text(device, OpenClInfo.Version).Split(' ').Take(2))}",
            IsGpu = (type & TypeGpu) != 0,
            MemoryBytes = (long)Number(device, OpenClInfo.GlobalMemory),
            L2Bytes = (long)Number(device, OpenClInfo.CacheBytes),
            ComputeUnits = (int)Number(device, OpenClInfo.ComputeUnits),
            SharedBytes = (int)Math.Min(int.MaxValue, Number(device, OpenClInfo.LocalMemory)),
        };
        return new(device, info, (long)Number(device, OpenClInfo.MostAllocation), isHost, isHost || Number(device, OpenClInfo.UnifiedMemory) != 0, Math.Max(1, (int)Number(device, OpenClInfo.AlignBits) / 8));
    }

    // Numbers have 4 or 8 bytes, depending on what is asked; the rest stays 0.
    private static ulong Number(nint device, OpenClInfo what)
    {
        ulong value = 0;
        OpenClCode.Check(OpenClCalls.GetDeviceInfo(device, (uint)what, sizeof(ulong), &value, null), $"clGetDeviceInfo({what})");
        return value;
    }

    private static string Text(nint device, OpenClInfo what)
    {
        nuint size;
        OpenClCode.Check(OpenClCalls.GetDeviceInfo(device, (uint)what, 0, null, &size), $"clGetDeviceInfo({what})");
        var bytes = new byte[size];
        fixed (byte* first = bytes)
        {
            OpenClCode.Check(OpenClCalls.GetDeviceInfo(device, (uint)what, size, first, null), $"clGetDeviceInfo({what})");
        }

        return Clean(bytes);
    }

    private static string PlatformText(nint platform)
    {
        nuint size;
        OpenClCode.Check(OpenClCalls.GetPlatformInfo(platform, PlatformName, 0, null, &size), "clGetPlatformInfo");
        var bytes = new byte[size];
        fixed (byte* first = bytes)
        {
            OpenClCode.Check(OpenClCalls.GetPlatformInfo(platform, PlatformName, size, first, null), "clGetPlatformInfo");
        }

        return Clean(bytes);
    }

    // Drivers pad names with blanks and end them with a zero.
    private static string Clean(byte[] bytes) => string.Join(' ', Encoding.UTF8.GetString(bytes).TrimEnd('\0').Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
