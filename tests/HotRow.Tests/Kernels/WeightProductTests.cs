namespace HotRow.Tests;

public sealed unsafe class WeightProductTests
{
    // A sum of k products is off by less than k roundings of the magnitudes, whatever the order; one more for the rounding of the result.
    private const double UnitRoundoff = 1.0 / (1 << 24);

    public static TheoryData<WeightFormat> Formats => [.. Enum.GetValues<WeightFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Product_AllBatchesAndThreads_StaysWithinBoundOfDoubleSums(WeightFormat format)
    {
        foreach (var (rows, depth) in new[] { (4, 128), (12, 256), (40, 384) })
        {
            for (var batch = 0; batch <= 9; batch++)
            {
                foreach (var threads in new[] { 1, 2 })
                {
                    AssertProduct(format, rows, depth, batch, threads);
                }
            }
        }
    }

    [Theory]
    [InlineData(3, 128, 1, 1)]
    [InlineData(4, 127, 1, 1)]
    [InlineData(-4, 128, 1, 1)]
    [InlineData(4, 128, -1, 1)]
    [InlineData(4, 128, 1, 0)]
    public void Product_SizesThatDoNotFit_AreRefused(int rows, int depth, int batch, int threads)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowKernels.WeightProduct(WeightFormat.Fp32, null, null, null, rows, depth, batch, null, threads));
    }

    [Fact]
    public void Int8Products_LargestFactors_AreExact()
    {
        const int Depth = 256;
        var weights = new sbyte[4 * Depth];
        var inputs = new byte[Depth];
        weights.AsSpan().Fill(-128);
        inputs.AsSpan().Fill(255);
        var outputs = new float[4];
        fixed (void* w = weights, x = inputs)
        fixed (float* y = outputs)
        {
            RowKernels.WeightProduct(WeightFormat.Int8Products, w, x, y, 4, Depth, 1);
        }

        Assert.All(outputs, y => Assert.Equal(-128f * 255 * Depth, y));
    }

    [Fact]
    public void Chain_OfAnyLength_VisitsEveryNodeOnceAndComesBack()
    {
        foreach (var nodes in new[] { 1, 2, 3, 100, 1_000 })
        {
            var chain = new int[(nodes * RowKernels.ChainStride) + 3];
            RowKernels.MakeChain(chain, new Xoshiro256(7));
            var seen = new HashSet<int>();
            var node = 0;
            for (var i = 0; i < nodes; i++)
            {
                Assert.True(seen.Add(node));
                node = RowKernels.Chase(chain, node, 1);
            }

            Assert.Equal(0, node);
            Assert.Equal(0, RowKernels.Chase(chain, 0, nodes));
        }
    }

    private static void AssertProduct(WeightFormat format, int rows, int depth, int batch, int threads)
    {
        var random = new Xoshiro256(5);
        var (weights, inputs) = (new byte[rows * depth * format.WeightBytes()], new byte[Math.Max(1, batch * depth * format.InputBytes())]);
        var scales = Enumerable.Range(0, rows).Select(r => 1f / (1 + r)).ToArray();
        var (w, x) = (new double[rows * depth], new double[batch * depth]);
        for (var i = 0; i < w.Length; i++)
        {
            w[i] = Write(format, weights, i, random, isWeight: true);
        }

        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Write(format, inputs, i, random, isWeight: false);
        }

        var outputs = new float[(batch * rows) + 1];
        outputs.AsSpan().Fill(float.NaN);
        fixed (void* pw = weights, px = inputs)
        fixed (float* py = outputs, ps = scales)
        {
            RowKernels.WeightProduct(format, pw, px, py, rows, depth, batch, ps, threads);
        }

        Assert.True(float.IsNaN(outputs[^1]));
        for (var b = 0; b < batch; b++)
        {
            for (var row = 0; row < rows; row++)
            {
                var (sum, size) = (0.0, 0.0);
                for (var k = 0; k < depth; k++)
                {
                    var product = w[(row * depth) + k] * x[(b * depth) + k];
                    sum += product;
                    size += Math.Abs(product);
                }

                Assert.InRange(outputs[(b * rows) + row] - (sum * scales[row]), -(depth + 2) * UnitRoundoff * size * scales[row], (depth + 2) * UnitRoundoff * size * scales[row]);
            }
        }
    }

    private static double Write(WeightFormat format, byte[] to, int index, Xoshiro256 random, bool isWeight)
    {
        var value = (2 * random.NextDouble()) - 1;
        switch (format)
        {
            case WeightFormat.Fp64:
                BitConverter.TryWriteBytes(to.AsSpan(index * 8), value);
                return value;
            case WeightFormat.Bf16 when isWeight:
                var upper = (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16);
                BitConverter.TryWriteBytes(to.AsSpan(index * 2), upper);
                return BitConverter.UInt32BitsToSingle((uint)upper << 16);
            case WeightFormat.Int8 or WeightFormat.Int8Products when isWeight:
                to[index] = (byte)(sbyte)(value * 127);
                return (sbyte)(value * 127);
            case WeightFormat.Int8Products:
                to[index] = (byte)random.NextInt32(256);
                return to[index];
            default:
                BitConverter.TryWriteBytes(to.AsSpan(index * 4), (float)value);
                return (float)value;
        }
    }
}
