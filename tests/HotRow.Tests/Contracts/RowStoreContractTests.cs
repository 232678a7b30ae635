namespace HotRow.Tests.Contracts;

/// <summary>What every store promises, whatever lies behind it.</summary>
public sealed class RowStoreContractTests : IDisposable
{
    private const int RowCount = 700;
    private const int Dim = 130;
    private const ulong Seed = 11;
    private readonly DiskFolder _folder = new();

    // By name, so that every case is seen by itself. The null store has no rows to compare and stands apart below.
    private static readonly Dictionary<string, Func<string, IRowStore>> s_stores = new()
    {
        ["dram"] = _ => new DramRowStore(Rows(), ownsTable: true),
        ["dram, 2 threads, streaming"] = _ => new DramRowStore(Rows(), threads: 2, streaming: true, ownsTable: true),
        ["direct file"] = path => DirectFileRowStore.Open(path, RowCount, Dim, depth: 4),
        ["page cache"] = path => DirectFileRowStore.Open(path, RowCount, Dim, depth: 1, direct: false),
        ["mapped, portable"] = path => MappedFileRowStore.Open(Table(path), MapAdvice.None, 1, null, portable: true),
        ["mapped, None"] = path => MappedFileRowStore.Open(Table(path)),
        ["mapped, Random"] = path => MappedFileRowStore.Open(Table(path), MapAdvice.Random),
        ["mapped, Sequential"] = path => MappedFileRowStore.Open(Table(path), MapAdvice.Sequential),
        ["mapped, WillNeedBatch"] = path => MappedFileRowStore.Open(Table(path), MapAdvice.WillNeedBatch, threads: 2),
        ["mapped, PopulateBatch"] = path => MappedFileRowStore.Open(Table(path), MapAdvice.PopulateBatch, threads: 2),
        ["mapped, copied by the kernel"] = path => MappedFileRowStore.Open(Table(path), MapAdvice.None, 2, MapGuard.CheckedCopy, portable: false),
        ["mapped, fp16"] = path => MappedFileRowStore.Open(Encoded(path, RowFormats.Find("fp16"))),
        ["mapped, int8, 2 threads"] = path => MappedFileRowStore.Open(Encoded(path, RowFormats.Find("int8")), threads: 2),
        ["mapped, int8, copied by the kernel"] = path => MappedFileRowStore.Open(Encoded(path, RowFormats.Find("int8")), MapAdvice.None, 1, MapGuard.CheckedCopy, portable: false),
        ["direct file, int8"] = path => DirectFileRowStore.Open(Encoded(path, RowFormats.Find("int8")), depth: 4),
        ["tiered, nothing near"] = path => TieredRowStore.Pin(MappedFileRowStore.Open(Table(path))),
        ["tiered, two levels"] = path => TieredRowStore.Pin(DirectFileRowStore.Open(path, RowCount, Dim, depth: 4), [3, 0, 699, 3], [5, 64, 63, .. Enumerable.Range(300, 200)]),
        ["tiered, everything near"] = path => TieredRowStore.Pin(MappedFileRowStore.Open(Table(path)), [.. Enumerable.Range(0, RowCount)]),
    };

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Stores => [.. s_stores.Keys];

    public static TheoryData<string> StoresAndNull => [.. s_stores.Keys, "null"];

    [Theory]
    [MemberData(nameof(Stores))]
    public void ReadRows_AnyOrderWithDuplicates_GivesTheRowsNamed(string name)
    {
        using var store = Open(name);
        int[] all = [.. Enumerable.Range(0, RowCount)];
        Array.Reverse(all);
        int[][] batches = [[0, RowCount - 1, 3, 3, 0, 64, 63, 299, 300, 499, 500], KernelCase.Rows(500, RowCount, 5), all, [3], [], KernelCase.Rows(900, RowCount, 6)];
        foreach (var rows in batches)
        {
            var destination = new float[(rows.Length * Dim) + 1];
            destination[^1] = 77;
            store.ReadRows(rows, destination);

            var expected = new float[Dim];
            var stored = new byte[store.RowBytes];
            for (var i = 0; i < rows.Length; i++)
            {
                RandomRows.Fill(Seed, rows[i], expected);
                store.Format.Encode(expected, stored);
                store.Format.Decode(stored, expected);
                Assert.True(expected.AsSpan().SequenceEqual(destination.AsSpan(i * Dim, Dim)), $"row {rows[i]} at position {i} differs from the generated one");
            }

            Assert.Equal(77, destination[^1]);
        }
    }

    [Theory]
    [MemberData(nameof(StoresAndNull))]
    public void ReadRows_RowOutOfRange_NamesItAndWritesNothing(string name)
    {
        using var store = Open(name);
        var destination = new float[3 * Dim];
        foreach (var row in (int[])[-1, RowCount, int.MinValue, int.MaxValue])
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => store.ReadRows([0, 1, row], destination));

            Assert.Contains($"position 2 of 3 is out of range: 0 <= row < {RowCount}", error.Message, StringComparison.Ordinal);
            Assert.Equal(row, error.ActualValue);
        }

        Assert.False(destination.AsSpan().ContainsAnyExcept(0f));
    }

    [Theory]
    [MemberData(nameof(StoresAndNull))]
    public void ReadRows_DestinationTooShort_Throws(string name)
    {
        using var store = Open(name);

        Assert.Throws<ArgumentException>(() => store.ReadRows([0, 9], new float[(2 * Dim) - 1]));
        Assert.Throws<ArgumentException>(() => store.ReadRows([0], []));
    }

    [Theory]
    [MemberData(nameof(StoresAndNull))]
    public void ReadRows_Warm_AllocatesNothing(string name)
    {
        using var store = Open(name);
        var rows = KernelCase.Rows(300, RowCount, 4);
        var destination = new float[rows.Length * Dim];
        store.ReadRows(rows, destination);

        Assert.Equal(0, AllocatedBytes.Of(() => store.ReadRows(rows, destination)));
    }

    [Theory]
    [MemberData(nameof(StoresAndNull))]
    public void ReadRows_AfterDispose_Throws(string name)
    {
        var store = Open(name);
        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => store.ReadRows([0], new float[Dim]));
    }

    [Theory]
    [MemberData(nameof(StoresAndNull))]
    public void Properties_DescribeTheTable(string name)
    {
        using var store = Open(name);

        Assert.NotEmpty(store.Path);
        Assert.DoesNotContain('\n', store.Path);
        var format = name.Contains("fp16", StringComparison.Ordinal) ? "fp16" : name.Contains("int8", StringComparison.Ordinal) ? "int8" : "fp32";
        Assert.Equal((RowCount, Dim, format), (store.RowCount, store.EmbeddingDim, store.Format.Name));
        Assert.Equal(name == "null" ? 0 : store.Format.RowBytes(Dim), store.RowBytes);
        Assert.True(Enum.IsDefined(store.Tier));
    }

    [Fact]
    public void NullStore_ReadRows_LeavesTheDestination()
    {
        using var store = new NullRowStore(RowCount, Dim);
        var destination = new float[Dim];
        Array.Fill(destination, 5);

        store.ReadRows([1], destination);

        Assert.All(destination, v => Assert.Equal(5, v));
    }

    public static TheoryData<string> Formats => [.. RowFormats.All.Select(f => f.Name)];

    // Mapped stores decode every format; each way of reading decodes by itself.
    [Theory]
    [MemberData(nameof(Formats))]
    public void MappedStore_AnyFormat_IsWithinTheFormatsBound(string name)
    {
        var format = RowFormats.Find(name);
        const int Elements = 512;
        const int Count = 50;
        var stored = new byte[9 + (Count * format.RowBytes(Elements))];
        var rows = new float[Count][];
        for (var row = 0; row < Count; row++)
        {
            rows[row] = new float[Elements];
            RandomRows.Fill(Seed, row, rows[row]);
            format.Encode(rows[row], stored.AsSpan(9 + (row * format.RowBytes(Elements)), format.RowBytes(Elements)));
        }

        var path = _folder.File("encoded");
        File.WriteAllBytes(path, stored);
        int[] batch = [49, 0, 7, 7, .. Enumerable.Range(0, Count)];
        foreach (MapGuard? guard in (MapGuard?[])[null, MapGuard.CheckedCopy])
        {
            using var store = MappedFileRowStore.Open(new(path, 9, Count, Elements, format), MapAdvice.None, 2, guard, portable: false);
            var destination = new float[batch.Length * Elements];
            store.ReadRows(batch, destination);

            for (var i = 0; i < batch.Length; i++)
            {
                var bound = format.ErrorBound(rows[batch[i]]);
                Assert.All(rows[batch[i]].Zip(destination[(i * Elements)..((i + 1) * Elements)]), pair => Assert.InRange(pair.Second, pair.First - bound, pair.First + bound));
            }
        }
    }

    private static EmbeddingTable Rows()
    {
        var table = new EmbeddingTable(RowCount, Dim);
        table.FillRandom(Seed);
        return table;
    }

    private static StoredTable Table(string path) => new(path, 0, RowCount, Dim, RowFormats.Fp32);

    // Rows begin at an odd byte, so that neither they nor their elements are aligned.
    private static StoredTable Encoded(string path, RowFormat format)
    {
        const int Offset = 9;
        var rowBytes = format.RowBytes(Dim);
        var stored = new byte[Offset + (RowCount * rowBytes)];
        var row = new float[Dim];
        for (var i = 0; i < RowCount; i++)
        {
            RandomRows.Fill(Seed, i, row);
            format.Encode(row, stored.AsSpan(Offset + (i * rowBytes), rowBytes));
        }

        File.WriteAllBytes($"{path}.{format.Name}", stored);
        return new($"{path}.{format.Name}", Offset, RowCount, Dim, format);
    }

    private IRowStore Open(string name)
    {
        if (name == "null")
        {
            return new NullRowStore(RowCount, Dim);
        }

        Assert.SkipWhen(name == "mapped, PopulateBatch" && !OperatingSystem.IsLinux(), "only Linux knows MADV_POPULATE_READ");
        var path = _folder.File("rows.f32");
        using (var table = Rows())
        {
            unsafe
            {
                File.WriteAllBytes(path, new ReadOnlySpan<byte>(table.Pointer, RowCount * Dim * 4));
            }
        }

        return s_stores[name](path);
    }
}
