namespace HotRow;

/// <summary>Why an access missed, or that it did not.</summary>
public enum MissReason
{
    /// <summary>The row was resident.</summary>
    None,

    /// <summary>The row's first access: no cache without prefetch can hit it.</summary>
    Compulsory,

    /// <summary>The same policy without the prefetched rows would have hit: they pushed the row out, or kept it out.</summary>
    Polluted,

    /// <summary>A least-recently-used cache of the same size would have hit: the policy chose another row to keep.</summary>
    Policy,

    /// <summary>Neither would have hit: too many other rows came in between.</summary>
    Capacity,
}

/// <summary>Tells why rows miss in a cache that prefetched rows are put into, by counting: the cache's policy runs beside itself without prefetches, and beside a
/// least-recently-used cache of the same size.</summary>
/// <remarks>
/// Reasons are tried in the order of <see cref="MissReason"/>. For the policy "lru" without prefetches every miss is compulsory or for capacity.
/// <para><i>Cost:</i> three policies and one bit per row; nothing is allocated per access.</para>
/// <para><i>Source:</i> M. Hill and A. Smith, "Evaluating associativity in CPU caches", IEEE Transactions on Computers 38 (1989), for compulsory, capacity and
/// conflict misses; V. Srinivasan, E. Davidson and G. Tyson, "A prefetch taxonomy", IEEE Transactions on Computers 53 (2004), for pollution.
/// <i>Deviation:</i> a cache of rows has no sets, so what Hill and Smith call a conflict is here the policy's own choice.</para></remarks>
public sealed class MissReasons
{
    private readonly ICachePolicy _policy;
    private readonly ICachePolicy _withoutPrefetch;
    private readonly ICachePolicy _lru;
    private readonly ulong[] _seen;
    private readonly long[] _counts = new long[Enum.GetValues<MissReason>().Length];

    /// <summary>Starts with empty caches.</summary>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="args">Its capacity and row count; with the demand accesses to come where the policy needs them.</param>
    public MissReasons(CachePolicyInfo policy, CachePolicyArgs args)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(args);
        _policy = policy.Create(args);
        _withoutPrefetch = policy.Create(args);
        _lru = CachePolicies.Lru.Create(args with { Trace = default });
        _seen = new ulong[(args.RowCount + 63L) / 64];
    }

    /// <summary>How many accesses had that reason so far.</summary>
    public long Count(MissReason reason) => _counts[(int)reason];

    /// <summary>Puts a prefetched row into the cache.</summary>
    /// <param name="row">0 &lt;= row &lt; the row count.</param>
    public void Prefetch(int row) => _policy.Access(row, AccessKind.Prefetch);

    /// <summary>Accesses a row and tells why it missed.</summary>
    /// <param name="row">0 &lt;= row &lt; the row count.</param>
    public MissReason Access(int row)
    {
        var hit = _policy.Access(row).IsHit;
        var hitWithoutPrefetch = _withoutPrefetch.Access(row).IsHit;
        var hitInLru = _lru.Access(row).IsHit;
        ref var word = ref _seen[row >> 6];
        var isFirst = (word >> row & 1) == 0;
        word |= 1UL << row;
        var reason = hit ? MissReason.None
            : isFirst ? MissReason.Compulsory
            : hitWithoutPrefetch ? MissReason.Polluted
            : hitInLru ? MissReason.Policy
            : MissReason.Capacity;
        _counts[(int)reason]++;
        return reason;
    }
}
