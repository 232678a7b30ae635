using System.Runtime.InteropServices;

namespace HotRow.Lab;

/// <summary>A matrix of weights with a batch of inputs and outputs, as the measured experiments on inference multiply them.</summary>
/// <remarks>The contents are random numbers without subnormals, repeated over the block; they decide no time.</remarks>
internal sealed unsafe class WeightLayer : IDisposable
{
    // Not a multiple of any row, so that rows differ.
    private const int PatternBytes = 65_521 * 8;

    private const double Roundoff = 1.0 / (1 << 24);

    private readonly PageMemory _weights;
    private readonly PageMemory _inputs;
    private readonly PageMemory _outputs;

    /// <summary>Takes the memory and fills it.</summary>
    /// <exception cref="InputException">It does not fit.</exception>
    public WeightLayer(WeightFormat format, int rows, int depth, int batch, ulong seed)
    {
        (Format, Rows, Depth, Batch) = (format, rows, depth, batch);
        WeightBytes = (long)rows * depth * format.WeightBytes();
        _weights = new(WeightBytes, $"weights of {rows} x {depth}, {format}");
        _inputs = new((long)batch * depth * format.InputBytes(), "the inputs of a product");
        _outputs = new((long)batch * rows * sizeof(float), "the outputs of a product");
        Fill(_weights, format, isWeight: true, seed);
        Fill(_inputs, format, isWeight: false, seed + 1);
    }

    /// <summary>What weights and inputs are.</summary>
    public WeightFormat Format { get; }

    /// <summary>Rows of the weights.</summary>
    public int Rows { get; }

    /// <summary>Columns of the weights.</summary>
    public int Depth { get; }

    /// <summary>The largest batch.</summary>
    public int Batch { get; }

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes { get; }

    /// <summary>Operations of a product: 2 for each weight and input.</summary>
    public double Flops(int batch) => 2.0 * Rows * Depth * batch;

    /// <summary>Bytes a product must move: the weights once, inputs and outputs once.</summary>
    public double Bytes(int batch) => WeightBytes + ((double)batch * Depth * Format.InputBytes()) + ((double)batch * Rows * sizeof(float));

    /// <summary>Operations a byte.</summary>
    public double Intensity(int batch) => Flops(batch) / Bytes(batch);

    /// <summary>Multiplies the first inputs with all weights.</summary>
    public void Multiply(int batch, int threads = 1) =>
        RowKernels.WeightProduct(Format, _weights.Pointer, _inputs.Pointer, (float*)_outputs.Pointer, Rows, Depth, batch, threads: threads);

    /// <summary>Multiplies and compares 256 random outputs with sums in double.</summary>
    public (bool Passed, string Detail) Check(int batch, int threads, ulong seed)
    {
        _outputs.Floats.Fill(float.NaN);
        Multiply(batch, threads);
        var random = new Xoshiro256(seed);
        for (var i = 0; i < 256; i++)
        {
            var (row, input) = (random.NextInt32(Rows), random.NextInt32(batch));
            var (sum, size) = (0.0, 0.0);
            for (var k = 0; k < Depth; k++)
            {
                var product = Weight(((long)row * Depth) + k) * Input(((long)input * Depth) + k);
                sum += product;
                size += Math.Abs(product);
            }

            var found = _outputs.Floats[(input * Rows) + row];
            if (!(Math.Abs(found - sum) <= (Depth + 2) * Roundoff * size))
            {
                return (false, $"output [{input}, {row}] is {found:R}, in double {sum:R}");
            }
        }

        return (true, $"256 random outputs of {(long)batch * Rows} within the bound of their sums");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
    }

    private double Weight(long index) => Format switch
    {
        WeightFormat.Fp64 => ((double*)_weights.Pointer)[index],
        WeightFormat.Fp32 => ((float*)_weights.Pointer)[index],
        WeightFormat.Bf16 => BitConverter.UInt32BitsToSingle((uint)((ushort*)_weights.Pointer)[index] << 16),
        _ => ((sbyte*)_weights.Pointer)[index],
    };

    private double Input(long index) => Format switch
    {
        WeightFormat.Fp64 => ((double*)_inputs.Pointer)[index],
        WeightFormat.Int8Products => ((byte*)_inputs.Pointer)[index],
        _ => ((float*)_inputs.Pointer)[index],
    };

    private static void Fill(PageMemory memory, WeightFormat format, bool isWeight, ulong seed)
    {
        var pattern = new byte[PatternBytes];
        var random = new Xoshiro256(seed);
        var bytes = isWeight ? format.WeightBytes() : format.InputBytes();
        for (var at = 0; at < PatternBytes; at += bytes)
        {
            Write(pattern.AsSpan(at, Math.Min(bytes, PatternBytes - at)), (2 * random.NextDouble()) - 1);
        }

        var to = (byte*)memory.Pointer;
        for (var done = 0L; done < memory.Bytes; done += PatternBytes)
        {
            pattern.AsSpan(0, (int)Math.Min(PatternBytes, memory.Bytes - done)).CopyTo(new(to + done, PatternBytes));
        }
    }

    private static void Write(Span<byte> to, double value)
    {
        switch (to.Length)
        {
            case sizeof(double):
                MemoryMarshal.Write(to, value);
                break;
            case sizeof(float):
                MemoryMarshal.Write(to, (float)value);
                break;
            case sizeof(ushort):
                MemoryMarshal.Write(to, (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16));
                break;
            default:
                to[0] = (byte)(sbyte)(127 * value);
                break;
        }
    }
}
