namespace HotRow.Gpu;

/// <summary>A device or its driver refused: one line with the function, the code and the driver's own words.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Creates it from a message that stands for itself.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it from a driver's answer: "cuLaunchKernel: an illegal memory access was encountered (CUDA_ERROR_ILLEGAL_ADDRESS, code 700)".</summary>
    /// <param name="function">The function that was called.</param>
    /// <param name="code">What it returned.</param>
    /// <param name="codeName">The code's symbol, "" where unknown.</param>
    /// <param name="words">The driver's own text, "" where it has none.</param>
    public DeviceException(string function, int code, string codeName, string words)
        : base($"{function}: {(words.Length > 0 ? words : "the driver gives no words")} ({(codeName.Length > 0 ? codeName + ", " : "")}code {code})") => Code = code;

    /// <summary>The driver's code; 0 when no driver was asked.</summary>
    public int Code { get; }

    /// <summary>A device is out of memory.</summary>
    public static DeviceException OutOfMemory(string purpose, long bytes, long free, long total) => new(
        $"{purpose} needs {bytes / 1e9:0.00} GB of device memory, and {free / 1e9:0.00} of {total / 1e9:0.00} GB are free; use fewer rows, a smaller dimension or fewer bytes an element, or keep the table in host memory");
}
