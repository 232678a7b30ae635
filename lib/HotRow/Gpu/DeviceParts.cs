namespace HotRow.Gpu;

/// <summary>What something on a device is made of, given back together, last first: with it, or at once when the rest cannot be made.</summary>
internal sealed class DeviceParts : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();

    /// <summary>Keeps a part.</summary>
    public T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    public void Dispose()
    {
        while (_parts.TryPop(out var part))
        {
            part.Dispose();
        }
    }
}
