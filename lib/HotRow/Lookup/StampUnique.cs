using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Distinct rows by one 8-byte entry per row of the table: the batch's number above, the row's place below.</summary>
/// <remarks>Numbering the batches spares clearing the array between them; one load tells both whether the row was seen and where.</remarks>
internal sealed class StampUnique : IUnique
{
    private readonly ulong[] _entries;
    private uint _batch;

    public StampUnique(int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        _entries = new ulong[rowCount];
    }

    public string Name => "stamp";

    public long MemoryBytes => 8L * _entries.Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<int> rows, Span<int> unique, Span<int> inverse)
    {
        Unique.Check(rows, unique, inverse, int.MaxValue);
        if (++_batch == 0)
        {
            Array.Clear(_entries);
            _batch = 1;
        }

        var entries = _entries;
        var stamp = _batch;
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            // Whether a row is new is as good as random, so the loop asks without a branch: the row is written as if it were new, and the count decides.
            ref var entry = ref entries[rows[i]];
            var isNew = Unique.ToInt((uint)(entry >> 32) != stamp);
            var place = Unique.Choose(isNew, count, (int)entry);
            unique[count] = rows[i];
            count += isNew;
            entry = ((ulong)stamp << 32) | (uint)place;
            inverse[i] = place;
        }

        return count;
    }
}
