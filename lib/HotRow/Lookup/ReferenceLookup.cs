namespace HotRow;

/// <summary>The plain reference of a lookup: one row at a time, one element at a time, sums in double. It judges what strategies give, and is never timed.</summary>
/// <remarks>A table in memory is read row by row as it lies there, not through its store: the store copies with the kernels that are judged here.</remarks>
/// <param name="store">The table's rows.</param>
/// <param name="pooling">How bags become output rows.</param>
public sealed class ReferenceLookup(IRowStore store, PoolingMode pooling)
{
    private const int SampledOutputs = 256;

    // Above this the whole output is not compared: 256 random outputs find an error that touches 2 % of them with a probability of 99.4 %.
    private const long LargestWholeComparison = 1 << 22;

    // Unit roundoff of fp32.
    private const double Roundoff = 1.0 / (1 << 24);

    private readonly EmbeddingTable? _table = (store as DramRowStore)?.Table;
    private readonly EncodedTable? _encoded = (store as DramRowStore)?.Encoded;
    private readonly int[] _row = new int[1];
    private readonly float[] _values = new float[store.EmbeddingDim];
    private readonly double[] _sums = new double[store.EmbeddingDim];
    private readonly double[] _magnitudes = new double[store.EmbeddingDim];

    /// <summary>Looks a batch up. <i>Shape:</i> <c>[indices, EmbeddingDim]</c> without pooling, <c>[bags, EmbeddingDim]</c> with; an empty bag gives zeros.</summary>
    public double[] Lookup(in LookupBatch batch)
    {
        var outputs = OutputRows(batch);
        var result = new double[outputs * store.EmbeddingDim];
        for (var output = 0; output < outputs; output++)
        {
            SumOutput(batch, output);
            _sums.CopyTo(result, output * store.EmbeddingDim);
        }

        return result;
    }

    /// <summary>Judges a strategy's output: bit for bit where it copies, to the sign of zero where it multiplies by one-hot rows, within the bound of a sum where it pools.</summary>
    /// <remarks>The bound is Higham's for a sum of n numbers in any order, (n + 1) u / (1 - (n + 1) u) times the sum of magnitudes with
    /// u = 2^-24 (Accuracy and Stability of Numerical Algorithms, 2nd edition, section 4.2), the two further roundings being the mean's,
    /// and as many smallest denormals, for products that underflow.
    /// An output of more than 2^22 numbers is judged by 256 random ones, and the detail says so.</remarks>
    /// <param name="strategy">What the output is of.</param>
    /// <param name="batch">The batch that was looked up.</param>
    /// <param name="output">What the strategy wrote.</param>
    public (bool Passed, string Detail) Compare(LookupStrategyInfo strategy, in LookupBatch batch, ReadOnlySpan<float> output)
    {
        var dim = store.EmbeddingDim;
        var rule = pooling != PoolingMode.None ? "within the bound of an fp32 sum" : strategy.CopiesExactly ? "bit for bit" : "equal to the sign of zero";
        var outputs = OutputRows(batch);
        if (output.Length < (long)outputs * dim)
        {
            return (false, $"{output.Length} numbers, {outputs} output rows of {dim} were expected");
        }

        var sampled = (long)outputs * dim > LargestWholeComparison;
        var random = new Xoshiro256(1);
        for (var i = 0; i < (sampled ? SampledOutputs : outputs); i++)
        {
            var row = sampled ? random.NextInt32(outputs) : i;
            SumOutput(batch, row);
            var first = sampled ? random.NextInt32(dim) : 0;
            var end = sampled ? first + 1 : dim;
            for (var column = first; column < end; column++)
            {
                var found = output[(row * dim) + column];
                if (!Agrees(found, column, BagLength(batch, row), strategy.CopiesExactly))
                {
                    return (false, $"output row {row}, column {column}: {found:R}, the reference gives {_sums[column]:R} (asked: {rule})");
                }
            }
        }

        return (true, sampled ? $"{rule}, {SampledOutputs} random outputs of {(long)outputs * dim}" : $"{rule}, all {(long)outputs * dim} outputs");
    }

    private int OutputRows(in LookupBatch batch) => pooling == PoolingMode.None ? batch.Indices.Length : batch.BagCount;

    private int BagLength(in LookupBatch batch, int output)
    {
        var (first, end) = IndexRange(batch, output);
        return end - first;
    }

    private (int First, int End) IndexRange(in LookupBatch batch, int output) =>
        pooling == PoolingMode.None || batch.Offsets.IsEmpty ? (output, output + 1) : (batch.Offsets.Span[output], batch.Offsets.Span[output + 1]);

    private void SumOutput(in LookupBatch batch, int output)
    {
        Array.Clear(_sums);
        Array.Clear(_magnitudes);
        var (first, end) = IndexRange(batch, output);
        for (var i = first; i < end; i++)
        {
            Read(batch.Indices.Span[i]);
            for (var column = 0; column < _values.Length; column++)
            {
                // The first number is taken as it is: 0 + -0 would lose the sign.
                _sums[column] = i == first ? _values[column] : _sums[column] + _values[column];
                _magnitudes[column] += Math.Abs((double)_values[column]);
            }
        }

        if (pooling == PoolingMode.Mean && end > first)
        {
            for (var column = 0; column < _sums.Length; column++)
            {
                _sums[column] /= end - first;
                _magnitudes[column] /= end - first;
            }
        }
    }

    private void Read(int row)
    {
        if (_table is not null)
        {
            _table.Row(row).CopyTo(_values);
            return;
        }

        if (_encoded is not null)
        {
            _encoded.Format.Decode(_encoded.Row(row), _values);
            return;
        }

        _row[0] = row;
        store.ReadRows(_row, _values);
    }

    private bool Agrees(float found, int column, int count, bool copiesExactly)
    {
        var expected = _sums[column];
        if (pooling == PoolingMode.None)
        {
            // _values still holds the row itself, whose NaN payload a double would not show.
            var value = _values[column];
            return copiesExactly ? BitConverter.SingleToInt32Bits(found) == BitConverter.SingleToInt32Bits(value) : found == value;
        }

        if (double.IsNaN(expected) || double.IsInfinity(expected))
        {
            return expected.Equals(found);
        }

        var steps = (count + 1) * Roundoff;
        return Math.Abs(found - expected) <= (steps / (1 - steps) * _magnitudes[column]) + ((count + 1) * (double)float.Epsilon);
    }
}
