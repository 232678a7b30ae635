namespace HotRow.Gpu;

/// <summary>An output on a device with some elements behind it that no kernel may touch.</summary>
/// <typeparam name="T">Element.</typeparam>
internal sealed class CheckedOutput<T> : IDisposable
    where T : unmanaged
{
    private const int Guard = 64;
    private readonly T[] _read;
    private readonly T _untouched;

    /// <summary>Takes the output and writes the same number everywhere.</summary>
    public CheckedOutput(Device device, DeviceStream stream, int length, T untouched)
    {
        (Length, _untouched, _read) = (length, untouched, new T[length + Guard]);
        Array.Fill(_read, untouched);
        Buffer = device.Allocate<T>(_read.Length, "a check's output");
        stream.UploadAndWait<T>(Buffer, 0, _read);
    }

    public DeviceBuffer<T> Buffer { get; }

    public int Length { get; }

    /// <summary>What was written, and what is wrong with what is behind it.</summary>
    public T[] Read(DeviceStream stream, out string? failure)
    {
        stream.DownloadAndWait(_read, Buffer, 0);
        var touched = _read.AsSpan(Length).IndexOfAnyExcept(_untouched);
        failure = touched < 0 ? null : $"the element {touched + 1} behind the output's {Length} was written: {_read[Length + touched]}";
        return _read[..Length];
    }

    public void Dispose() => Buffer.Dispose();
}
