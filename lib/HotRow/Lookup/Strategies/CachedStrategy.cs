using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Keeps rows in near memory as a cache policy decides, reads the others from the far tier in one request, and gathers both from near memory.</summary>
/// <remarks>The policy sees the batch's indices in order, repeats included, exactly as a simulation of the same trace would. A miss is given the next
/// row of a staging area behind the slots, so a batch's answers all lie in one piece of memory and a slot that is given to several rows within a
/// batch does no harm: slots are written only after the gather, with the row that came last. A repeat of a row that is still on its way counts as
/// a hit, as it does in the simulation, and is served from the staging area.
/// <para><i>Counts:</i> hits, misses and bypasses are the policy's; far bytes are one row per miss; near bytes are one row per index for the gather and one
/// for each row that was copied into a slot.</para></remarks>
internal sealed unsafe class CachedStrategy : ILookupStrategy
{
    private readonly LookupArgs _args;
    private readonly ICachePolicy _policy;
    private readonly int _slots;
    private readonly NearRows _near;
    private readonly int[] _sources;
    private readonly int[] _missRows;
    private readonly int[] _missSlots;
    private readonly int[] _pending;
    private bool _interrupted;

    public CachedStrategy(LookupArgs args)
    {
        if (args.Policy is not { } policy)
        {
            throw new ArgumentException("the strategy 'cached' needs a policy: set LookupArgs.Policy to an entry of CachePolicies", nameof(args));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(args.CapacityRows, 1);
        _args = args;
        _policy = policy.Create(new(args.CapacityRows, args.Store.RowCount, policy.NeedsTrace ? args.Trace : default));
        _slots = Math.Min(_policy.Capacity, args.Store.RowCount);
        _near = new((long)_slots + args.MaxIndices, args.Store.EmbeddingDim, $"a cache of {_slots} rows and a batch of {args.MaxIndices}");
        _sources = new int[args.MaxIndices];
        _missRows = new int[args.MaxIndices];
        _missSlots = new int[args.MaxIndices];
        _pending = new int[_slots];
        Array.Fill(_pending, -1);
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        if (_interrupted)
        {
            throw new InvalidOperationException("a read failed after the policy had admitted its rows, so slots and policy no longer agree; make the strategy anew");
        }

        var store = _args.Store;
        var indices = batch.Indices.Span;
        _interrupted = true;
        var (misses, bypasses) = Decide(indices);
        if (misses > 0)
        {
            store.ReadRows(_missRows.AsSpan(0, misses), _near.Rows(_slots, misses));
        }

        RowPooling.GatherOrPool(_near, store.EmbeddingDim, _sources.AsSpan(0, indices.Length), batch.Offsets.Span, _args.Pooling, destination, _args.Threads);
        var admitted = Admit(misses);
        _interrupted = false;
        return new(
            indices.Length,
            UniqueRows: -1,
            indices.Length - misses,
            misses,
            bypasses,
            NearBytes: (indices.Length + (long)admitted) * store.RowBytes,
            FarBytes: (long)misses * store.RowBytes);
    }

    public void Dispose() => _near.Dispose();

    /// <summary>Asks the policy about every index, and notes where its row will lie: in a slot, or in the staging area behind the slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Misses, int Bypasses) Decide(ReadOnlySpan<int> indices)
    {
        var (misses, bypasses) = (0, 0);
        for (var i = 0; i < indices.Length; i++)
        {
            var access = _policy.Access(indices[i]);
            if (access.IsHit)
            {
                var miss = _pending[access.Slot];
                _sources[i] = miss < 0 ? access.Slot : _slots + miss;
                continue;
            }

            if (access.Slot < 0)
            {
                bypasses++;
            }
            else
            {
                _pending[access.Slot] = misses;
            }

            _missRows[misses] = indices[i];
            _missSlots[misses] = access.Slot;
            _sources[i] = _slots + misses;
            misses++;
        }

        return (misses, bypasses);
    }

    /// <summary>Copies the admitted rows into their slots, of several rows for one slot the last, and returns how many.</summary>
    private int Admit(int misses)
    {
        var admitted = 0;
        for (var miss = 0; miss < misses; miss++)
        {
            var slot = _missSlots[miss];
            if (slot >= 0 && _pending[slot] == miss)
            {
                _near.Rows(_slots + miss, 1).CopyTo(_near.Rows(slot, 1));
                _pending[slot] = -1;
                admitted++;
            }
        }

        return admitted;
    }
}

public static partial class LookupStrategies
{
    /// <summary>Near memory for the rows that a policy keeps.</summary>
    public static readonly LookupStrategyInfo Cached = Add(new("cached", "document 000, solution 1; document 001, GPU-aware caching", args => new CachedStrategy(args)));
}
