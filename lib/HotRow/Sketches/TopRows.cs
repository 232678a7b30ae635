namespace HotRow;

/// <summary>The rows with the highest estimates offered so far, in a heap with the least on top.</summary>
/// <remarks><i>Cost:</i> O(log k) per change; 28 B per row.</remarks>
internal sealed class TopRows
{
    /// <summary>Bytes of memory for one row.</summary>
    public const int BytesPerRow = NodeIndex.BytesPerNode + (3 * sizeof(int)) + sizeof(long);

    private readonly NodeIndex _index;
    private readonly int[] _rows; // by node, as are the next two
    private readonly long[] _estimates;
    private readonly int[] _places;
    private readonly int[] _heap; // node at each place
    private int _count;

    /// <summary>Creates an empty set of at most <paramref name="capacity"/> rows.</summary>
    public TopRows(int capacity)
    {
        _rows = new int[capacity];
        _estimates = new long[capacity];
        _places = new int[capacity];
        _heap = new int[capacity];
        _index = new NodeIndex(_rows);
    }

    /// <summary>The row's last estimate; 0 when the row is not kept.</summary>
    public long EstimateOf(int row) => _index.Find(row) is >= 0 and var node ? _estimates[node] : 0;

    /// <summary>Offers a row with its newest estimate; a kept row's estimate never falls.</summary>
    public void Offer(int row, long estimate)
    {
        var full = _count == _heap.Length;
        var node = _index.Find(row);
        if (node >= 0)
        {
            _estimates[node] = Math.Max(_estimates[node], estimate);
            SiftDown(_places[node]);
            return;
        }

        if (full && estimate <= _estimates[_heap[0]])
            return;

        if (full)
        {
            node = _heap[0];
            _index.Remove(node);
        }
        else
        {
            node = _count++;
            Put(node, node);
        }

        _rows[node] = row;
        _estimates[node] = estimate;
        _index.Add(node);
        SiftUp(_places[node]);
        SiftDown(_places[node]);
    }

    /// <summary>Writes the rows, highest estimate first, and returns how many.</summary>
    public int Top(Span<HeavyRow> destination) => HeavyRows.Write(_rows.AsSpan(0, _count), _estimates.AsSpan(0, _count), destination);

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        _count = 0;
        _index.Clear();
    }

    private void SiftUp(int place)
    {
        var node = _heap[place];
        for (; place > 0 && _estimates[_heap[(place - 1) / 2]] > _estimates[node]; place = (place - 1) / 2)
        {
            Put(place, _heap[(place - 1) / 2]);
        }

        Put(place, node);
    }

    private void SiftDown(int place)
    {
        var node = _heap[place];
        for (var child = (2 * place) + 1; child < _count; child = (2 * place) + 1)
        {
            if (child + 1 < _count && _estimates[_heap[child + 1]] < _estimates[_heap[child]])
                child++;
            if (_estimates[_heap[child]] >= _estimates[node])
                break;
            Put(place, _heap[child]);
            place = child;
        }

        Put(place, node);
    }

    private void Put(int place, int node)
    {
        _heap[place] = node;
        _places[node] = place;
    }
}
