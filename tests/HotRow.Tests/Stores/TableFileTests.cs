namespace HotRow.Tests;

public sealed class TableFileTests : IDisposable
{
    private readonly DiskFolder _folder = new();

    public TableFileTests() =>
        Assert.SkipWhen(FileSystems.IsMemory(FileSystems.FormatOf(_folder.Path)), "the tests lie on a memory file system, where a file tier is refused");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_New_AnnouncesItsSizeAndLeavesOnlyTheTable()
    {
        var said = new List<string>();
        var path = _folder.File("t.f32");

        TableFile.Create(path, 1000, 3, seed: 1, said.Add);

        Assert.Equal([$"writing {path}: 0.000 GB, 1000 rows of 12 B"], said);
        Assert.Equal(12_000, new FileInfo(path).Length);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Create_WholeFileThere_DoesNotWrite()
    {
        var path = _folder.File("t.f32");
        TableFile.Create(path, 1000, 3, seed: 1);

        TableFile.Create(path, 1000, 3, seed: 1, said => Assert.Fail(said));
    }

    [Fact]
    public void Create_FileCutShort_WritesAgain()
    {
        var path = _folder.File("t.f32");
        TableFile.Create(path, 1000, 3, seed: 1);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(11_999);
        }

        TableFile.Create(path, 1000, 3, seed: 1);

        Assert.True(TableFile.IsWhole(path, 1000, 3, seed: 1));
    }

    [Fact]
    public void Create_FileOfAnotherSeed_WritesAgain()
    {
        var path = _folder.File("t.f32");
        TableFile.Create(path, 1000, 3, seed: 1);
        Assert.False(TableFile.IsWhole(path, 1000, 3, seed: 2));

        TableFile.Create(path, 1000, 3, seed: 2);

        Assert.True(TableFile.IsWhole(path, 1000, 3, seed: 2));
    }

    [Fact]
    public void Create_AnotherFormat_StoresEncodedRows()
    {
        var path = _folder.File("t.half");
        var format = new MarkedHalfFormat();
        var said = new List<string>();

        var table = TableFile.Create(path, 1000, 5, seed: 1, said.Add, format);

        Assert.Equal(new StoredTable(path, 0, 1000, 5, format), table);
        Assert.Equal([$"writing {path}: 0.000 GB, 1000 rows of 11 B"], said);
        Assert.Equal(11_000, new FileInfo(path).Length);
        Assert.True(TableFile.IsWhole(path, 1000, 5, seed: 1, format));
        Assert.False(TableFile.IsWhole(path, 1000, 5, seed: 2, format));
        using var store = DirectFileRowStore.Open(table);
        var found = new float[5];
        store.ReadRows([999], found);
        Assert.Equal([.. Enumerable.Range(0, 5).Select(column => (float)(Half)RandomRows.Value(1, 999, column))], found);
    }

    [Fact]
    public void Create_StretchDamaged_WritesAgain()
    {
        // A thirty-second of the rows, zeroed between the first, the middle and the last one.
        var path = _folder.File("t.f32");
        TableFile.Create(path, 3200, 3, seed: 1);
        using (var file = File.OpenWrite(path))
        {
            file.Position = 1000 * 12;
            file.Write(new byte[100 * 12]);
        }

        Assert.False(TableFile.IsWhole(path, 3200, 3, seed: 1));

        TableFile.Create(path, 3200, 3, seed: 1);

        Assert.True(TableFile.IsWhole(path, 3200, 3, seed: 1));
    }

    [Fact]
    public void Create_WholeTableOnAMemoryFileSystem_IsRefused()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && FileSystems.IsMemory(FileSystems.FormatOf("/dev/shm")), "no memory file system at /dev/shm");
        var onDisk = _folder.File("t.f32");
        TableFile.Create(onDisk, 10, 1, seed: 1);
        var path = $"/dev/shm/hotrow-{Guid.NewGuid():N}.f32";
        File.Copy(onDisk, path);
        try
        {
            var error = Assert.Throws<InputException>(() => DirectFileRowStore.Create(path, 10, 1, seed: 1));

            Assert.Contains("tmpfs", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Create_LeftoverOfAKilledWriter_IsRemovedAndALivingWritersIsNot()
    {
        var path = _folder.File("t.f32");
        var dead = UnfinishedFile.Beside(path, ".part");
        var living = UnfinishedFile.Beside(path, ".part");
        File.WriteAllBytes(dead, new byte[10]);
        using var held = File.OpenHandle(living, FileMode.CreateNew, FileAccess.Write, FileShare.None);

        TableFile.Create(path, 10, 3, seed: 1);

        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(living));
    }

    [Fact]
    public void Create_MoreThanTheDiskHolds_SaysWhatIsFree()
    {
        var error = Assert.Throws<InputException>(() => TableFile.Create(_folder.File("t.f32"), int.MaxValue, 1 << 20, seed: 1));

        Assert.Contains("are free", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Create_MemoryFileSystem_IsRefused()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && FileSystems.IsMemory(FileSystems.FormatOf("/dev/shm")), "no memory file system at /dev/shm");

        var error = Assert.Throws<InputException>(() => TableFile.Create($"/dev/shm/hotrow-{Guid.NewGuid():N}.f32", 10, 1, seed: 1));

        Assert.Contains("tmpfs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NewFolderOnAMemoryFileSystem_IsRefusedBeforeTheFolderIsMade()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && FileSystems.IsMemory(FileSystems.FormatOf("/dev/shm")), "no memory file system at /dev/shm");
        var folder = $"/dev/shm/hotrow-{Guid.NewGuid():N}";

        var error = Assert.Throws<InputException>(() => TableFile.Create($"{folder}/deeper/t.f32", 10, 1, seed: 1));

        Assert.Contains("tmpfs", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Open_FileInMemory_SaysThatNoDiskIsRead()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm") && FileSystems.IsMemory(FileSystems.FormatOf("/dev/shm")), "no memory file system at /dev/shm");
        var path = $"/dev/shm/hotrow-{Guid.NewGuid():N}.f32";
        File.WriteAllBytes(path, new byte[40]);
        try
        {
            using var store = DirectFileRowStore.Open(path, 10, 1);

            Assert.Equal(MemoryTier.Dram, store.Tier);
            Assert.False(store.IsDirect);
            Assert.Contains("no disk is read", store.Path, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Create_Directory_IsRefused() =>
        Assert.Contains("is a directory", Assert.Throws<InputException>(() => TableFile.Create(_folder.Path, 10, 1, seed: 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Create_UnderAFile_IsRefused()
    {
        File.WriteAllText(_folder.File("plain"), "x");

        Assert.Throws<InputException>(() => TableFile.Create(Path.Combine(_folder.File("plain"), "t.f32"), 10, 1, seed: 1));
    }

    // What two processes do, several threads do too: locks belong to the open file. Each writer removes what it takes for leftovers.
    [Fact]
    public void Create_ByManyAtOnce_GivesEachAWholeTable()
    {
        for (var round = 0; round < 25; round++)
        {
            var path = _folder.File($"t{round}.f32");

            Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
                _ => Assert.True(TableFile.IsWhole(TableFile.Create(path, 100, 3, seed: 1).Path, 100, 3, seed: 1)));

            Assert.Equal([path], Directory.GetFiles(_folder.Path, $"t{round}.*"));
        }
    }
}
