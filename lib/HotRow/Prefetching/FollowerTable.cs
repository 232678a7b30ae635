using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Counts which rows come with a context (a row, or some rows in a row), for as many contexts as fit a memory limit.</summary>
/// <remarks>
/// Buckets of four contexts; a new context in a full bucket takes the place of the one seen least, and the others of the bucket lose half their
/// counts, so that what was once frequent ages. Each context keeps its <see cref="Followers"/> most frequent followers by the Space-Saving rule: a
/// newcomer takes the place and the count of the least frequent one, so a count may be too high by at most the count it took over, and every follower with
/// more than 1 / <see cref="Followers"/> of the context's total is kept.
/// <para><i>Cost:</i> one bucket per access; <see cref="BytesPerContext"/> B per context; nothing is allocated after construction.</para>
/// <para><i>Source:</i> A. Metwally, D. Agrawal and A. El Abbadi, "Efficient computation of frequent and top-k elements in data streams", ICDT 2005,
/// for the followers.</para></remarks>
internal sealed class FollowerTable
{
    /// <summary>Followers kept per context.</summary>
    public const int Followers = 8;

    /// <summary>Bytes one context takes: key, total, followers and their counts.</summary>
    public const int BytesPerContext = sizeof(ulong) + sizeof(int) + (Followers * 2 * sizeof(int));

    private const int Ways = 4;
    private const int LargestTotal = 1 << 30;
    private const ulong Free = 0;
    private readonly ulong[] _keys;
    private readonly int[] _totals;
    private readonly int[] _rows; // per context, in falling order of count; a count of 0 ends the list
    private readonly int[] _counts;
    private readonly int _shift;

    /// <summary>Creates an empty table.</summary>
    /// <param name="memoryBytes">The most it may take.</param>
    /// <param name="contexts">How many contexts can come at all; the table is no larger than they need.</param>
    /// <exception cref="ArgumentException">Not even one bucket fits the limit.</exception>
    public FollowerTable(long memoryBytes, long contexts)
    {
        var affordable = memoryBytes / BytesPerContext / Ways;
        if (affordable < 1)
        {
            throw new ArgumentException($"{memoryBytes} bytes do not hold one bucket of contexts ({Ways * BytesPerContext} bytes): raise PrefetcherArgs.MemoryBytes", nameof(memoryBytes));
        }

        var wanted = BitOperations.RoundUpToPowerOf2((ulong)Math.Min(contexts, 1L << 28) * 2 / Ways + 1);
        var buckets = (int)Math.Min(wanted, 1UL << BitOperations.Log2((ulong)Math.Min(affordable, 1 << 24)));
        var entries = buckets * Ways;
        _keys = new ulong[entries];
        _totals = new int[entries];
        _rows = new int[(long)entries * Followers];
        _counts = new int[(long)entries * Followers];
        _shift = 64 - BitOperations.Log2((uint)buckets);
        Bytes = (long)entries * BytesPerContext;
    }

    /// <summary>Bytes of memory it occupies.</summary>
    public long Bytes { get; }

    /// <summary>A context's key: the row itself for one row, a 64-bit mix for more (two contexts share a key with a chance of about 2^-64 per pair).</summary>
    public static ulong KeyOf(ReadOnlySpan<int> context)
    {
        var key = 0UL;
        foreach (var row in context)
        {
            // The finaliser of MurmurHash3 (A. Appleby), a permutation of the 64-bit numbers.
            key = (key ^ ((uint)row + 1UL)) * 0xFF51AFD7ED558CCD;
            key ^= key >> 33;
            key *= 0xC4CEB9FE1A85EC53;
            key ^= key >> 29;
        }

        return key == Free ? 1 : key;
    }

    /// <summary>Counts that a row came with the context.</summary>
    public void Count(ulong key, int follower)
    {
        var entry = FindOrTake(key);
        if (++_totals[entry] == LargestTotal)
        {
            Age(entry / Ways * Ways);
        }

        var first = entry * Followers;
        var rows = _rows.AsSpan(first, Followers);
        var counts = _counts.AsSpan(first, Followers);
        var place = 0;
        while (place < Followers - 1 && counts[place] != 0 && rows[place] != follower)
        {
            place++;
        }

        rows[place] = follower;
        counts[place]++;
        for (; place > 0 && counts[place - 1] < counts[place]; place--)
        {
            (rows[place - 1], rows[place]) = (rows[place], rows[place - 1]);
            (counts[place - 1], counts[place]) = (counts[place], counts[place - 1]);
        }
    }

    /// <summary>What is known of a context: how often it was seen, and its followers with their counts, in falling order of count.</summary>
    /// <returns>False when the context is not in the table.</returns>
    public bool TryGet(ulong key, out int total, out ReadOnlySpan<int> rows, out ReadOnlySpan<int> counts)
    {
        var entry = Find(key);
        if (entry < 0)
        {
            total = 0;
            rows = counts = default;
            return false;
        }

        total = _totals[entry];
        counts = _counts.AsSpan(entry * Followers, Followers);
        var used = counts.IndexOf(0);
        counts = used >= 0 ? counts[..used] : counts;
        rows = _rows.AsSpan(entry * Followers, counts.Length);
        return true;
    }

    // Where there is one bucket only the shift is 64, which C# takes as 0: the mask of the bucket's number makes that right too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BucketOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift) & ((_keys.Length / Ways) - 1);

    private int Find(ulong key)
    {
        var first = BucketOf(key) * Ways;
        var way = _keys.AsSpan(first, Ways).IndexOf(key);
        return way < 0 ? -1 : first + way;
    }

    private int FindOrTake(ulong key)
    {
        var first = BucketOf(key) * Ways;
        var keys = _keys.AsSpan(first, Ways);
        var way = keys.IndexOf(key);
        if (way >= 0)
        {
            return first + way;
        }

        way = keys.IndexOf(Free);
        if (way < 0)
        {
            var totals = _totals.AsSpan(first, Ways);
            way = 0;
            for (var other = 1; other < Ways; other++)
            {
                way = totals[other] < totals[way] ? other : way;
            }

            Age(first);
        }

        var entry = first + way;
        keys[way] = key;
        _totals[entry] = 0;
        _counts.AsSpan(entry * Followers, Followers).Clear();
        return entry;
    }

    // Halved counts keep their order; followers whose count becomes 0 are the last ones.
    private void Age(int first)
    {
        for (var entry = first; entry < first + Ways; entry++)
        {
            _totals[entry] /= 2;
            foreach (ref var count in _counts.AsSpan(entry * Followers, Followers))
            {
                count /= 2;
            }
        }
    }
}
