using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>One product c = a b of the grid on a device, in one precision. <i>Shape:</i> a and c are <c>[height, width]</c>, b is <c>[width, width]</c>.</summary>
internal sealed class DeviceProduct
{
    private const int CheckedOutputs = 64;

    private readonly DevicePoint _point;
    private readonly GemmPrecision _precision;
    private readonly DeviceGemm _gemm;
    private readonly KernelMemory _a;
    private readonly KernelMemory _b;
    private readonly KernelMemory _c;
    private readonly float[] _rounded;
    private readonly float[] _weights;
    private readonly int _height;
    private readonly int _width;

    /// <summary>Brings the factors to the device, rounded to the precision's inputs; the point owns everything.</summary>
    public DeviceProduct(DevicePoint point, GemmPrecision precision, int height, int width, float[] a, float[] b)
    {
        (_point, _precision, _height, _width) = (point, precision, height, width);
        _gemm = point.Point.Own(new DeviceGemm(point.Device, precision));
        (_a, _rounded) = Factor(a);
        (_b, _weights) = Factor(b);
        _c = IsHalf ? point.Allocate<ushort>((long)height * width, "a product") : point.Allocate<float>((long)height * width, "a product");
    }

    /// <summary>What computes it, in words.</summary>
    public string Path => _gemm.Path;

    private bool IsHalf => _precision is GemmPrecision.Fp16 or GemmPrecision.Bf16;

    // Bits of mantissa that the products keep of each factor, and the output of its sum; the implicit one counts.
    private double InputRoundoff => _precision == GemmPrecision.Tf32 ? Math.Pow(2, -11) : 0;

    private double OutputRoundoff => _precision switch { GemmPrecision.Fp16 => Math.Pow(2, -11), GemmPrecision.Bf16 => Math.Pow(2, -8), _ => 0 };

    /// <summary>Gives the product to the stream.</summary>
    public void Multiply() => _gemm.Multiply(_point.Stream, _height, _width, _width, _a, _b, _c);

    /// <summary>Compares some outputs with sums in double over the rounded factors: fp32 sums may differ by their order, tf32 rounds its factors, halves their output.</summary>
    public (bool Passed, string Detail) Check()
    {
        Multiply();
        var got = Output();
        var random = new Xoshiro256(_point.Point.Seed);
        var worst = 0.0;
        for (var i = 0; i < CheckedOutputs; i++)
        {
            var (row, column) = (random.NextInt32(_height), random.NextInt32(_width));
            double sum = 0, magnitude = 0;
            for (var k = 0; k < _width; k++)
            {
                var term = (double)_rounded[(row * _width) + k] * _weights[(k * _width) + column];
                sum += term;
                magnitude += Math.Abs(term);
            }

            var bound = (((_width * Math.Pow(2, -24)) + (2.1 * InputRoundoff)) * magnitude) + (1.01 * OutputRoundoff * Math.Abs(sum)) + (OutputRoundoff > 0 ? 1e-7 : 0);
            var difference = Math.Abs(got[(row * _width) + column] - sum);
            if (!(difference <= bound))
            {
                return (false, $"output [{row}, {column}] is {got[(row * _width) + column]:R}, in double {sum:R}, bound {bound:G3}");
            }

            worst = Math.Max(worst, difference / Math.Max(bound, double.Epsilon));
        }

        return (true, $"{CheckedOutputs} random outputs, largest difference {worst:0.000} of its bound");
    }

    private (KernelMemory Memory, float[] Rounded) Factor(float[] values)
    {
        if (!IsHalf)
        {
            return (_point.Upload<float>(values, "a factor"), values);
        }

        var stored = Array.ConvertAll(values, ToHalf);
        return (_point.Upload<ushort>(stored, "a factor"), Array.ConvertAll(stored, FromHalf));
    }

    private float[] Output() => _c is DeviceBuffer<float> floats
        ? _point.Download(floats, _height * _width)
        : Array.ConvertAll(_point.Download((DeviceBuffer<ushort>)_c, _height * _width), FromHalf);

    private ushort ToHalf(float value)
    {
        if (_precision == GemmPrecision.Fp16)
        {
            return BitConverter.HalfToUInt16Bits((Half)value);
        }

        // To the nearest, ties to even; the numbers here are finite.
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private float FromHalf(ushort value) => _precision == GemmPrecision.Fp16
        ? (float)BitConverter.UInt16BitsToHalf(value)
        : BitConverter.UInt32BitsToSingle((uint)value << 16);
}
