namespace HotRow.Lab;

/// <summary>A cache that notices updated rows: every row of the table has a version, every slot the version that it was filled with.</summary>
/// <remarks>An update costs one write and searches nothing; a hit costs one comparison more. A stale hit is answered like a miss, into the slot that the row has.
/// Memory: 4 B per row of the table and per slot. A row would have to be updated 2^32 times between two uses to look unchanged.</remarks>
internal sealed class StampedCache(ICachePolicy policy, int rowCount)
{
    private readonly uint[] _versions = new uint[rowCount];
    private readonly uint[] _filledWith = new uint[policy.Capacity];

    /// <summary>Says that the table's row has changed.</summary>
    public void Update(int row) => _versions[row]++;

    /// <summary>Touches a row; true when the slot holds the row as it is now.</summary>
    public bool Access(int row)
    {
        var access = policy.Access(row);
        if (access.Slot < 0)
        {
            return false;
        }

        ref var filledWith = ref _filledWith[access.Slot];
        var isHit = access.IsHit && filledWith == _versions[row];
        filledWith = _versions[row];
        return isHit;
    }

    /// <summary>Runs a stream in which <c>~row</c> is an update, and returns the hits.</summary>
    public long Run(ReadOnlySpan<int> stream)
    {
        long hits = 0;
        foreach (var item in stream)
        {
            if (item < 0)
            {
                Update(~item);
            }
            else
            {
                hits += Access(item) ? 1 : 0;
            }
        }

        return hits;
    }
}
