namespace HotRow.Tests;

/// <summary>Both ways of keeping reads in flight, against the generated rows.</summary>
public sealed class ReadEngineTests : IClassFixture<StoredTables>
{
    private static readonly RowFormat s_half = new MarkedHalfFormat();
    private readonly StoredTables _tables;

    public ReadEngineTests(StoredTables tables)
    {
        _tables = tables;
        Assert.SkipUnless(tables.OnDisk, "the tests lie on a memory file system, where nothing is read past the page cache");
    }

    public static TheoryData<ReadEngine> Engines => [ReadEngine.IoUring, ReadEngine.PreadPool];

    public static MatrixTheoryData<ReadEngine, int> EnginesAndDepths => new([ReadEngine.IoUring, ReadEngine.PreadPool], [1, 2, 7, 32, 256]);

    // 4 B, 520 B and 61 B rows straddle blocks at changing places, 512 B rows fill one; tables begin at a block, off it, and just before its end.
    [Theory]
    [MemberData(nameof(EnginesAndDepths))]
    public void ReadRows_AnyShapeOffsetAndPath_EqualsGeneratedRows(ReadEngine engine, int depth)
    {
        RequireEngine(engine);
        foreach (var (dim, format) in new[] { (1, RowFormats.Fp32), (128, RowFormats.Fp32), (130, RowFormats.Fp32), (30, s_half) })
        {
            foreach (var offset in new[] { 0L, 13, 1535 })
            {
                foreach (var direct in new[] { true, false })
                {
                    using var store = DirectFileRowStore.Open(_tables.Table(300, dim, format, offset), depth, direct, engine);

                    StoredTables.AssertReads(store, [0, 299, 150, 0, 0, .. StoredTables.Draw(300, 100), 299]);
                    StoredTables.AssertReads(store, [299]);
                }
            }
        }
    }

    // 64 x 64 KiB is more than a ring registers; rows of 64 KiB and 4 B straddle the largest blocks too.
    [Theory]
    [MemberData(nameof(Engines))]
    public void ReadRows_LargeRows_EqualsGeneratedRows(ReadEngine engine)
    {
        RequireEngine(engine);
        using var store = DirectFileRowStore.Open(_tables.Table(20, 16_385, RowFormats.Fp32, 3), depth: 64, engine: engine);

        StoredTables.AssertReads(store, [.. Enumerable.Range(0, 20), .. StoredTables.Draw(20, 80)]);
    }

    [Theory]
    [MemberData(nameof(EnginesAndDepths))]
    public void ReadRows_FileCutShortAfterOpening_ThrowsAndStaysUsable(ReadEngine engine, int depth)
    {
        RequireEngine(engine);
        var table = _tables.Own(1000, 130, RowFormats.Fp32, offset: 13);
        using var store = DirectFileRowStore.Open(table, depth, engine: engine);
        using (var file = File.OpenWrite(table.Path))
        {
            file.SetLength(13 + (500 * 520) + 100);
        }

        // 500 is there in part, 999 not at all.
        foreach (var missing in new[] { 500, 999 })
        {
            var error = Assert.Throws<IOException>(() => store.ReadRows([1, .. StoredTables.Draw(500, 40), missing, 2], new float[43 * 130]));

            Assert.Contains($"has become shorter than its table: it ends before row {missing}", error.Message, StringComparison.Ordinal);
            StoredTables.AssertReads(store, [0, 499, 3, 77]);
        }
    }

    [Theory]
    [MemberData(nameof(EnginesAndDepths))]
    public void ReadRows_CodecThrows_PassesItOnAndStaysUsable(ReadEngine engine, int depth)
    {
        RequireEngine(engine);
        var table = _tables.Own(300, 30, s_half, offset: 0);
        using (var file = File.OpenWrite(table.Path))
        {
            file.Position = 17 * table.RowBytes;
            file.WriteByte(1);
        }

        using var store = DirectFileRowStore.Open(table, depth, engine: engine);
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<InvalidDataException>(() => store.ReadRows([17, .. Enumerable.Range(20, 280)], new float[281 * 30]));
            StoredTables.AssertReads(store, [.. Enumerable.Range(18, 282)]);
        }
    }

    [Fact]
    public void Read_FailsInMidBatch_LeavesNothingInFlight()
    {
        RequireEngine(ReadEngine.IoUring);
        var table = _tables.Own(300, 30, s_half, offset: 0);
        using var file = DirectFile.Open(table.Path);
        using var readers = IoUringReaders.TryCreate(file, table with { RowCount = 10_000 }, depth: 32, out _)!;

        Assert.Throws<IOException>(() => readers.Read([9_999, .. Enumerable.Range(0, 299)], new float[300 * 30]));

        Assert.Equal(0, readers.Pending);
        var found = new float[30];
        readers.Read([5], found);
        StoredTables.AssertRows(s_half, 30, [5], found, readers.Description);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ReadRows_Warm_AllocatesNothing(ReadEngine engine)
    {
        RequireEngine(engine);
        using var store = DirectFileRowStore.Open(_tables.Table(300, 130, RowFormats.Fp32, 13), depth: 4, engine: engine);
        var rows = StoredTables.Draw(300, 64);
        var destination = new float[64 * 130];
        store.ReadRows(rows, destination);

        Assert.Equal(0, AllocatedBytes.Of(() => store.ReadRows(rows, destination)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void ReadRows_ManyCallers_ServesOrRefuses(ReadEngine engine)
    {
        RequireEngine(engine);
        using var store = DirectFileRowStore.Open(_tables.Table(300, 130, RowFormats.Fp32, 13), depth: 4, engine: engine);
        var rows = StoredTables.Draw(300, 200);
        var served = 0;

        Parallel.For(0, 16, _ =>
        {
            try
            {
                StoredTables.AssertReads(store, rows);
                Interlocked.Increment(ref served);
            }
            catch (InvalidOperationException)
            {
                // Refused because another caller was being served: that is the contract.
            }
        });

        Assert.InRange(served, 1, 16);
        StoredTables.AssertReads(store, rows);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Dispose_Twice_IsHarmlessAndReadingThrows(ReadEngine engine)
    {
        RequireEngine(engine);
        var store = DirectFileRowStore.Open(_tables.Table(300, 130, RowFormats.Fp32, 13), depth: 4, engine: engine);
        store.ReadRows([7], new float[130]);
        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => store.ReadRows([0], new float[130]));
    }

    [Fact]
    public void Path_NamesTheWayTheEngineAndTheDepth()
    {
        var table = _tables.Table(300, 128, RowFormats.Fp32, 0);
        using var pool = DirectFileRowStore.Open(table, 3, engine: ReadEngine.PreadPool);
        Assert.EndsWith(", 3 preads in flight", pool.Path, StringComparison.Ordinal);
        using var one = DirectFileRowStore.Open(table, 1);
        Assert.EndsWith(", 1 pread in flight", one.Path, StringComparison.Ordinal);
        Assert.Equal((ReadEngine.PreadPool, one.IsDirect), (one.Engine, one.Path.StartsWith("O_DIRECT (blocks of ", StringComparison.Ordinal)));

        RequireEngine(ReadEngine.IoUring);
        using var ring = DirectFileRowStore.Open(table, 3);
        Assert.EndsWith(", io_uring, 3 reads in flight", ring.Path, StringComparison.Ordinal);
        Assert.Equal(ReadEngine.IoUring, ring.Engine);
    }

    [Fact]
    public void Open_RingRefused_TakesThePoolAndSaysWhy()
    {
        using var store = DirectFileRowStore.Open(_tables.Table(300, 130, RowFormats.Fp32, 13), 32, direct: true, ReadEngine.Auto, wholeFile: false, ringRefusal: "not permitted here");

        Assert.EndsWith(", 32 preads in flight (io_uring: not permitted here)", store.Path, StringComparison.Ordinal);
        Assert.Equal(ReadEngine.PreadPool, store.Engine);
        StoredTables.AssertReads(store, StoredTables.Draw(300, 100));
    }

    [Fact]
    public void Open_RingRefusedAndAskedFor_ThrowsOneLine()
    {
        var error = Assert.Throws<InputException>(() => DirectFileRowStore.Open(
            _tables.Table(300, 130, RowFormats.Fp32, 13), 32, direct: true, ReadEngine.IoUring, wholeFile: false, ringRefusal: "not permitted here"));

        Assert.StartsWith("io_uring was asked for and is not available: not permitted here; ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Open_TableEndsBehindTheFile_Throws()
    {
        var table = _tables.Table(300, 130, RowFormats.Fp32, 13);

        Assert.Throws<InputException>(() => DirectFileRowStore.Open(table with { Offset = 14 }));
        Assert.Throws<InputException>(() => DirectFileRowStore.Open(table with { RowCount = 301 }));
        Assert.Throws<InputException>(() => DirectFileRowStore.Open(table with { Offset = -1 }));
        Assert.Throws<InputException>(() => DirectFileRowStore.Open(table with { EmbeddingDim = 0 }));
    }

    private static void RequireEngine(ReadEngine engine) =>
        Assert.SkipWhen(engine == ReadEngine.IoUring && IoRing.WhyNot is not null, $"io_uring: {IoRing.WhyNot}");
}
