using System.Text;

namespace HotRow.Gpu;

/// <summary>Compiles kernels through NVRTC: to a device's own code, or to PTX, which the driver translates, where the compiler is older than the device.</summary>
internal static unsafe class CudaCompiler
{
    /// <summary>The image that the driver loads.</summary>
    /// <param name="name">The kernel file's name.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="architecture">"sm_90".</param>
    /// <param name="settings">What it is compiled with, as an error message says it.</param>
    /// <exception cref="DeviceException">It does not compile; the first error comes first.</exception>
    public static byte[] Compile(string name, string text, string architecture, string settings)
    {
        nint program;
        fixed (byte* source = Utf8(text), file = Utf8(name))
        {
            CudaErrors.Compiler(Nvrtc.CreateProgram(&program, source, file, 0, null, null), "nvrtcCreateProgram");
        }

        try
        {
            var code = Run(program, architecture);
            var native = code != Nvrtc.InvalidOption;
            if (!native)
            {
                architecture = Older(architecture);
                code = Run(program, architecture);
            }

            if (code == Nvrtc.CompilationFailed)
            {
                throw new DeviceException($"{FirstError(Log(program), name)} (NVRTC {CudaDevices.CompilerVersion()} for {architecture}{settings})");
            }

            CudaErrors.Compiler(code, "nvrtcCompileProgram");
            return native ? Native(program) : Portable(program);
        }
        finally
        {
            _ = Nvrtc.DestroyProgram(&program);
        }
    }

    private static int Run(nint program, string architecture)
    {
        // A product and a sum are fused only where a kernel says so, as in its C# body.
        fixed (byte* target = Utf8("--gpu-architecture=" + architecture), language = "--std=c++17"u8, device = "-default-device"u8, fused = "--fmad=false"u8, unused = "--diag-suppress=177"u8)
        {
            var options = stackalloc byte*[] { target, language, device, fused, unused };
            return Nvrtc.CompileProgram(program, 5, options);
        }
    }

    // The newest that the compiler knows and the device still runs: "compute_90" for "sm_120".
    private static string Older(string architecture)
    {
        int count;
        CudaErrors.Compiler(Nvrtc.GetNumSupportedArchs(&count), "nvrtcGetNumSupportedArchs");
        var known = new int[count];
        fixed (int* first = known)
        {
            CudaErrors.Compiler(Nvrtc.GetSupportedArchs(first), "nvrtcGetSupportedArchs");
        }

        var device = int.Parse(architecture.AsSpan("sm_".Length), System.Globalization.CultureInfo.InvariantCulture);
        var best = known.Where(a => a <= device).DefaultIfEmpty(0).Max();
        return best > 0
            ? $"compute_{best}"
            : throw new DeviceException($"NVRTC {CudaDevices.CompilerVersion()} compiles for sm_{known.Min()} and newer, and the device is {architecture}; set HOTROW_LIB_NVRTC to an older one");
    }

    private static byte[] Native(nint program)
    {
        nuint bytes;
        CudaErrors.Compiler(Nvrtc.GetCubinSize(program, &bytes), "nvrtcGetCUBINSize");
        var image = new byte[bytes];
        fixed (byte* first = image)
        {
            CudaErrors.Compiler(Nvrtc.GetCubin(program, first), "nvrtcGetCUBIN");
        }

        return image;
    }

    private static byte[] Portable(nint program)
    {
        nuint bytes;
        CudaErrors.Compiler(Nvrtc.GetPtxSize(program, &bytes), "nvrtcGetPTXSize");
        var text = new byte[bytes];
        fixed (byte* first = text)
        {
            CudaErrors.Compiler(Nvrtc.GetPtx(program, first), "nvrtcGetPTX");
        }

        return text;
    }

    private static string Log(nint program)
    {
        nuint bytes;
        CudaErrors.Compiler(Nvrtc.GetProgramLogSize(program, &bytes), "nvrtcGetProgramLogSize");
        var text = new byte[Math.Max(1, bytes)];
        fixed (byte* first = text)
        {
            CudaErrors.Compiler(Nvrtc.GetProgramLog(program, first), "nvrtcGetProgramLog");
            return CudaErrors.Text(first);
        }
    }

    private static string FirstError(string log, string name)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? $"{name} does not compile, and the compiler does not say why";
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
