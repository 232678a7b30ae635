using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Belady's optimum: the resident row whose next use is farthest leaves. It needs to know the whole trace.</summary>
/// <remarks>On demand every missing row is admitted, and no policy that does so hits more often. With bypass a missing row whose next use is
/// not nearer than that of every resident row is not admitted to a full cache, and no policy at all hits more often. A row that is never used
/// again leaves first. A prefetched row counts as resident from then on, by its next use.
/// <para><i>Throws:</i> InvalidOperationException when the demanded rows are not the trace's.</para>
/// <para><i>Cost:</i> see <see cref="FutureUses"/>.</para>
/// <para><i>Source:</i> L. Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5 (1966), algorithm MIN;
/// R. Mattson, J. Gecsei, D. Slutz and I. Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9 (1970), for this form, its proof,
/// and the optimum when the incoming row may itself be the victim.</para></remarks>
public sealed class BeladyPolicy : ICachePolicy, IRowIndexed
{
    private readonly RowIndex _index;
    private readonly FutureUses _future;
    private readonly int _slotCount;
    private readonly bool _bypasses;

    /// <summary>Creates the policy of an empty cache.</summary>
    /// <param name="args">Capacity, row count and the trace to come.</param>
    /// <param name="bypasses">Whether a missing row may be read past the cache.</param>
    /// <exception cref="ArgumentException">The trace names a row that is not below the row count.</exception>
    public BeladyPolicy(CachePolicyArgs args, bool bypasses = false)
    {
        Capacity = args.Capacity;
        _slotCount = args.SlotCount;
        _future = new FutureUses(args.Trace, args.RowCount, _slotCount);
        _bypasses = bypasses;
        _index = new RowIndex(args.RowCount, _slotCount);
    }

    /// <inheritdoc/>
    public int Capacity { get; }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public RowIndex Index => _index;

    /// <inheritdoc/>
    public long MetadataBytes => _index.Bytes + _future.Bytes;

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
        if (kind == AccessKind.Demand)
            _future.Advance(row);
        if (slot < 0)
            return Admit(row);

        if (kind == AccessKind.Demand)
            _future.Note(row);
        return CacheAccess.Hit(slot);
    }

    private CacheAccess Admit(int row)
    {
        var evicted = -1;
        int slot;
        if (Count < _slotCount)
        {
            slot = Count++;
        }
        else if (_bypasses && _future.NextUse(row) >= _future.FarthestUse())
        {
            return CacheAccess.Bypassed;
        }
        else
        {
            evicted = _future.TakeFarthest();
            slot = _index.Find(evicted);
            _index.Remove(evicted);
        }

        _index.Set(row, slot);
        _future.Note(row);
        return CacheAccess.Admitted(slot, evicted);
    }
}

public static partial class CachePolicies
{
    /// <summary>Belady's optimum among policies that admit every missing row.</summary>
    public static readonly CachePolicyInfo Belady = Add(new("belady", "Belady 1966, IBM Systems Journal 5", args => new BeladyPolicy(args), NeedsTrace: true));
}
