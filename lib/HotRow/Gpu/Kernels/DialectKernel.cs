namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>What a device is checked with.</summary>
    public static readonly KernelSource Dialect = Add(new(
        "dialect",
        "the language that all kernels are written in",
        new Dictionary<string, OracleBody>
        {
            ["arguments"] = DialectKernel.Arguments,
            ["turn"] = DialectKernel.Turn,
            ["atomics"] = DialectKernel.Atomics,
            ["widen"] = DialectKernel.Widen,
            ["narrow"] = DialectKernel.Narrow,
            ["numbers"] = DialectKernel.Numbers,
        },
        [[]]));
}

/// <summary>The entries of dialect.kernel in C#.</summary>
internal static class DialectKernel
{
    public static void Arguments(in OracleLaunch launch)
    {
        var (factor, count, add) = (launch.Int(1), launch.Long(2), launch.Float(3));
        for (var i = 0; i < count; i++)
        {
            launch.Span<float>(4)[i] = (launch.Span<int>(0)[i] * factor) + add;
        }
    }

    public static void Turn(in OracleLaunch launch)
    {
        var (rows, columns) = (launch.Int(1), launch.Int(2));
        for (var i = 0; i < rows * columns; i++)
        {
            launch.Span<int>(3)[(i % columns * rows) + (i / columns)] = launch.Span<int>(0)[i];
        }
    }

    public static void Atomics(in OracleLaunch launch)
    {
        var count = launch.Int(0);
        var output = launch.Span<int>(1);
        output[0] += count * (count + 1) / 2;
        output[1] = Math.Max(output[1], count);
        output[2] = output[2] == 0 && count > 0 ? 1 : output[2];
    }

    public static void Widen(in OracleLaunch launch)
    {
        for (var i = 0; i < launch.Int(1); i++)
        {
            var bits = launch.Span<ushort>(0)[i];
            launch.Span<float>(2)[i] = (float)BitConverter.UInt16BitsToHalf(bits);
            launch.Span<float>(3)[i] = BitConverter.UInt32BitsToSingle((uint)bits << 16);
        }
    }

    public static void Narrow(in OracleLaunch launch)
    {
        for (var i = 0; i < launch.Int(1); i++)
        {
            var value = launch.Span<float>(0)[i];
            var bits = BitConverter.SingleToUInt32Bits(value);
            launch.Span<ushort>(2)[i] = BitConverter.HalfToUInt16Bits((Half)value);
            launch.Span<ushort>(3)[i] = float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    public static void Numbers(in OracleLaunch launch)
    {
        for (var i = 0; i < launch.Int(1); i++)
        {
            var value = launch.Span<float>(0)[i];
            var output = launch.Span<float>(2).Slice(2 * i, 2);
            (output[0], output[1]) = (MathF.FusedMultiplyAdd(value, value, -1), (value * 2) + 1 + 7);
        }
    }
}
