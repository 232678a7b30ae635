namespace HotRow.Tests.Caching.References;

internal sealed class FifoReference(int capacity) : IReferencePolicy
{
    private readonly Queue<int> _queue = new();

    public (bool Hit, int Evicted) Access(int row)
    {
        if (_queue.Contains(row))
            return (true, -1);

        var evicted = _queue.Count == capacity ? _queue.Dequeue() : -1;
        _queue.Enqueue(row);
        return (false, evicted);
    }
}
