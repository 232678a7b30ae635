using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>All accesses to a random part of the rows: a row is in when its hash is below a threshold, so it is in with every access or with none.</summary>
/// <remarks>The rows are renumbered densely by first appearance and dealt out into groups, which are themselves samples
/// with a rate as many times smaller.
/// <para><i>Cost:</i> one vectorised hash per access; 4 B per sampled access and 4 B per row of the table.</para>
/// <para><i>Source:</i> C. Waldspurger, N. Park, A. Garthwaite and I. Ahmad, "Efficient MRC construction with SHARDS", FAST 2015,
/// section 3; the hash is the finalizer of MurmurHash3 with a seed in each of its two rounds.</para></remarks>
internal sealed class SpatialSample
{
    private const int Chunk = 4096;
    private readonly uint _threshold;
    private readonly uint _seed1;
    private readonly uint _seed2;
    private readonly int _groups;
    private readonly int[] _numberOf; // by row of the table, counted from 1; 0 is not seen
    private readonly List<byte> _groupOf = [];
    private readonly int[] _chosen = new int[Chunk];
    private int[] _rows = new int[Chunk];
    private int _length;

    private SpatialSample(int rowCount, double rate, int groups, ulong seed)
    {
        _threshold = (uint)Math.Clamp(rate * Math.Pow(2, 32), 1, uint.MaxValue);
        var random = new Xoshiro256(seed);
        _seed1 = (uint)random.NextUInt64();
        _seed2 = (uint)random.NextUInt64();
        _groups = groups;
        _numberOf = new int[rowCount];
    }

    /// <summary>The chance of a row to be in.</summary>
    public double Rate => _threshold * Math.Pow(2, -32);

    /// <summary>Accesses of the whole trace.</summary>
    public long Accesses { get; private set; }

    /// <summary>Distinct rows in the sample, which are numbered below that.</summary>
    public int Distinct => _groupOf.Count;

    /// <summary>The sampled accesses in order.</summary>
    public ReadOnlyMemory<int> Rows => _rows.AsMemory(0, _length);

    /// <summary>Takes the sample of a trace.</summary>
    /// <param name="trace">The accesses; rows that are not in the sample are not checked.</param>
    /// <param name="rate">The chance of a row to be in, above 0 and below 1.</param>
    /// <param name="groups">How many groups, 1 to 255.</param>
    /// <param name="seed">Another seed takes other rows.</param>
    /// <exception cref="InputException">The sample has more accesses than an array can hold.</exception>
    public static SpatialSample Take(IAccessTrace trace, double rate, int groups, ulong seed)
    {
        var sample = new SpatialSample(trace.RowCount, rate, groups, seed);
        foreach (var piece in ExactCurve.Pieces(trace))
        {
            var rows = piece.Span;
            sample.Accesses += rows.Length;
            for (; !rows.IsEmpty; rows = rows[Math.Min(Chunk, rows.Length)..])
            {
                sample.Append(rows[..Math.Min(Chunk, rows.Length)], trace.Name);
            }
        }

        return sample;
    }

    /// <summary>The accesses to the rows of one group, renumbered densely once more.</summary>
    /// <param name="group">Which group, counted from 0.</param>
    /// <param name="distinct">The group's distinct rows.</param>
    public int[] RowsOf(int group, out int distinct)
    {
        var numbers = new int[Distinct];
        distinct = 0;
        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = _groupOf[row] == group ? distinct++ : -1;
        }

        var found = new int[_length];
        var length = 0;
        foreach (var row in Rows.Span)
        {
            found[length] = numbers[row];
            length += numbers[row] < 0 ? 0 : 1;
        }

        return found[..length];
    }

    /// <summary>The hash that decides, spread evenly over 32 bits.</summary>
    internal uint Hash(int row)
    {
        var h = (uint)row ^ _seed1;
        h = (h ^ (h >> 16)) * 0x85EB_CA6B;
        h = (h ^ (h >> 13) ^ _seed2) * 0xC2B2_AE35;
        return h ^ (h >> 16);
    }

    /// <summary>Copies the sampled ones of some rows, in order, and returns how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int Choose(ReadOnlySpan<int> rows, Span<int> chosen)
    {
        var count = 0;
        var i = 0;
        for (; i <= rows.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            var h = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(rows), (nuint)i).AsUInt32() ^ Vector256.Create(_seed1);
            h = (h ^ (h >>> 16)) * Vector256.Create(0x85EB_CA6B);
            h = (h ^ (h >>> 13) ^ Vector256.Create(_seed2)) * Vector256.Create(0xC2B2_AE35);
            h ^= h >>> 16;
            for (var found = Vector256.LessThan(h, Vector256.Create(_threshold)).ExtractMostSignificantBits(); found != 0; found &= found - 1)
            {
                chosen[count++] = rows[i + BitOperations.TrailingZeroCount(found)];
            }
        }

        for (; i < rows.Length; i++)
        {
            if (Hash(rows[i]) < _threshold)
                chosen[count++] = rows[i];
        }

        return count;
    }

    private void Append(ReadOnlySpan<int> rows, string name)
    {
        var count = Choose(rows, _chosen);
        if (_length + count > _rows.Length)
            Grow(name);
        foreach (var row in _chosen.AsSpan(0, count))
        {
            ref var number = ref _numberOf[row];
            if (number == 0)
            {
                _groupOf.Add((byte)((ulong)Hash(row) * (uint)_groups / _threshold));
                number = _groupOf.Count;
            }

            _rows[_length++] = number - 1;
        }
    }

    private void Grow(string name)
    {
        if (_rows.Length > Array.MaxLength - Chunk)
            throw new InputException($"the sample of trace '{name}' at rate {Rate:G3} has more than {Array.MaxLength:N0} accesses; give a smaller rate");
        Array.Resize(ref _rows, (int)Math.Min(Array.MaxLength, 2L * _rows.Length));
    }
}
