namespace HotRow.Tests;

/// <summary>What kernel tests share: the register widths, a table whose end is the end of its mapping, and special values.</summary>
internal sealed unsafe class KernelCase : IDisposable
{
    internal const uint CanaryBits = 0x7FE5_5A5A;
    private readonly PageMemory _memory;

    /// <summary>A table of random values, with NaN payloads, infinities, negative zeros and denormals in it, whose last float is followed by an unreadable page.</summary>
    internal KernelCase(int rowCount, int dim, ulong seed, bool finite = false)
    {
        RowCount = rowCount;
        Dim = dim;
        var bytes = (long)rowCount * dim * sizeof(float);
        var page = (long)Environment.SystemPageSize;
        var rounded = Math.Max(page, (bytes + page - 1) / page * page);
        _memory = new(rounded, "a test's table");
        Table = (float*)((byte*)_memory.Pointer + rounded - bytes);
        var random = new Xoshiro256(seed);
        for (var i = 0; i < rowCount * dim; i++)
        {
            Table[i] = finite ? (float)((random.NextDouble() * 2) - 1) : Special(ref random);
        }
    }

    internal static TheoryData<int> Widths => [(int)VectorWidth.Scalar, (int)VectorWidth.Bits128, (int)VectorWidth.Bits256, (int)VectorWidth.Bits512];

    internal int RowCount { get; }

    internal int Dim { get; }

    internal float* Table { get; }

    public void Dispose() => _memory.Dispose();

    internal static VectorWidth Require(int width)
    {
        Assert.SkipUnless(VectorWidths.IsAvailable((VectorWidth)width), $"this machine has no {width}-bit registers");
        return (VectorWidth)width;
    }

    internal static int[] Rows(int count, int rowCount, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var rows = new int[count];
        for (var i = 0; i < count; i++)
        {
            rows[i] = random.NextInt32(rowCount);
        }

        return rows;
    }

    internal static float[] Uniform(int count, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (float)((random.NextDouble() * 2) - 1);
        }

        return values;
    }

    /// <summary>An array of canaries, and the check that all outside the given part still are.</summary>
    internal static float[] Canaries(int length)
    {
        var values = new float[length];
        Array.Fill(values, BitConverter.UInt32BitsToSingle(CanaryBits));
        return values;
    }

    internal static void AssertCanariesOutside(float[] values, int first, int length)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i < first || i >= first + length)
            {
                Assert.True(BitConverter.SingleToUInt32Bits(values[i]) == CanaryBits, $"element {i} outside the output {first}..{first + length - 1} was written");
            }
        }
    }

    internal static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static float Special(ref Xoshiro256 random) => random.NextInt32(12) switch
    {
        0 => BitConverter.UInt32BitsToSingle(0x7FC0_0000u | (uint)random.NextInt32(1 << 20)),
        1 => BitConverter.UInt32BitsToSingle(0x7F80_0001u + (uint)random.NextInt32(1 << 20)),
        2 => random.NextInt32(2) == 0 ? float.PositiveInfinity : float.NegativeInfinity,
        3 => -0f,
        4 => float.Epsilon * random.NextInt32(100),
        _ => (float)((random.NextDouble() * 2) - 1),
    };
}
