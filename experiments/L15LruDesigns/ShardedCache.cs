using System.Numerics;

namespace HotRow.Lab;

/// <summary>Several policies, each for the rows that a hash gives it, each behind a lock of its own.</summary>
/// <remarks>Rows are numbered anew within their shard, so the shards' indexes together are as large as one over the table. The hash is a multiplication by an odd
/// number modulo a power of two: high bits name the shard, low bits the row within it, and no two rows meet.</remarks>
internal sealed class ShardedCache
{
    // 2^32 / golden ratio, which is odd.
    private const uint Multiplier = 0x9E3779B1;

    private readonly Lock[] _turns;
    private readonly ICachePolicy[] _policies;
    private readonly int _localBits;
    private readonly uint _mask;

    /// <summary>Creates empty shards.</summary>
    /// <param name="policy">The policy of each.</param>
    /// <param name="args">Slots and rows of all together.</param>
    /// <param name="shardBits">The logarithm of the number of shards: 1 to 8.</param>
    public ShardedCache(CachePolicyInfo policy, CachePolicyArgs args, int shardBits)
    {
        var bits = Math.Max(shardBits + 1, BitOperations.Log2((uint)Math.Max(1, args.RowCount - 1)) + 1);
        _localBits = bits - shardBits;
        _mask = (uint)((1UL << bits) - 1);
        var count = 1 << shardBits;

        _turns = new Lock[count];
        _policies = new ICachePolicy[count];
        for (var shard = 0; shard < count; shard++)
        {
            // In turn: a policy's arrays lie between two locks, so that no two share a cache line.
            _turns[shard] = new();
            _policies[shard] = policy.Create(new(SlotsOf(shard, count, args.Capacity), 1 << _localBits));
        }
    }

    /// <summary>How many shards there are.</summary>
    public int ShardCount => _policies.Length;

    /// <summary>The shard of a row.</summary>
    public int ShardOf(int row) => (int)(((uint)row * Multiplier & _mask) >> _localBits);

    /// <summary>Slots of one of several shards: even shares, at least one.</summary>
    public static int SlotsOf(int shard, int shards, int capacity) => Math.Max(1, (int)(((shard + 1L) * capacity / shards) - ((long)shard * capacity / shards)));

    /// <summary>Touches a row under its shard's lock; true when it was resident.</summary>
    public bool Access(int row)
    {
        var shard = ShardOf(row);
        lock (_turns[shard])
        {
            return _policies[shard].Access(Local(row)).IsHit;
        }
    }

    /// <summary>Touches a row of a shard that only the calling thread uses.</summary>
    public bool AccessOwned(int row) => _policies[ShardOf(row)].Access(Local(row)).IsHit;

    private int Local(int row) => (int)((uint)row * Multiplier & _mask & ((1u << _localBits) - 1));
}
