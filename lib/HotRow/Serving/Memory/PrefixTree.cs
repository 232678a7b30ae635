namespace HotRow.Serving;

/// <summary>A cache of prompts as a tree of blocks: two prompts share the path on which they begin alike. Full, it gives up the leaf that was not used for longest.</summary>
/// <remarks>
/// A use of a path touches it from its end to its root, so a parent is always more recent than its children and the oldest entry is always a leaf: what is given up never cuts a path in two.
/// A flat cache of the same blocks, touched in the order in which they are read, gives up beginnings first and keeps ends that no prompt can reach.
/// Entries that were not used for the time to live are gone at the next use.
/// <para><i>Cost:</i> O(1) a block; nothing is allocated once the map has grown to the capacity.</para>
/// <para><i>Source:</i> Zheng et al., SGLang: Efficient Execution of Structured Language Model Programs, 2024, section 3 (RadixAttention).</para>
/// <para><i>Deviation:</i> one node a block; SGLang merges chains of nodes into one edge and splits them again. Eviction takes block after block either way, so the same blocks stay.</para>
/// </remarks>
public sealed class PrefixTree
{
    private const int Root = -1;
    private const int None = -1;
    private readonly Dictionary<(int Parent, long Block), int> _children = [];
    private readonly (int Parent, long Block)[] _names;
    private readonly SimTime[] _used;
    private readonly int[] _older;
    private readonly int[] _newer;
    private readonly SimTime _timeToLive;
    private int[] _path = new int[64];
    private int _oldest = None;
    private int _newest = None;
    private int _vacant;

    /// <summary>Creates an empty tree.</summary>
    /// <param name="capacity">Most blocks, at least 1.</param>
    /// <param name="timeToLive">How long an entry lives without a use, above 0; default is for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">No capacity, or a negative time to live.</exception>
    public PrefixTree(int capacity, SimTime timeToLive = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, SimTime.Zero);
        Capacity = capacity;
        _timeToLive = timeToLive == SimTime.Zero ? SimTime.Never : timeToLive;
        _names = new (int, long)[capacity];
        _used = new SimTime[capacity];
        _older = new int[capacity];
        _newer = new int[capacity];
        for (var i = 0; i < capacity; i++)
        {
            _newer[i] = i + 1 < capacity ? i + 1 : None;
        }
    }

    /// <summary>Most blocks.</summary>
    public int Capacity { get; }

    /// <summary>Blocks in the tree.</summary>
    public int Count { get; private set; }

    /// <summary>Looks a prompt up and adds what is missing of it.</summary>
    /// <param name="blocks">The hashes of its blocks from the first on.</param>
    /// <param name="now">Not before the last use.</param>
    /// <returns>How many blocks from the first on were there. A prompt longer than the capacity keeps its beginning.</returns>
    public int Use(ReadOnlySpan<long> blocks, SimTime now)
    {
        Expire(now);
        var length = Math.Min(blocks.Length, Capacity);
        if (_path.Length < length)
        {
            Array.Resize(ref _path, Math.Max(length, _path.Length * 2));
        }

        var found = Walk(blocks[..length]);
        TouchPath(found, now);

        // The found path is the newest now and shorter than the tree: what makes room for the rest is never part of it.
        for (var i = found; i < length; i++)
        {
            _path[i] = Insert(i == 0 ? Root : _path[i - 1], blocks[i], now);
        }

        TouchPath(length, now);
        return found;
    }

    /// <summary>How many blocks of a prompt are there from the first on; nothing is touched.</summary>
    public int Match(ReadOnlySpan<long> blocks)
    {
        var node = Root;
        for (var i = 0; i < blocks.Length; i++)
        {
            if (!_children.TryGetValue((node, blocks[i]), out node))
            {
                return i;
            }
        }

        return blocks.Length;
    }

    private int Walk(ReadOnlySpan<long> blocks)
    {
        var node = Root;
        for (var i = 0; i < blocks.Length; i++)
        {
            if (!_children.TryGetValue((node, blocks[i]), out node))
            {
                return i;
            }

            _path[i] = node;
        }

        return blocks.Length;
    }

    private void Expire(SimTime now)
    {
        while (_oldest != None && now - _used[_oldest] > _timeToLive)
        {
            Evict();
        }
    }

    private int Insert(int parent, long block, SimTime now)
    {
        if (Count == Capacity)
        {
            Evict();
        }

        var node = _vacant;
        _vacant = _newer[node];
        _names[node] = (parent, block);
        _children.Add((parent, block), node);
        Count++;
        Link(node, now);
        return node;
    }

    private void Evict()
    {
        var node = _oldest;
        Unlink(node);
        _children.Remove(_names[node]);
        (_newer[node], _vacant) = (_vacant, node);
        Count--;
    }

    private void TouchPath(int length, SimTime now)
    {
        for (var i = length - 1; i >= 0; i--)
        {
            Unlink(_path[i]);
            Link(_path[i], now);
        }
    }

    private void Link(int node, SimTime now)
    {
        (_older[node], _newer[node], _used[node]) = (_newest, None, now);
        if (_newest == None)
        {
            _oldest = node;
        }
        else
        {
            _newer[_newest] = node;
        }

        _newest = node;
    }

    private void Unlink(int node)
    {
        var (older, newer) = (_older[node], _newer[node]);
        (older == None ? ref _oldest : ref _newer[older]) = newer;
        (newer == None ? ref _newest : ref _older[newer]) = older;
    }
}
