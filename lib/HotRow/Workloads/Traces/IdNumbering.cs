using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Gives 64-bit ids dense numbers by first appearance.</summary>
/// <remarks><i>Cost:</i> one probe of an open-addressing table per id; 24 to 48 bytes per distinct id.</remarks>
public sealed class IdNumbering
{
    private const int LargestTable = 1 << 30;

    // Drawn anew for each table, so that no file can hold ids that all meet in one slot. The numbers do not depend on it.
    private readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    // The number + 1, so that a fresh table is empty.
    private (long Id, int Next)[] _slots = new (long, int)[1024];
    private int _shift = 64 - 10;

    /// <summary>How many distinct ids there are; their numbers are below this.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers a batch of ids; ids that were not met before get the next numbers.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="rows">Where the numbers go, at least as long.</param>
    /// <exception cref="ArgumentException"><paramref name="rows"/> is shorter than <paramref name="ids"/>.</exception>
    /// <exception cref="InputException">There are more than 536,870,912 distinct ids.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Number(ReadOnlySpan<long> ids, Span<int> rows)
    {
        if (rows.Length < ids.Length)
        {
            throw new ArgumentException($"{ids.Length} ids do not fit {rows.Length} rows", nameof(rows));
        }

        for (var i = 0; i < ids.Length; i++)
        {
            rows[i] = NumberOf(ids[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NumberOf(long id)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var slot = SlotOf(id); ; slot = (slot + 1) & mask)
        {
            ref var entry = ref slots[slot];
            if (entry.Next == 0)
            {
                entry = (id, Count + 1);
                return Added();
            }

            if (entry.Id == id)
            {
                return entry.Next - 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(long id)
    {
        var high = Math.BigMul((ulong)id ^ _seed, 0x9E3779B97F4A7C15, out var low);
        return (int)((high ^ low) >> _shift);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Added()
    {
        var number = Count++;
        if (Count * 2L > _slots.Length)
        {
            Grow();
        }

        return number;
    }

    private void Grow()
    {
        if (_slots.Length >= LargestTable)
        {
            throw new InputException($"the trace has more than {LargestTable / 2} distinct ids; take a sample of it");
        }

        var old = _slots;
        _slots = new (long, int)[old.Length * 2];
        _shift = 64 - BitOperations.Log2((uint)_slots.Length);
        var mask = _slots.Length - 1;
        foreach (var entry in old)
        {
            if (entry.Next == 0)
            {
                continue;
            }

            var slot = SlotOf(entry.Id);
            while (_slots[slot].Next != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = entry;
        }
    }
}
