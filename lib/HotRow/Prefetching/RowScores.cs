namespace HotRow;

/// <summary>Sums a score per row and names the best rows.</summary>
/// <remarks>Equal scores stand in ascending order of their rows, so the answer depends on the scores alone.
/// <para><i>Cost:</i> 32 to 48 B per row of the capacity; nothing is allocated after construction.</para></remarks>
internal sealed class RowScores
{
    private readonly RowPlaces _places;
    private readonly float[] _scores;
    private readonly ulong[] _keys;

    public RowScores(int capacity)
    {
        _places = new(capacity);
        _scores = new float[capacity];
        _keys = new ulong[capacity];
    }

    public void Clear() => _places.Clear();

    /// <summary>Adds to a row's score; a new row is left out when the capacity is used up.</summary>
    /// <param name="row">The row.</param>
    /// <param name="score">Positive.</param>
    public void Add(int row, float score)
    {
        var place = _places.Find(row);
        if (place >= 0)
        {
            _scores[place] += score;
        }
        else if (_places.TryAdd(row))
        {
            _scores[_places.Count - 1] = score;
        }
    }

    /// <summary>Writes the rows with the highest scores, best first, and returns how many.</summary>
    public int TakeBest(Span<int> rows)
    {
        var keys = _keys.AsSpan(0, _places.Count);
        for (var place = 0; place < keys.Length; place++)
        {
            // Positive floats are ordered like their bits.
            keys[place] = ((ulong)BitConverter.SingleToUInt32Bits(_scores[place]) << 32) | (uint)~_places.Rows[place];
        }

        keys.Sort();
        var count = Math.Min(rows.Length, keys.Length);
        for (var i = 0; i < count; i++)
        {
            rows[i] = ~(int)(uint)keys[^(i + 1)];
        }

        return count;
    }
}
