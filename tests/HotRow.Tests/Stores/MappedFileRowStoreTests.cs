using System.Runtime.InteropServices;

namespace HotRow.Tests;

public sealed class MappedFileRowStoreTests : IDisposable
{
    private const ulong Seed = 7;
    private readonly DiskFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // 5,000 rows of 12 B are 15 pages; offsets on, beside and beyond a page's boundary, odd ones for rows that lie across words.
    [Theory]
    [InlineData(0, 5000, 3, 1)]
    [InlineData(4096, 5000, 3, 2)]
    [InlineData(8195, 700, 130, 1)]
    [InlineData(17, 300, 768, 3)]
    [InlineData(4095, 1, 1, 4)]
    public void ReadRows_AnyOffsetAdviceGuardAndThreads_EqualsGeneratedRows(int offset, int rowCount, int dim, int threads)
    {
        var table = Write(offset, rowCount, dim);
        int[] rows = [0, rowCount - 1, rowCount / 2, 0, .. KernelCase.Rows(200, rowCount, 3), rowCount - 1];
        foreach (var advice in OperatingSystem.IsLinux() ? Enum.GetValues<MapAdvice>() : [MapAdvice.None, MapAdvice.Random, MapAdvice.WillNeedBatch])
        {
            foreach (MapGuard? guard in (MapGuard?[])[null, MapGuard.CheckedCopy, MapGuard.LengthOnly])
            {
                using var store = MappedFileRowStore.Open(table, advice, threads, guard, portable: false);
                AssertReads(store, rows);
            }
        }
    }

    [Fact]
    public void Open_Portable_SaysThatAdviceHasNoEffectAndReadsTheSame()
    {
        var table = Write(4099, 500, 7);
        using var store = MappedFileRowStore.Open(table, MapAdvice.Random, 2, null, portable: true);

        Assert.Equal("mapped file, advice has no effect on this system, 2 threads, length checked per batch", store.Path);
        Assert.Null(store.ResidentBytes());
        AssertReads(store, KernelCase.Rows(300, 500, 3));
        Assert.Contains(
            "only Linux 5.14 and later",
            Assert.Throws<InputException>(() => MappedFileRowStore.Open(table, MapAdvice.PopulateBatch, 1, null, portable: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadRows_FileOnADiskThatNobodyWrites_IsHeldByALease()
    {
        RequireLinuxDisk();
        using var store = MappedFileRowStore.Open(Write(0, 100, 8), MapAdvice.Random);
        Assert.SkipWhen(store.Guard != MapGuard.Lease, $"this file system grants no lease: {store.Path}");

        AssertReads(store, [1, 99]);

        Assert.Equal(MapGuard.Lease, store.Guard);
        Assert.Equal("mapped file, MADV_RANDOM, 1 thread, held by a lease while read", store.Path);
        Assert.Equal((MemoryTier.Ssd, 100, 8, 32), (store.Tier, store.RowCount, store.EmbeddingDim, store.RowBytes));
    }

    [Fact]
    public void ReadRows_WhileSomebodyHasTheFileOpenForWriting_CopiesByTheKernel()
    {
        RequireLinuxDisk();
        var table = Write(0, 100, 8);
        using var store = MappedFileRowStore.Open(table);
        using (File.OpenHandle(table.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            AssertReads(store, [1, 99]);
            Assert.Equal(CheckedCopy.IsAvailable ? MapGuard.CheckedCopy : MapGuard.LengthOnly, store.Guard);
        }
    }

    [Theory]
    [InlineData(MapAdvice.None)]
    [InlineData(MapAdvice.WillNeedBatch)]
    [InlineData(MapAdvice.PopulateBatch)]
    public void ReadRows_FileTruncatedBetweenCalls_ThrowsInsteadOfEndingTheProcess(MapAdvice advice)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not let a mapped file shrink, or have not this advice");
        var table = Write(0, 1000, 130);
        using var store = MappedFileRowStore.Open(table, advice);
        AssertReads(store, [0, 999]);
        SetLength(table.Path, 100_000);

        var error = Assert.Throws<IOException>(() => store.ReadRows([1, 999], new float[260]));

        Assert.Equal($"{table.Path} has become shorter than its table: it has 100000 bytes, and the rows end at 520000", error.Message);
        SetLength(table.Path, table.Bytes);
        AssertReads(store, [1, 2, 3]);
    }

    // Another thread shortens and lengthens the file all the while: by name, which a lease keeps waiting, or through a descriptor
    // that was open before, which rules a lease out. A touch of a page that is gone would end the test process.
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public void ReadRows_FileTruncatedDuringCalls_ReadsOrThrows(bool openBefore, int threads)
    {
        RequireLinuxDisk();
        var table = Write(0, 2000, 130);
        using var store = MappedFileRowStore.Open(table, MapAdvice.None, threads);
        Assert.SkipWhen(store.Guard == MapGuard.LengthOnly, store.Path);
        Assert.SkipWhen(openBefore && !CheckedCopy.IsAvailable, "process_vm_readv is forbidden here");
        Assert.SkipWhen(!openBefore && store.Guard != MapGuard.Lease, store.Path);
        var rows = KernelCase.Rows(400, 2000, 3);
        var destination = new float[400 * 130];
        var (served, refused, stop) = (0, 0, false);
        using var open = openBefore ? new FileStream(table.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite) : null;
        var shrinker = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                using var named = openBefore ? null : new FileStream(table.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                var file = open ?? named!;
                file.SetLength(50_000);
                file.SetLength(table.Bytes);
            }
        });
        shrinker.Start();

        for (var i = 0; i < 100_000 && (served < 100 || refused < 20); i++)
        {
            try
            {
                store.ReadRows(rows, destination);
                served++;
            }
            catch (IOException)
            {
                refused++;
            }
        }

        Volatile.Write(ref stop, true);
        shrinker.Join();
        Assert.True(served > 0, "no call was served");
        Assert.True(refused > 0, "no call met the short file");
        store.ReadRows(rows, destination);
    }

    [Fact]
    public void ReadRows_PageGoneUnderTheLengthCheck_IsReportedByTheKernelsCopy()
    {
        RequireLinuxDisk();
        Assert.SkipUnless(CheckedCopy.IsAvailable, "process_vm_readv is forbidden here");
        var path = Write(0, 4096, 1).Path;
        using var file = MappedFile.Open(path, length => (0, length), portable: false);
        SetLength(path, 4096);

        Assert.Equal((true, false), Copies(file));
    }

    [Fact]
    public void Open_FileShorterThanTheTable_IsRefused()
    {
        var table = Write(0, 10, 3) with { RowCount = 11 };

        Assert.Contains("has 120 bytes; 11 rows", Assert.Throws<InputException>(() => MappedFileRowStore.Open(table)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => MappedFileRowStore.Open(table with { Path = _folder.File("none") }));
        Assert.Throws<InputException>(() => MappedFileRowStore.Open(table with { Path = _folder.Path }));
        Assert.Throws<InputException>(() => MappedFileRowStore.Open(table with { RowCount = 10 }, (MapAdvice)99));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedFileRowStore.Open(table, threads: 0));
    }

    [Fact]
    public void Tier_FileInMemory_IsDram()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && FileSystems.IsMemory(FileSystems.FormatOf("/dev/shm")), "no memory file system at /dev/shm");
        var path = $"/dev/shm/hotrow-{Guid.NewGuid():N}.f32";
        File.WriteAllBytes(path, new byte[40]);
        try
        {
            using var store = MappedFileRowStore.Open(new(path, 0, 10, 1, RowFormats.Fp32));

            Assert.Equal(MemoryTier.Dram, store.Tier);
            Assert.EndsWith("in memory: no disk is read", store.Path, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void SetLength(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }

    private static unsafe (bool First, bool Last) Copies(MappedFile file)
    {
        var number = 0;
        return (CheckedCopy.TryCopy(file.Pointer + 4092, &number, 4), CheckedCopy.TryCopy(file.Pointer + 4096, &number, 4));
    }

    private static void RequireLinuxDisk() => Assert.SkipUnless(OperatingSystem.IsLinux(), "leases and kernel copies are Linux's");

    private StoredTable Write(int offset, int rowCount, int dim)
    {
        var rows = _folder.File("rows.f32");
        var table = new float[rowCount * dim];
        for (var row = 0; row < rowCount; row++)
        {
            RandomRows.Fill(Seed, row, table.AsSpan(row * dim, dim));
        }

        File.WriteAllBytes(rows, [.. new byte[offset], .. MemoryMarshal.AsBytes(table.AsSpan())]);
        return new(rows, offset, rowCount, dim, RowFormats.Fp32);
    }

    private static void AssertReads(MappedFileRowStore store, int[] rows)
    {
        var destination = new float[rows.Length * store.EmbeddingDim];
        store.ReadRows(rows, destination);

        var expected = new float[store.EmbeddingDim];
        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(Seed, rows[i], expected);
            Assert.True(expected.AsSpan().SequenceEqual(destination.AsSpan(i * store.EmbeddingDim, store.EmbeddingDim)), $"row {rows[i]} at position {i} differs from the generated one: {store.Path}");
        }
    }
}
