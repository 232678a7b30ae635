namespace HotRow;

/// <summary>Row to node, for at most a fixed number of nodes: an open-addressing table that is at most half full.</summary>
/// <remarks>Holds node numbers only and asks the caller's array for a node's row. Linear probing; removal shifts entries back,
/// so there are no marks of deletion. <i>Cost:</i> 8 B per node.</remarks>
internal readonly struct NodeIndex
{
    /// <summary>Bytes of memory for one node.</summary>
    public const int BytesPerNode = 2 * sizeof(int);

    private readonly int[] _table; // node + 1; 0 is free
    private readonly int[] _rowOf;

    /// <summary>Creates an empty index.</summary>
    /// <param name="rowOf">The row of each node; set a node's row before adding the node, and not between adding and removing it.</param>
    public NodeIndex(int[] rowOf)
    {
        _rowOf = rowOf;
        _table = new int[checked(2 * rowOf.Length)];
    }

    /// <summary>The row's node; -1 when there is none.</summary>
    public int Find(int row)
    {
        for (var place = Home(row); _table[place] != 0; place = Next(place))
        {
            var node = _table[place] - 1;
            if (_rowOf[node] == row)
                return node;
        }

        return -1;
    }

    /// <summary>Adds a node whose row is not in the index.</summary>
    public void Add(int node)
    {
        var place = Home(_rowOf[node]);
        while (_table[place] != 0)
        {
            place = Next(place);
        }

        _table[place] = node + 1;
    }

    /// <summary>Removes a node that is in the index.</summary>
    public void Remove(int node)
    {
        var free = Home(_rowOf[node]);
        while (_table[free] != node + 1)
        {
            free = Next(free);
        }

        // An entry may move into the hole unless its home lies behind the hole, on the way to where it stands.
        for (var place = Next(free); _table[place] != 0; place = Next(place))
        {
            if (Distance(Home(_rowOf[_table[place] - 1]), place) >= Distance(free, place))
            {
                _table[free] = _table[place];
                free = place;
            }
        }

        _table[free] = 0;
    }

    /// <summary>Removes all nodes.</summary>
    public void Clear() => Array.Clear(_table);

    private int Distance(int from, int to) => to >= from ? to - from : to - from + _table.Length;

    private int Next(int place) => place + 1 < _table.Length ? place + 1 : 0;

    private int Home(int row) => (int)(((ulong)((uint)row * 0x9E37_79B9u) * (uint)_table.Length) >> 32);
}
