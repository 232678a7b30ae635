using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace HotRow;

/// <summary>A policy that finds its rows through a <see cref="RowIndex"/>, so that a caller who knows the next rows can prefetch their entries.</summary>
public interface IRowIndexed
{
    /// <summary>The policy's index. Callers only read it.</summary>
    RowIndex Index { get; }
}

/// <summary>A map from row to node, the small number under which a policy keeps the row: an array over all rows while
/// that is small, an open-addressing table otherwise.</summary>
/// <remarks>
/// The array is taken when it needs at most <see cref="DirectLimitBytes"/> or no more than the table would. The table is a
/// power of two at most half full, probed linearly; deletion shifts the following entries back, so there are no tombstones
/// and a lookup never grows slower with age.
/// <para><i>Cost:</i> 4 B per row, or 16 to 32 B per entry; nothing is allocated after construction.</para>
/// <para><i>Source:</i> D. Knuth, The Art of Computer Programming 3 (2nd ed.), section 6.4, algorithms L and R.</para>
/// </remarks>
public sealed class RowIndex
{
    /// <summary>The largest array over all rows, in bytes: 64 MiB, 16.8 million rows.</summary>
    public const long DirectLimitBytes = 64L << 20;

    private const ulong Empty = ulong.MaxValue;
    private readonly int[]? _direct;
    private readonly ulong[] _table = []; // row in the high half, node in the low half
    private readonly int _shift;
    private readonly int _mask;
    private readonly int _rowCount;

    /// <summary>Creates an empty map.</summary>
    /// <param name="rowCount">Every row is below this.</param>
    /// <param name="maxEntries">The most rows that will be in the map at one time.</param>
    /// <param name="directLimitBytes">The largest array over all rows, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the table would exceed 2^30 entries.</exception>
    public RowIndex(int rowCount, int maxEntries, long directLimitBytes = DirectLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(maxEntries);
        _rowCount = rowCount;
        var tableLength = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(2, 2L * maxEntries));
        var directBytes = (long)rowCount * sizeof(int);
        if (directBytes <= directLimitBytes || directBytes <= tableLength * sizeof(ulong))
        {
            _direct = new int[rowCount];
            Array.Fill(_direct, -1);
            Bytes = directBytes;
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(tableLength, 1L << 30, nameof(maxEntries));
        _table = new ulong[tableLength];
        Array.Fill(_table, Empty);
        _mask = (int)tableLength - 1;
        _shift = 32 - BitOperations.Log2((uint)tableLength);
        Bytes = tableLength * sizeof(ulong);
    }

    /// <summary>Whether the map is an array over all rows.</summary>
    public bool IsDirect => _direct is not null;

    /// <summary>Bytes of memory it occupies.</summary>
    public long Bytes { get; }

    /// <summary>The row's node; -1 when the row is not in the map.</summary>
    /// <exception cref="IndexOutOfRangeException">The row is negative or not below the row count, and the map is an array.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int row)
    {
        var direct = _direct;
        return direct is not null ? direct[row] : FindInTable(row);
    }

    /// <summary>Puts the row in the map, or changes its node.</summary>
    /// <exception cref="IndexOutOfRangeException">The row is negative or not below the row count, and the map is an array.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The same, and the map is a table.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int row, int node)
    {
        var direct = _direct;
        if (direct is not null)
            direct[row] = node;
        else
            SetInTable(row, node);
    }

    /// <summary>Takes the row, which is in the map, out of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int row)
    {
        var direct = _direct;
        if (direct is not null)
            direct[row] = -1;
        else
            RemoveFromTable(row);
    }

    /// <summary>Asks the processor to fetch the row's entry, where it can be asked; any number is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int row)
    {
        if (!Sse.IsSupported)
            return;

        // The address may be stale when a collection moves the array: a prefetch of any address is harmless.
        var direct = _direct;
        if (direct is not null)
            Sse.Prefetch0((int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(direct)) + row);
        else
            Sse.Prefetch0(Unsafe.AsPointer(ref Entry(Home(row))));
    }

    // 2^32 / golden ratio: neighbouring rows, which dense ids make common, land far apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(int row) => (int)(((uint)row * 0x9E3779B9u) >> _shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Entry(int position) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_table), position);

    /// <summary>The row's node when the map is an array; -1 when the row is not in the map.</summary>
    /// <exception cref="IndexOutOfRangeException">The row is negative or not below the row count.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int FindDirect(int row) => _direct![row];

    /// <summary>The row's node when the map is a table; -1 when the row is not in the map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int FindInTable(int row)
    {
        for (var i = Home(row); ; i = (i + 1) & _mask)
        {
            var entry = Entry(i);
            if ((int)(entry >> 32) == row)
                return (int)entry;
            if (entry == Empty)
                return -1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetInTable(int row, int node)
    {
        if ((uint)row >= (uint)_rowCount)
            ThrowRow(row);
        var i = Home(row);
        while (Entry(i) != Empty && (int)(Entry(i) >> 32) != row)
        {
            i = (i + 1) & _mask;
        }

        Entry(i) = ((ulong)(uint)row << 32) | (uint)node;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RemoveFromTable(int row)
    {
        var hole = Home(row);
        while ((int)(Entry(hole) >> 32) != row)
        {
            hole = (hole + 1) & _mask;
        }

        for (var i = (hole + 1) & _mask; Entry(i) != Empty; i = (i + 1) & _mask)
        {
            // An entry may move back into the hole only if the hole lies on its probe path, between its home and itself.
            var home = Home((int)(Entry(i) >> 32));
            if (((i - home) & _mask) >= ((i - hole) & _mask))
            {
                Entry(hole) = Entry(i);
                hole = i;
            }
        }

        Entry(hole) = Empty;
    }
    private void ThrowRow(int row) =>
        throw new ArgumentOutOfRangeException(nameof(row), row, $"allowed are 0 to {_rowCount - 1}");
}
