namespace HotRow.Serving;

/// <summary>The blocks that nobody holds, in the order in which they came back: the one that has been free longest is given out first.</summary>
/// <remarks><i>Cost:</i> O(1) for each operation, 8 B a block, nothing allocated after construction.</remarks>
internal sealed class FreeBlocks
{
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int _end;

    /// <summary>Creates the list with all blocks 0, 1, 2 ... in it.</summary>
    internal FreeBlocks(int blocks)
    {
        _end = blocks;
        _next = new int[blocks + 1];
        _previous = new int[blocks + 1];
        for (var i = 0; i <= blocks; i++)
        {
            _next[i] = i == blocks ? 0 : i + 1;
            _previous[i] = i == 0 ? blocks : i - 1;
        }

        Count = blocks;
    }

    /// <summary>Free blocks.</summary>
    internal int Count { get; private set; }

    /// <summary>Takes the block that has been free longest.</summary>
    internal int TakeOldest()
    {
        var block = _next[_end];
        Remove(block);
        return block;
    }

    /// <summary>Takes a certain block out.</summary>
    internal void Remove(int block)
    {
        _next[_previous[block]] = _next[block];
        _previous[_next[block]] = _previous[block];
        Count--;
    }

    /// <summary>Adds a block at the end: it is the last to be given out.</summary>
    internal void Append(int block)
    {
        var last = _previous[_end];
        (_next[last], _previous[block], _next[block], _previous[_end]) = (block, last, _end, block);
        Count++;
    }
}
