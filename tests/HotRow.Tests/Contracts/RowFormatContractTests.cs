namespace HotRow.Tests;

/// <summary>What every row format of the catalog promises.</summary>
public sealed unsafe class RowFormatContractTests
{
    private const int RowCount = 19;

    public static TheoryData<string> Names => [.. RowFormats.All.Select(f => f.Name)];

    public static TheoryData<string, int> NamesAndWidths
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var format in RowFormats.All.Where(f => f is DecodedRowFormat))
            {
                foreach (var width in new[] { VectorWidth.Scalar, VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 })
                {
                    data.Add(format.Name, (int)width);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RoundTrip_EveryKindOfRow_StaysWithinTheErrorBound(string name)
    {
        var format = RowFormats.Find(name);
        foreach (var dim in Dims(format))
        {
            foreach (var (kind, row) in RowSamples.All(dim))
            {
                var stored = new byte[format.RowBytes(dim)];
                var restored = new float[dim];
                format.Encode(row, stored);

                format.Decode(stored, restored);

                var bound = format.ErrorBound(row);
                Assert.True(float.IsFinite(bound), $"{kind} of {dim}: the bound is {bound}");
                for (var i = 0; i < dim; i++)
                {
                    var error = Math.Abs((double)restored[i] - row[i]);
                    Assert.True(error <= bound, $"{kind} of {dim}, element {i}: {row[i]:R} came back as {restored[i]:R}, {error:R} away; the bound is {bound:R}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ErrorBound_RandomRow_IsNotIdle(string name)
    {
        // A bound that no row comes near says nothing: some element must use a third of it.
        var format = RowFormats.Find(name);
        var row = KernelCase.Uniform(768, 4);
        var restored = RoundTrip(format, row);
        var worst = Enumerable.Range(0, row.Length).Max(i => Math.Abs((double)restored[i] - row[i]));

        Assert.InRange(worst, format.ErrorBound(row) / 3, format.ErrorBound(row));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_DecodedRow_ComesBackUnchangedOrWithinTheBound(string name)
    {
        var format = RowFormats.Find(name);
        var once = RoundTrip(format, KernelCase.Uniform(96, 9));
        var twice = RoundTrip(format, once);

        for (var i = 0; i < once.Length; i++)
        {
            Assert.InRange(twice[i], once[i] - format.ErrorBound(once), once[i] + format.ErrorBound(once));
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndWidths))]
    public void Gather_AnyBytes_GivesTheReferenceBitForBit(string name, int width)
    {
        // Random bytes hold every code, NaN and infinite scales too; the last row ends at the end of its mapping.
        var vectorWidth = KernelCase.Require(width);
        var format = (DecodedRowFormat)RowFormats.Find(name);
        foreach (var dim in Dims(format))
        {
            using var table = new StoredRows(RowCount, format.RowBytes(dim), (ulong)dim);
            var reference = new float[dim];
            var decoded = new float[dim];
            foreach (var count in new[] { 0, 21 })
            {
                int[] rows = [.. KernelCase.Rows(count, RowCount, 5), RowCount - 1];
                foreach (var streaming in new[] { false, true })
                {
                    var first = 3 + (dim % 17);
                    var output = KernelCase.Canaries(first + (rows.Length * dim) + 33);

                    format.Gather(table.Pointer, RowCount, dim, rows, output.AsSpan(first, rows.Length * dim), streaming, 1, vectorWidth);

                    KernelCase.AssertCanariesOutside(output, first, rows.Length * dim);
                    for (var i = 0; i < rows.Length; i++)
                    {
                        format.Decode(table.Row(rows[i]), reference, VectorWidth.Scalar);
                        format.Decode(table.Row(rows[i]), decoded, vectorWidth);
                        AssertBits(reference, decoded, $"{name} {dim} decode");
                        AssertBits(reference, output.AsSpan(first + (i * dim), dim), $"{name} {dim} gather {i} of {rows.Length}, streaming {streaming}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gather_IntoAlignedMemoryOnSeveralThreads_GivesDecodedRows(string name)
    {
        var format = RowFormats.Find(name);
        using var memory = new PageMemory(1500 * 192 * sizeof(float), "a test's output");
        foreach (var (dim, streaming, threads) in new[] { (192, true, 1), (192, true, 3), (192, false, 2), (160, true, 2), (32, true, 2) })
        {
            using var table = new StoredRows(300, format.RowBytes(dim), 6);
            var rows = KernelCase.Rows(1500, 300, 7);
            var output = new Span<float>(memory.Pointer, rows.Length * dim);
            output.Clear();

            format.Gather(table.Pointer, 300, dim, rows, output, streaming, threads);

            var expected = new float[dim];
            for (var i = 0; i < rows.Length; i++)
            {
                format.Decode(table.Row(rows[i]), expected);
                AssertBits(expected, output.Slice(i * dim, dim), $"{name} {dim}, position {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gather_RowOutOfRange_NamesItAndWritesNothing(string name)
    {
        var format = RowFormats.Find(name);
        using var table = new StoredRows(RowCount, format.RowBytes(32), 1);
        var output = KernelCase.Canaries(3 * 32);

        foreach (var bad in new[] { -1, RowCount, int.MaxValue, int.MinValue })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => format.Gather(table.Pointer, RowCount, 32, [0, bad, 1], output));

            Assert.Contains("row at position 1 of 3 is out of range: 0 <= row < 19", error.Message, StringComparison.Ordinal);
        }

        KernelCase.AssertCanariesOutside(output, 0, 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WrongSizes_AreRefused(string name)
    {
        var format = RowFormats.Find(name);
        var bytes = format.RowBytes(32);
        using var table = new StoredRows(RowCount, bytes, 1);

        Assert.Throws<ArgumentException>(() => format.Encode(new float[32], new byte[bytes - 1]));
        Assert.Throws<ArgumentException>(() => format.Encode(new float[32], new byte[bytes + 1]));
        Assert.Throws<ArgumentException>(() => format.Decode(new byte[bytes - 1], new float[32]));
        Assert.Throws<ArgumentException>(() => format.Decode(new byte[bytes + 1], new float[32]));
        Assert.Throws<ArgumentException>(() => format.Encode([], []));
        Assert.Throws<ArgumentException>(() => format.Gather(table.Pointer, RowCount, 32, [0, 1], new float[63]));
        Assert.ThrowsAny<ArgumentException>(() => format.Gather(table.Pointer, RowCount, 0, [0], new float[63]));
        Assert.ThrowsAny<ArgumentException>(() => format.Gather(table.Pointer, RowCount, 32, [0], new float[32], threads: 0));
        Assert.Throws<ArgumentNullException>(() => format.Gather(null, RowCount, 32, [0], new float[32]));
        Assert.False(format.Fits(0));
        Assert.False(format.Fits(-32));
        Assert.True(format.Fits(StoredTable.MostElements));
        Assert.False(format.Fits(2 * StoredTable.MostElements));
        Assert.False(format.Fits(1 << 30));
        if (format.ElementsPerBlock > 1)
        {
            Assert.False(format.Fits(33));
            Assert.Contains($"multiple of {format.ElementsPerBlock}", Assert.Throws<ArgumentException>(() => format.Encode(new float[33], new byte[bytes])).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => format.Gather(table.Pointer, RowCount, 33, [0], new float[33]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DecodeAndGather_Warm_AllocateNothing(string name)
    {
        var format = RowFormats.Find(name);
        using var table = new StoredRows(200, format.RowBytes(192), 1);
        var rows = KernelCase.Rows(400, 200, 2);
        var output = new float[400 * 192];
        var row = new float[192];
        format.Gather(table.Pointer, 200, 192, rows, output, threads: 2);

        Assert.Equal(0, AllocatedBytes.Of(() => format.Gather(table.Pointer, 200, 192, rows, output, threads: 2)));
        Assert.Equal(0, AllocatedBytes.Of(() => format.Decode(table.Row(3), row)));
    }

    private static IEnumerable<int> Dims(RowFormat format) =>
        Enumerable.Range(1, 36).Concat([47, 48, 63, 64, 65, 66, 79, 80, 96, 127, 128, 129, 130, 192, 257, 320, 768]).Where(format.Fits);

    private static float[] RoundTrip(RowFormat format, float[] row)
    {
        var stored = new byte[format.RowBytes(row.Length)];
        var restored = new float[row.Length];
        format.Encode(row, stored);
        format.Decode(stored, restored);
        return restored;
    }

    private static void AssertBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            // Which NaN a product and a sum of NaN give is the processor's choice.
            var same = KernelCase.Bits(expected[i]) == KernelCase.Bits(actual[i]) || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            if (!same)
            {
                Assert.Fail($"{what}, column {i}: expected bits {KernelCase.Bits(expected[i]):X8}, got {KernelCase.Bits(actual[i]):X8}");
            }
        }
    }
}
