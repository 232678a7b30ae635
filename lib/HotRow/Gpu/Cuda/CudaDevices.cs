namespace HotRow.Gpu;

public static partial class DeviceBackends
{
    /// <summary>NVIDIA's GPUs through the driver, NVRTC and cuBLAS; no toolkit is needed.</summary>
    public static readonly DeviceBackendInfo Cuda = Add(new("cuda", "NVIDIA's driver, NVRTC and cuBLAS, loaded where they are found", CudaDevices.Probe, index => new Device(new CudaBackend(CudaDevices.Describe(index)))));
}

/// <summary>Looks for NVIDIA's devices and describes them.</summary>
internal static unsafe class CudaDevices
{
    // The driver of CUDA 12: the oldest with every call that is bound.
    private const int OldestDriver = 12_000;

    /// <summary>What is there; never throws.</summary>
    public static DeviceProbe Probe()
    {
        try
        {
            if (!DeviceLibraries.TryLoad(DeviceLibraries.Cuda, out var driver, out var why))
            {
                return DeviceProbe.None(why);
            }

            CudaErrors.Driver(CudaDriver.Init(0), "cuInit");
            int version, count;
            CudaErrors.Driver(CudaDriver.DriverGetVersion(&version), "cuDriverGetVersion");
            if (version < OldestDriver)
            {
                return DeviceProbe.None($"the driver ({driver}) is of CUDA {Version(version)}, and 12.0 is the oldest that is supported; install a newer NVIDIA driver");
            }

            CudaErrors.Driver(CudaDriver.DeviceGetCount(&count), "cuDeviceGetCount");
            return count == 0 ? DeviceProbe.None($"the driver ({driver}) finds no device; look at nvidia-smi and CUDA_VISIBLE_DEVICES")
                : !DeviceLibraries.TryLoad(DeviceLibraries.Nvrtc, out _, out why) ? DeviceProbe.None($"{count} device{(count == 1 ? "" : "s")} found, and no NVRTC to compile kernels for {(count == 1 ? "it" : "them")}: {why}")
                : new([.. Enumerable.Range(0, count).Select(Describe)], null);
        }
        catch (Exception e) when (e is DeviceException or TypeLoadException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return DeviceProbe.None(e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>One device; the driver must have been started by <see cref="Probe"/>.</summary>
    /// <exception cref="DeviceException">There is no such device, or the driver refuses.</exception>
    public static DeviceInfo Describe(int index)
    {
        int device;
        CudaErrors.Driver(CudaDriver.DeviceGet(&device, index), "cuDeviceGet");
        nuint memory;
        CudaErrors.Driver(CudaDriver.DeviceTotalMem(&memory, device), "cuDeviceTotalMem");
        const int NameBytes = 256;
        var name = stackalloc byte[NameBytes];
        CudaErrors.Driver(CudaDriver.DeviceGetName(name, NameBytes, device), "cuDeviceGetName");
        return new()
        {
            Backend = "cuda",
            Index = index,
            Name = CudaErrors.Text(name),
            Software = Software(),
            IsGpu = true,
            MemoryBytes = (long)memory,
            L2Bytes = Attribute(device, CudaAttribute.L2CacheSize),
            PersistingL2Bytes = Math.Min(Attribute(device, CudaAttribute.MaxPersistingL2CacheSize), Attribute(device, CudaAttribute.MaxAccessPolicyWindowSize)),
            ComputeUnits = Attribute(device, CudaAttribute.MultiprocessorCount),
            Architecture = $"sm_{Attribute(device, CudaAttribute.ComputeCapabilityMajor)}{Attribute(device, CudaAttribute.ComputeCapabilityMinor)}",
            SharedBytes = Attribute(device, CudaAttribute.MaxSharedMemoryPerBlock),
        };
    }

    public static int Attribute(int device, CudaAttribute attribute)
    {
        int value;
        CudaErrors.Driver(CudaDriver.DeviceGetAttribute(&value, (int)attribute, device), $"cuDeviceGetAttribute({attribute})");
        return value;
    }

    /// <summary>NVRTC's version: "13.0".</summary>
    public static string CompilerVersion()
    {
        int major, minor;
        CudaErrors.Compiler(Nvrtc.Version(&major, &minor), "nvrtcVersion");
        return $"{major}.{minor}";
    }

    private static string Software()
    {
        int version;
        CudaErrors.Driver(CudaDriver.DriverGetVersion(&version), "cuDriverGetVersion");
        return $"driver {KernelModule()}CUDA {Version(version)}, NVRTC {CompilerVersion()}, {MatrixVersion()}";
    }

    private static string MatrixVersion()
    {
        if (!DeviceLibraries.TryLoad(DeviceLibraries.Cublas, out _, out _))
        {
            return "no cuBLAS";
        }

        var numbers = stackalloc int[3];
        for (var part = 0; part < 3; part++)
        {
            CudaErrors.Matrix(Cublas.GetProperty(part, numbers + part), "cublasGetProperty");
        }

        return $"cuBLAS {numbers[0]}.{numbers[1]}.{numbers[2]}";
    }

    // "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  Tue ..." -> "580.95.05, "; only Linux says it in a file.
    private static string KernelModule()
    {
        const string File = "/proc/driver/nvidia/version";
        var word = System.IO.File.Exists(File)
            ? System.IO.File.ReadLines(File).Take(1).SelectMany(line => line.Split(' ')).FirstOrDefault(w => w.Contains('.', StringComparison.Ordinal) && char.IsAsciiDigit(w[0]))
            : null;
        return word is null ? "" : word + ", ";
    }

    // 12020 -> 12.2.
    private static string Version(int version) => $"{version / 1_000}.{version % 1_000 / 10}";
}
