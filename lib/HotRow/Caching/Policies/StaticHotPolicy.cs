using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Static pinning: the rows that the first tenth of the trace used most stay in the cache for good; all others
/// are read past it.</summary>
/// <remarks>The first floor(10 %) of the accesses are the training part and are all bypassed, so they count as misses.
/// Afterwards the rows that it used most often, as many as there are slots (ties: the row seen first), are pinned; each
/// is filled by its own first access after the training, which is a miss too. Nothing is ever evicted.
/// <para><i>Throws:</i> InvalidOperationException when an access of the training part is not the trace's.</para>
/// <para><i>Cost:</i> O(1) per access, 1 B per slot beside the index.</para>
/// <para><i>Source:</i> the documents' "pin the hottest rows"; training on a prefix keeps it honest, since a set chosen from the whole trace would know the future.</para></remarks>
public sealed class StaticHotPolicy : ICachePolicy, IRowIndexed
{
    private readonly RowIndex _index;
    private readonly bool[] _filled;
    private readonly ReadOnlyMemory<int> _trace;
    private readonly int _trainingLength;
    private int _position;

    /// <summary>Creates the policy of an empty cache.</summary>
    /// <exception cref="ArgumentException">The trace names a row that is not below the row count.</exception>
    public StaticHotPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _trace = args.Trace;
        _trainingLength = args.Trace.Length / 10;
        var training = args.Trace.Span[.._trainingLength];
        var hot = MostUsed(training, args.SlotCount, args.RowCount);
        _filled = new bool[hot.Length];
        _index = new RowIndex(args.RowCount, hot.Length);
        for (var slot = 0; slot < hot.Length; slot++)
        {
            _index.Set(hot[slot], slot);
        }
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _filled.Length;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CacheAccess Access(int row, AccessKind kind = AccessKind.Demand) =>
        _index.IsDirect ? Touch(row, _index.FindDirect(row), kind) : AccessInTable(row, kind);

    // Out of line, so that the usual path calls nothing and saves no registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private CacheAccess AccessInTable(int row, AccessKind kind) => Touch(row, _index.FindInTable(row), kind);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CacheAccess Touch(int row, int slot, AccessKind kind)
    {
        if (_position < _trainingLength || _trace.IsEmpty)
            return Train(row, kind);
        if (slot < 0)
            return CacheAccess.Bypassed;
        if (_filled[slot])
            return CacheAccess.Hit(slot);

        _filled[slot] = true;
        Count++;
        return CacheAccess.Admitted(slot, -1);
    }

    private CacheAccess Train(int row, AccessKind kind)
    {
        if (kind == AccessKind.Demand)
        {
            if (_trace.IsEmpty || _trace.Span[_position] != row)
                throw FutureUses.NotTheTrace(_trace.Span, _position, row);
            _position++;
        }

        return CacheAccess.Bypassed;
    }

    private static int[] MostUsed(ReadOnlySpan<int> training, int slotCount, int rowCount)
    {
        var uses = new Dictionary<int, int>();
        var seen = new List<int>(); // in order of first use, which a stable sort keeps among equals
        for (var i = 0; i < training.Length; i++)
        {
            var row = training[i];
            FutureUses.CheckRow(row, i, rowCount);
            if (!uses.TryGetValue(row, out var count))
                seen.Add(row);
            uses[row] = count + 1;
        }

        return seen.OrderByDescending(row => uses[row]).Take(slotCount).ToArray();
    }
}

public static partial class CachePolicies
{
    /// <summary>The most used rows of the trace's first tenth, pinned.</summary>
    public static readonly CachePolicyInfo StaticHot = Add(new("static-hot", "static pinning, trained on the first 10 %", args => new StaticHotPolicy(args), NeedsTrace: true, Bypasses: true));
}
