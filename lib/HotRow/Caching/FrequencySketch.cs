using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>A count-min sketch of how often rows were used lately: four counters of 4 bits per row, all in one cache line,
/// halved when enough uses have been recorded.</summary>
/// <remarks>
/// A block of 64 bytes holds 4 groups of 32 counters; a row's hash names a block and one counter in each group. An estimate
/// is the least of the four, 0 to 15. After <c>10 x capacity</c> recorded uses every counter is halved.
/// <para><i>Cost:</i> one cache line per call; 8 to 16 B per cached row.</para>
/// <para><i>Source:</i> G. Einziger, R. Friedman and B. Manes, "TinyLFU: a highly efficient cache admission policy", ACM TOS 13 (2017),
/// sections 3.3 and 3.4; the blocked layout follows the description of Caffeine's sketch.</para>
/// <para><i>Deviation:</i> no doorkeeper, as in Caffeine; the hash is ours, so estimates differ from Caffeine's in detail.</para>
/// </remarks>
internal sealed class FrequencySketch
{
    private const int WordsPerBlock = 8;
    private const ulong HalfMask = 0x7777_7777_7777_7777;
    private const ulong OddMask = 0x1111_1111_1111_1111;
    private readonly ulong[] _words;
    private readonly int _blockShift;
    private readonly int _sampleSize;
    private int _recorded;

    /// <summary>Creates an empty sketch for a cache of <paramref name="capacity"/> rows.</summary>
    public FrequencySketch(int capacity)
    {
        var blocks = BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, (capacity + WordsPerBlock - 1L) / WordsPerBlock));
        _words = new ulong[blocks * WordsPerBlock];
        _blockShift = 64 - BitOperations.Log2(blocks);
        _sampleSize = (int)Math.Min(10L * capacity, int.MaxValue);
    }

    /// <summary>Bytes of memory the counters occupy.</summary>
    public long Bytes => (long)_words.Length * sizeof(ulong);

    /// <summary>Records one use. <i>Cost:</i> now and then halves every counter, 0.2 to 0.4 words per use on average.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(int row)
    {
        var hash = Hash(row);
        ref var block = ref Block(hash);
        var added = Raise(ref block, 0, hash) | Raise(ref block, 1, hash) | Raise(ref block, 2, hash) | Raise(ref block, 3, hash);
        _recorded += (int)added;
        if (_recorded >= _sampleSize)
            Age();
    }

    /// <summary>How often the row was used lately, 0 to 15; never too low between two halvings, sometimes too high.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Estimate(int row)
    {
        var hash = Hash(row);
        ref var block = ref Block(hash);
        return (int)Math.Min(Math.Min(Count(ref block, 0, hash), Count(ref block, 1, hash)), Math.Min(Count(ref block, 2, hash), Count(ref block, 3, hash)));
    }

    // The block is taken from the product's top bits, the four counters from the 20 bits below its middle.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(int row)
    {
        var product = ((uint)row + 1UL) * 0x9E37_79B9_7F4A_7C15;
        return product ^ (product >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Block(ulong hash) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), (nint)((hash >> _blockShift) * WordsPerBlock));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref ulong Word(ref ulong block, int group, ulong hash) =>
        ref Unsafe.Add(ref block, (nint)((2 * group) + (int)((hash >> ((5 * group) + 4)) & 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Shift(int group, ulong hash) => (int)(hash >> (5 * group)) << 2; // modulo 64 by the shift instruction

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Count(ref ulong block, int group, ulong hash) => (Word(ref block, group, hash) >> Shift(group, hash)) & 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Raise(ref ulong block, int group, ulong hash)
    {
        ref var word = ref Word(ref block, group, hash);
        var shift = Shift(group, hash);
        var room = ((word >> shift) & 15) != 15 ? 1UL : 0UL;
        word += room << shift;
        return room;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Age()
    {
        var odd = 0;
        foreach (ref var word in _words.AsSpan())
        {
            odd += BitOperations.PopCount(word & OddMask);
            word = (word >> 1) & HalfMask;
        }

        // Each recorded use stands in four counters; a halved odd counter loses half a use.
        _recorded = (_recorded - (odd >> 2)) >> 1;
    }
}
