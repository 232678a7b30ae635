namespace HotRow.Tests.Caching.References;

/// <summary>CLOCK as the equivalent second-chance queue: the head goes round again with its bit cleared, or leaves.</summary>
internal sealed class ClockReference(int capacity) : IReferencePolicy
{
    private readonly List<int> _queue = [];
    private readonly HashSet<int> _used = [];

    public (bool Hit, int Evicted) Access(int row)
    {
        if (_queue.Contains(row))
        {
            _used.Add(row);
            return (true, -1);
        }

        var evicted = -1;
        while (_queue.Count == capacity)
        {
            var head = _queue[0];
            _queue.RemoveAt(0);
            if (_used.Remove(head))
                _queue.Add(head);
            else
                evicted = head;
        }

        _queue.Add(row);
        return (false, evicted);
    }
}
