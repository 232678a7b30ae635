namespace HotRow;

/// <summary>Counts rows and keeps them in falling order of their counts, in bounded memory.</summary>
/// <remarks>
/// Rows of one count stand together in a block. A count rises by a swap with the first row of the block, where the block above takes that place over. When
/// no place is free, a new row takes the place and the count of a row with the least count (Space-Saving), so counts are then upper bounds.
/// <para><i>Cost:</i> O(1) per access; at most 56 B per place; nothing is allocated after construction.</para>
/// <para><i>Source:</i> A. Metwally, D. Agrawal and A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005, in
/// arrays instead of linked lists.</para></remarks>
internal sealed class FrequencyOrder
{
    private const int BytesPerPlace = 24 + 32; // row, block, and a block's count, first place and place among the free ones; the largest entry of a RowIndex
    private readonly RowIndex _places;
    private readonly int[] _rows; // in falling order of count
    private readonly int[] _blockOf; // per place
    private readonly long[] _countOf; // per block
    private readonly int[] _firstOf; // per block: its first place
    private readonly int[] _freeBlocks;
    private int _freeCount;

    public FrequencyOrder(int rowCount, long memoryBytes)
    {
        // An index that is an array over all rows is taken only where it, too, leaves room within the limit.
        var affordable = Math.Min(rowCount, memoryBytes / BytesPerPlace);
        if (affordable < 1)
        {
            throw new ArgumentException($"{memoryBytes} bytes do not hold one count ({BytesPerPlace} bytes): raise PrefetcherArgs.MemoryBytes", nameof(memoryBytes));
        }

        var capacity = (int)affordable;
        _places = new(rowCount, capacity, directLimitBytes: 32L * capacity);
        _rows = new int[capacity];
        _blockOf = new int[capacity];
        _countOf = new long[capacity + 1];
        _firstOf = new int[capacity + 1];
        _freeBlocks = new int[capacity + 1];
        for (var block = 0; block <= capacity; block++)
        {
            _freeBlocks[_freeCount++] = capacity - block;
        }
    }

    /// <summary>How many rows are counted.</summary>
    public int Count { get; private set; }

    /// <summary>The rows, the most frequent first; rows of one count in an order that is the same in every replay.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>The count of the row at a place.</summary>
    public long CountAt(int place) => _countOf[_blockOf[place]];

    /// <summary>Counts an access.</summary>
    public void Add(int row)
    {
        var place = _places.Find(row);
        if (place >= 0)
        {
            Raise(place);
        }
        else if (Count < _rows.Length)
        {
            place = Count++;
            Put(row, place);
            var last = place > 0 ? _blockOf[place - 1] : -1;
            _blockOf[place] = last >= 0 && _countOf[last] == 1 ? last : NewBlock(1, place);
        }
        else
        {
            place = Count - 1;
            _places.Remove(_rows[place]);
            Put(row, place);
            Raise(place);
        }
    }

    private void Raise(int place)
    {
        var block = _blockOf[place];
        var first = _firstOf[block];
        var row = _rows[place];
        Put(_rows[first], place);
        Put(row, first);

        var count = _countOf[block] + 1;
        var alone = first + 1 == Count || _blockOf[first + 1] != block;
        var above = first > 0 ? _blockOf[first - 1] : -1;
        if (above >= 0 && _countOf[above] == count)
        {
            _blockOf[first] = above;
            if (alone)
            {
                _freeBlocks[_freeCount++] = block;
                return;
            }
        }
        else if (alone)
        {
            _countOf[block] = count;
            return;
        }
        else
        {
            _blockOf[first] = NewBlock(count, first);
        }

        _firstOf[block] = first + 1;
    }

    private int NewBlock(long count, int first)
    {
        var block = _freeBlocks[--_freeCount];
        _countOf[block] = count;
        _firstOf[block] = first;
        return block;
    }

    private void Put(int row, int place)
    {
        _rows[place] = row;
        _places.Set(row, place);
    }
}
