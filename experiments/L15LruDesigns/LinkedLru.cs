namespace HotRow.Lab;

/// <summary>The textbook's LRU cache: a dictionary from row to list node, a list in order of use, a new node for each admitted row.</summary>
/// <remarks>Written the plain way, as the reference that an array-backed LRU is held against, in counts and in cost.</remarks>
internal sealed class LinkedLru(CachePolicyArgs args) : ICachePolicy
{
    // Of the 64-bit runtime: two words of header, list, next, previous, and the two numbers.
    private const int NodeBytes = 48;

    // Hash, next, key and padding, value; and the bucket.
    private const int EntryBytes = 24 + sizeof(int);

    private readonly Dictionary<int, LinkedListNode<(int Row, int Slot)>> _nodes = new(Math.Min(args.Capacity, args.RowCount));
    private readonly LinkedList<(int Row, int Slot)> _order = new();

    public int Capacity { get; } = args.Capacity;

    public int Count => _nodes.Count;

    public long MetadataBytes => ((long)Count * NodeBytes) + ((long)_nodes.Capacity * EntryBytes);

    public CacheAccess Access(int row, AccessKind kind = AccessKind.Demand)
    {
        if (_nodes.TryGetValue(row, out var node))
        {
            if (kind == AccessKind.Demand)
            {
                _order.Remove(node);
                _order.AddFirst(node);
            }

            return CacheAccess.Hit(node.Value.Slot);
        }

        var (evicted, slot) = (-1, Count);
        if (Count == Capacity)
        {
            (evicted, slot) = _order.Last!.Value;
            _order.RemoveLast();
            _nodes.Remove(evicted);
        }

        _nodes[row] = _order.AddFirst((row, slot));
        return CacheAccess.Admitted(slot, evicted);
    }
}
