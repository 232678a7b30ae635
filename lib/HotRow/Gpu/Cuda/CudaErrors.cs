using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>Turns the codes of NVIDIA's libraries into exceptions with the function, the code and the library's own words.</summary>
internal static unsafe class CudaErrors
{
    /// <summary>There is not so much memory.</summary>
    public const int OutOfMemory = 2;

    /// <summary>The work before an event is still going on.</summary>
    public const int NotReady = 600;

    /// <summary>Whether nothing can be done with the device any more after this error: a kernel went wrong, and its context with it.</summary>
    public static bool EndsTheContext(int code) => code is 214 or 700 or 702 or 709 or 710 or (>= 714 and <= 719);

    public static void Driver(int code, string function)
    {
        if (code != 0)
        {
            throw OfDriver(code, function);
        }
    }

    public static DeviceException OfDriver(int code, string function)
    {
        byte* name = null;
        byte* text = null;
        _ = CudaDriver.GetErrorName(code, &name);
        _ = CudaDriver.GetErrorString(code, &text);
        return new(function, code, Text(name), Text(text));
    }

    public static void Compiler(int code, string function)
    {
        if (code != 0)
        {
            throw new DeviceException(function, code, "", Text(Nvrtc.GetErrorString(code)));
        }
    }

    public static void Matrix(int code, string function)
    {
        if (code != 0)
        {
            throw new DeviceException(function, code, Text(Cublas.GetStatusName(code)), Text(Cublas.GetStatusString(code)));
        }
    }

    /// <summary>A library's text, "" where it has none.</summary>
    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
