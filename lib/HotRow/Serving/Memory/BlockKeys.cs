namespace HotRow.Serving;

/// <summary>Which block keeps which tokens: from key to block and back.</summary>
/// <remarks>Chains through arrays over the blocks, because a key belongs to one block and a block has one key at most: nothing is allocated after construction.
/// <i>Cost:</i> O(1) for each operation on average.</remarks>
internal sealed class BlockKeys
{
    private const int None = -1;
    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly BlockKey[] _keys;
    private readonly bool[] _has;

    /// <summary>Creates the table for that many blocks, none of them with a key.</summary>
    internal BlockKeys(int blocks)
    {
        _heads = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)blocks)];
        _heads.AsSpan().Fill(None);
        _next = new int[blocks];
        _keys = new BlockKey[blocks];
        _has = new bool[blocks];
    }

    /// <summary>Whether the block has a key.</summary>
    internal bool Has(int block) => _has[block];

    /// <summary>Finds the block of a key.</summary>
    internal bool TryFind(BlockKey key, out int block)
    {
        block = _heads[Slot(key)];
        while (block != None && _keys[block] != key)
        {
            block = _next[block];
        }

        return block != None;
    }

    /// <summary>Gives a block a key, unless it has one or another block has this one: the first to compute a prefix keeps it.</summary>
    internal void TryAdd(int block, BlockKey key)
    {
        if (_has[block] || TryFind(key, out _))
        {
            return;
        }

        ref var head = ref _heads[Slot(key)];
        (_keys[block], _next[block], _has[block]) = (key, head, true);
        head = block;
    }

    /// <summary>Forgets the key of a block, when it has one.</summary>
    /// <returns>Whether it had one.</returns>
    internal bool Remove(int block)
    {
        if (!_has[block])
        {
            return false;
        }

        ref var link = ref _heads[Slot(_keys[block])];
        while (link != block)
        {
            link = ref _next[link];
        }

        link = _next[block];
        _has[block] = false;
        return true;
    }

    private int Slot(BlockKey key) => (int)(key.Spread() & (uint)(_heads.Length - 1));
}
