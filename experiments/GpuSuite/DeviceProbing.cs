using System.Diagnostics;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>What there is and what it can do, found by trying.</summary>
internal static class DeviceProbing
{
    internal const string KernelDriver = "driver";
    internal const string Torch = "torch";

    private const int TrialBytes = 16 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static void Run(StepOrder order, StepFindings findings)
    {
        foreach (var backend in DeviceBackends.All)
        {
            var probe = backend.Probe();
            findings.Fact($"backend {backend.Name}", probe.WhyNot ?? string.Join("; ", probe.Devices.Select(d => d.OneLine)));
            findings.Selectors.AddRange(probe.Devices.Select(d => d.Selector));
            foreach (var info in probe.Devices)
            {
                findings.Fact(info.Selector, Describe(info));
            }
        }

        foreach (var library in new[] { DeviceLibraries.Cuda, DeviceLibraries.Nvrtc, DeviceLibraries.Cublas, DeviceLibraries.OpenCl })
        {
            findings.Fact($"library {library}", DeviceLibraries.TryLoad(library, out var from, out var why) ? from : why);
        }

        findings.Fact(KernelDriver, Driver());
        findings.Fact("nvidia-smi", Tool("nvidia-smi", "--query-gpu=name,driver_version,pcie.link.gen.current,pcie.link.width.current,clocks.sm,clocks.mem,clocks.max.mem,power.limit,ecc.mode.current,mig.mode.current", "--format=csv,noheader"));
        findings.Fact(Torch, PythonPeer.TorchVersion() ?? "no Python with torch here");
        using var device = findings.Open(order.Device);
        var (free, total) = device.Memory();
        findings.Fact("memory", $"{free / 1e9:0.00} of {total / 1e9:0.00} GB free");
        findings.Fact("capabilities", DeviceDoctor.Capabilities(device));
        foreach (var attribute in device.Info.Backend == "cuda" ? Enum.GetValues<CudaAttribute>() : [])
        {
            findings.Fact(attribute.ToString(), Tried(() => CudaDevices.Attribute(device.Info.Index, attribute).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        findings.Fact("pages of the host registered", Tried(() => RegisterPages(device)));
        findings.Fact("a file's mapping registered", Tried(() => RegisterFile(device, order.Folder)));
    }

    private static string Describe(DeviceInfo info) =>
        $"{(info.IsGpu ? "a GPU" : "no GPU: correctness only")}; {(info.Architecture.Length > 0 ? info.Architecture + ", " : "")}units: {info.ComputeUnits}; L2 {info.L2Bytes / 1e6:0.0} MB, of which {info.PersistingL2Bytes / 1e6:0.0} MB can be set aside; {info.SharedBytes / 1024} KiB a group";

    private static string Tried(Func<string> attempt)
    {
        try
        {
            return attempt();
        }
        catch (Exception e) when (e is DeviceException or InputException or IOException or UnauthorizedAccessException)
        {
            return "refused: " + e.Message;
        }
    }

    private static string RegisterPages(Device device)
    {
        using var memory = new PageMemory(TrialBytes, "memory to be registered");
        memory.Floats.Fill(1);
        var time = Elapsed.Of(() => device.Register<byte>(memory, "memory to be registered").Dispose());
        return $"yes, {TrialBytes >> 20} MiB and back in {time.TotalMilliseconds:0.0} ms";
    }

    // Straight to the backend: a mapped file is no memory that the library would register, and whether it could be is the question.
    private static unsafe string RegisterFile(Device device, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "mapping.tmp");
        try
        {
            File.WriteAllBytes(path, new byte[TrialBytes]);
            using var file = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read);
            using var view = file.CreateViewAccessor(0, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read);
            byte* first = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
            try
            {
                device.Backend.FreeHost(device.Backend.RegisterHost((nint)first, TrialBytes, readOnly: true, "a file's mapping"));
                return $"yes, {TrialBytes >> 20} MiB read-only";
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Driver()
    {
        const string Path = "/proc/driver/nvidia/version";
        return Tried(() => File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault() ?? "" : "no NVIDIA kernel driver is loaded");
    }

    // The vendor's own words, where the vendor's tool is; nothing depends on them.
    private static string Tool(string name, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill(entireProcessTree: true);
                return $"{name} gave no answer in {s_patience.TotalSeconds:0} s";
            }

            return process.ExitCode == 0 ? output.Result.Trim() : $"{name} ended with exit code {process.ExitCode}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"no {name} here";
        }
    }
}
