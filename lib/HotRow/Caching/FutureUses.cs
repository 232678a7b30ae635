using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>What an optimal policy knows: the accesses to come, each row's next use, and which resident row is used last.</summary>
/// <remarks>
/// One backward pass finds the next use of every access. A resident row is kept as one bit at the position of its next
/// use, in a tree of bitmaps with 64 children per node, so the farthest one is found by a leading-zero count per level
/// instead of by a heap; rows that are never used again wait on a stack. Bits at positions that are past are left
/// behind: whenever a victim is sought every resident row is on the stack or has its bit ahead.
/// <para><i>Cost:</i> O(log64 of the trace's length) per access; 4 B per access of the trace, 4 B per row, 4 B per slot.</para>
/// </remarks>
internal sealed class FutureUses
{
    /// <summary>The position of a use that never comes.</summary>
    public const int Never = int.MaxValue;

    private readonly int[] _trace;
    private readonly int _offset;
    private readonly int _length;
    private readonly int[] _nextAfter; // of each access
    private readonly int[] _nextUse; // of each row, seen from now
    private readonly ulong[][] _levels; // bit p of the first: a resident row's next use is at p
    private readonly int[] _unused; // resident rows that are never used again
    private int _unusedCount;
    private int _position;

    /// <summary>Reads the accesses to come.</summary>
    /// <exception cref="ArgumentException">The trace names a row that is not below the row count.</exception>
    public FutureUses(ReadOnlyMemory<int> trace, int rowCount, int slotCount)
    {
        if (MemoryMarshal.TryGetArray(trace, out var segment) && segment.Array is not null)
            (_trace, _offset) = (segment.Array, segment.Offset);
        else
            _trace = trace.ToArray();
        _length = trace.Length;
        _nextAfter = new int[_length];
        _nextUse = new int[rowCount];
        _unused = new int[slotCount];
        _levels = CreateLevels(_length);
        Array.Fill(_nextUse, Never);
        for (var i = _length - 1; i >= 0; i--)
        {
            var row = _trace[_offset + i];
            CheckRow(row, i, rowCount);
            _nextAfter[i] = _nextUse[row];
            _nextUse[row] = i;
        }
    }

    /// <summary>Bytes of memory it occupies, without the trace itself.</summary>
    public long Bytes => (((long)_nextAfter.Length + _nextUse.Length + _unused.Length) * sizeof(int)) + _levels.Sum(level => (long)level.Length * sizeof(ulong));

    /// <summary>Goes on by one access.</summary>
    /// <exception cref="InvalidOperationException">The trace has another row there, or has ended.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int row)
    {
        var position = _position;
        if (position >= _length || _trace[_offset + position] != row)
            throw NotTheTrace(_trace.AsSpan(_offset, _length), position, row);
        _nextUse[row] = _nextAfter[position];
        _position = position + 1;
    }

    /// <summary>The position of the row's next use, or <see cref="Never"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextUse(int row) => _nextUse[row];

    /// <summary>Notes a resident row's next use: after it was admitted, and after each use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int row)
    {
        var next = _nextUse[row];
        if (next == Never)
        {
            _unused[_unusedCount++] = row;
            return;
        }

        foreach (var level in _levels)
        {
            ref var word = ref level[next >> 6];
            var wasEmpty = word == 0;
            word |= 1UL << next;
            if (!wasEmpty)
                return;
            next >>= 6;
        }
    }

    /// <summary>When the resident row that is used last is used; <see cref="Never"/> when one is not used again.</summary>
    public int FarthestUse() => _unusedCount > 0 ? Never : FarthestPosition();

    /// <summary>Takes out the resident row that is used last.</summary>
    public int TakeFarthest()
    {
        if (_unusedCount > 0)
            return _unused[--_unusedCount];

        var position = FarthestPosition();
        var bit = position;
        foreach (var level in _levels)
        {
            ref var word = ref level[bit >> 6];
            word &= ~(1UL << bit);
            if (word != 0)
                break;
            bit >>= 6;
        }

        return _trace[_offset + position];
    }

    /// <summary>The error for an access that differs from the trace.</summary>
    public static InvalidOperationException NotTheTrace(ReadOnlySpan<int> trace, int position, int row) => new(
        position < trace.Length
            ? $"access {position} is row {row}, but the trace the policy was made for has row {trace[position]} there"
            : $"access {position} is row {row}, but the trace the policy was made for has only {trace.Length} accesses");

    /// <summary>Throws unless the trace's row is below the row count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckRow(int row, int position, int rowCount)
    {
        if ((uint)row >= (uint)rowCount)
            ThrowRow(row, position, rowCount);
    }

    private static void ThrowRow(int row, int position, int rowCount) =>
        throw new ArgumentException($"access {position} of the trace is row {row}; allowed are 0 to {rowCount - 1}", "args");

    private static ulong[][] CreateLevels(int length)
    {
        var levels = new List<ulong[]>();
        do
        {
            length = (int)((length + 63L) / 64);
            levels.Add(new ulong[Math.Max(1, length)]);
        }
        while (length > 1);

        return [.. levels];
    }

    private int FarthestPosition()
    {
        var position = 0;
        for (var i = _levels.Length - 1; i >= 0; i--)
        {
            position = (position << 6) | BitOperations.Log2(_levels[i][position]);
        }

        return position;
    }
}
