namespace HotRow.Gpu;

/// <summary>What a lookup is made of and gives back: the last part first.</summary>
internal sealed class LookupParts : IDisposable
{
    private readonly Stack<IDisposable> _parts = [];

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
