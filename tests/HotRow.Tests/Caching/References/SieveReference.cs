namespace HotRow.Tests.Caching.References;

/// <summary>Algorithm 1 of the SIEVE paper over a list whose first element is the head, where new objects enter.</summary>
internal sealed class SieveReference(int capacity) : IReferencePolicy
{
    private readonly LinkedList<int> _objects = new();
    private readonly HashSet<int> _visited = [];
    private LinkedListNode<int>? _hand;

    public (bool Hit, int Evicted) Access(int row)
    {
        if (_objects.Contains(row))
        {
            _visited.Add(row);
            return (true, -1);
        }

        var evicted = -1;
        if (_objects.Count == capacity)
        {
            var o = _hand ?? _objects.Last!;
            while (_visited.Contains(o.Value))
            {
                _visited.Remove(o.Value);
                o = o.Previous ?? _objects.Last!;
            }

            _hand = o.Previous;
            evicted = o.Value;
            _objects.Remove(o);
        }

        _objects.AddFirst(row);
        return (false, evicted);
    }
}
