using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Belady's optimum with bypass: as <see cref="BeladyPolicy"/>, but a missing row whose next use is farther than
/// that of every resident row is not admitted.</summary>
/// <remarks>No policy at all hits more often. While a slot is free every row is admitted. A row that is never used again
/// is not admitted to a full cache.
/// <para><i>Throws:</i> InvalidOperationException when the demanded rows are not the trace's.</para>
/// <para><i>Cost:</i> see <see cref="FutureUses"/>.</para>
/// <para><i>Source:</i> R. Mattson, J. Gecsei, D. Slutz and I. Traiger, "Evaluation techniques for storage hierarchies", IBM Systems Journal 9 (1970):
/// the optimum when the incoming row may itself be the victim.</para></remarks>
public sealed class BeladyBypassPolicy : ICachePolicy, IRowIndexed
{
    private readonly RowIndex _index;
    private readonly FutureUses _future;
    private readonly int _slotCount;

    /// <summary>Creates the policy of an empty cache.</summary>
    /// <exception cref="ArgumentException">The trace names a row that is not below the row count.</exception>
    public BeladyBypassPolicy(CachePolicyArgs args)
    {
        Capacity = args.Capacity;
        _slotCount = args.SlotCount;
        _future = new FutureUses(args.Trace, args.RowCount, _slotCount);
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
        else if (_future.NextUse(row) >= _future.FarthestUse())
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
    /// <summary>Belady's optimum among all policies.</summary>
    public static readonly CachePolicyInfo BeladyBypass = Add(new("belady-bypass", "Belady 1966, Mattson et al. 1970", args => new BeladyBypassPolicy(args), NeedsTrace: true, Bypasses: true));
}
