namespace HotRow.Tests;

[Collection(Alone.Name)]
public sealed class FileCacheTests : IDisposable
{
    private const int Bytes = (1 << 20) + 1;
    private readonly DiskFolder _folder = new();
    private readonly string _path;

    public FileCacheTests()
    {
        _path = _folder.File("bytes");
        File.WriteAllBytes(_path, new byte[Bytes]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DropThenWarm_OnADisk_ProvesBoth()
    {
        RequireDiskOnLinux();
        var pages = (Bytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize;

        Assert.True(FileCache.Drop(_path));
        Assert.Equal(0, FileCache.ResidentBytes(_path));
        var before = ProcessCounters.Now();
        Assert.True(FileCache.Warm(_path));
        var read = ProcessCounters.Now().Since(before).DiskReadBytes;

        Assert.Equal((long)pages * Environment.SystemPageSize, FileCache.ResidentBytes(_path));
        Assert.True(double.IsNaN(read) || read >= Bytes, $"{read} bytes were read from the disk for a file of {Bytes}");
        Assert.Equal(Environment.SystemPageSize, FileCache.ResidentBytes(_path, offset: 5000, bytes: 10));
    }

    [Fact]
    public unsafe void Drop_WhileMappedAndTouched_SaysThatItIsNotGone()
    {
        RequireDiskOnLinux();
        using var file = MappedFile.Open(_path, length => (0, length), portable: false);
        Assert.Equal(0, file.Pointer[0]);

        Assert.False(FileCache.Drop(_path));
        Assert.InRange(file.ResidentBytes()!.Value, 1, 2L << 20);
    }

    [Fact]
    public void ResidentBytes_EmptyFileOrPastTheEnd_IsZero()
    {
        RequireDiskOnLinux();
        File.WriteAllBytes(_folder.File("empty"), []);

        Assert.Equal(0, FileCache.ResidentBytes(_folder.File("empty")));
        Assert.Equal(0, FileCache.ResidentBytes(_path, offset: Bytes));
        Assert.True(FileCache.Drop(_folder.File("empty")));
    }

    [Fact]
    public void Calls_MissingFile_AreRefused()
    {
        Assert.Throws<InputException>(() => FileCache.Drop(_folder.File("none")));
        Assert.Throws<InputException>(() => FileCache.Warm(_folder.File("none")));
        Assert.Throws<InputException>(() => FileCache.Drop(_folder.Path));
    }

    private void RequireDiskOnLinux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells what its page cache holds");
        Assert.SkipWhen(FileSystems.IsMemory(FileSystems.FormatOf(_path)), "the tests lie on a memory file system, which keeps its pages");
    }
}
