namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>The language that all kernels are written in.</summary>
    public static readonly KernelCheckInfo Dialect = Add(new("dialect", DialectCheck.Cases));
}

/// <summary>The language of the kernels against plain C#: arguments, grids, shared memory, atomics, conversions.</summary>
internal static class DialectCheck
{
    public static IEnumerable<KernelCase> Cases(Device device)
    {
        using var module = device.Compile(DeviceKernels.Dialect);
        foreach (var count in new[] { 1, 63, 1_000 })
        {
            yield return new($"arguments of every kind, {count} numbers", Arguments(device, module, count));
        }

        foreach (var (rows, columns) in new[] { (1, 1), (4, 8), (13, 31) })
        {
            yield return new($"a matrix of {rows} x {columns} turned through shared memory", Turn(device, module, rows, columns));
        }

        yield return new("atomics of 1000 threads", Atomics(device, module, 1_000));
        yield return new("all fp16 and bf16 numbers widened", Widen(device, module));
        yield return new("65536 fp32 numbers rounded to fp16 and bf16", Narrow(device, module));
        yield return new("products rounded once with their sum, vectors of four", Numbers(device, module));
    }

    private static string? Arguments(Device device, DeviceModule module, int count)
    {
        var input = Enumerable.Range(-5, count).ToArray();
        var output = Run(device, module, "arguments", KernelGrid.For(count, 64), input, new float[count], (i, o) => [i, 3, (long)count, 0.25f, o]);
        return Difference(output, i => (input[i] * 3) + 0.25f);
    }

    private static string? Turn(Device device, DeviceModule module, int rows, int columns)
    {
        var input = Enumerable.Range(7, rows * columns).ToArray();
        var output = Run(device, module, "turn", new KernelGrid((columns + 7) / 8, 8, (rows + 3) / 4, 4), input, new int[rows * columns], (i, o) => [i, rows, columns, o]);
        for (var i = 0; i < output.Length; i++)
        {
            if (output[i] != input[(i % rows * columns) + (i / rows)])
            {
                return $"element {i} is {output[i]}, expected {input[(i % rows * columns) + (i / rows)]}";
            }
        }

        return null;
    }

    private static string? Atomics(Device device, DeviceModule module, int count)
    {
        var output = Run(device, module, "atomics", KernelGrid.For(count, 64), new int[1], new int[3], (_, o) => [count, o]);
        return output[0] == count * (count + 1) / 2 && output[1] == count && output[2] >= 1 && output[2] <= count
            ? null
            : $"the sum is {output[0]}, the largest {output[1]}, the first {output[2]}; expected {count * (count + 1) / 2}, {count} and one from 1 to {count}";
    }

    private static string? Widen(Device device, DeviceModule module)
    {
        var bits = Enumerable.Range(0, 65_536).Select(i => (ushort)i).ToArray();
        using var brain = device.Allocate<float>(bits.Length, "bf16 numbers");
        var half = Run(device, module, "widen", KernelGrid.For(bits.Length, 64), bits, new float[bits.Length], (i, o) => [i, bits.Length, o, brain]);
        return Difference(half, i => (float)BitConverter.UInt16BitsToHalf(bits[i]))
            ?? Difference(Read(device, brain), i => BitConverter.UInt32BitsToSingle((uint)bits[i] << 16));
    }

    private static string? Narrow(Device device, DeviceModule module)
    {
        // Of every size and sign, subnormal and infinite ones too, and half of them just at the middle between two bf16 numbers.
        var random = new Xoshiro256(5);
        var values = Enumerable.Range(0, 65_536).Select(i => BitConverter.UInt32BitsToSingle(((uint)i << 16) | (i % 2 == 0 ? 0x8000u : (uint)random.NextInt32(65_536)))).ToArray();
        using var brain = device.Allocate<ushort>(values.Length, "bf16 numbers");
        var half = Run(device, module, "narrow", KernelGrid.For(values.Length, 64), values, new ushort[values.Length], (i, o) => [i, values.Length, o, brain]);
        return Difference([.. half.Select(h => (float)BitConverter.UInt16BitsToHalf(h))], i => (float)(Half)values[i])
            ?? Difference([.. Read(device, brain).Select(Brain)], i => NearestBrain(values[i]));
    }

    // In double precision the square is exact, and so is the sum: it is rounded once, as a fused product is.
    private static string? Numbers(Device device, DeviceModule module)
    {
        var values = Enumerable.Range(0, 100).Select(i => 1 + (i / 97f)).ToArray();
        var output = Run(device, module, "numbers", KernelGrid.For(values.Length, 64), values, new float[2 * values.Length], (i, o) => [i, values.Length, o]);
        return Difference(output, i => i % 2 == 0 ? (float)(((double)values[i / 2] * values[i / 2]) - 1) : (values[i / 2] * 2) + 1 + 7);
    }

    // One input, one output; what the output held before counts.
    private static TOut[] Run<TIn, TOut>(Device device, DeviceModule module, string entry, KernelGrid grid, TIn[] input, TOut[] output, Func<DeviceBuffer<TIn>, DeviceBuffer<TOut>, KernelArg[]> arguments)
        where TIn : unmanaged
        where TOut : unmanaged
    {
        using var stream = device.CreateStream();
        using var from = device.Allocate<TIn>(input.Length, "input");
        using var to = device.Allocate<TOut>(output.Length, "output");
        stream.UploadAndWait<TIn>(from, 0, input);
        stream.UploadAndWait<TOut>(to, 0, output);
        stream.Launch(module.Kernel(entry), grid, arguments(from, to));
        stream.DownloadAndWait(output, to, 0);
        return output;
    }

    private static T[] Read<T>(Device device, DeviceBuffer<T> buffer)
        where T : unmanaged
    {
        using var stream = device.CreateStream();
        var values = new T[buffer.Length];
        stream.DownloadAndWait(values, buffer, 0);
        return values;
    }

    private static float Brain(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    // By distance, not by bits: the nearer of the two neighbours, the even one in the middle; beyond the largest, infinity begins where the next step would be.
    private static float NearestBrain(float value)
    {
        if (!float.IsFinite(value))
        {
            return value;
        }

        var low = BitConverter.SingleToUInt32Bits(value) >> 16;
        var below = (double)Brain((ushort)low);
        var step = low % 0x8000 == 0x7F7F ? below - Brain((ushort)(low - 1)) : Brain((ushort)(low + 1)) - below;
        var (toBelow, toAbove) = (Math.Abs(value - below), Math.Abs(below + step - value));
        return Brain((ushort)(toBelow < toAbove || (toBelow == toAbove && low % 2 == 0) ? low : low + 1));
    }

    private static string? Difference(float[] got, Func<int, float> expected)
    {
        for (var i = 0; i < got.Length; i++)
        {
            var wanted = expected(i);
            if (wanted != got[i] && !(float.IsNaN(wanted) && float.IsNaN(got[i])))
            {
                return $"element {i} is {got[i]}, expected {wanted}";
            }
        }

        return null;
    }
}
