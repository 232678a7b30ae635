using System.Runtime.InteropServices;

namespace HotRow.Tests;

public sealed unsafe class DirectFileTests : IDisposable
{
    private readonly DiskFolder _folder = new();
    private readonly byte[] _bytes = new byte[10_001];
    private readonly string _path;

    public DirectFileTests()
    {
        for (var i = 0; i < _bytes.Length; i++)
        {
            _bytes[i] = (byte)(i * 7);
        }

        _path = _folder.File("bytes");
        File.WriteAllBytes(_path, _bytes);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_PastTheEnd_GivesWhatThereIs(bool direct)
    {
        using var file = DirectFile.Open(_path, direct);
        const int Room = 1 << 17;
        var memory = (byte*)NativeMemory.AlignedAlloc(Room, 65_536);
        try
        {
            var read = file.Read(new Span<byte>(memory, Room), 0);

            Assert.Equal(_bytes.Length, read);
            Assert.Equal(_bytes, new ReadOnlySpan<byte>(memory, read));
            Assert.Equal(0, file.Read(new Span<byte>(memory, Room), 1 << 20));
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [Fact]
    public void Open_OnADisk_FindsAnAlignmentOrSaysWhyNot()
    {
        using var file = DirectFile.Open(_path);

        Assert.Contains(file.Alignment, new[] { 1, 512, 4096, 65_536 });
        Assert.StartsWith(file.IsDirect ? $"O_DIRECT (blocks of {file.Alignment} B)" : "page cache", file.Description, StringComparison.Ordinal);
        Assert.Equal(_bytes.Length, file.Length);
    }

    [Fact]
    public void Open_EmptyFile_ReadsNothing()
    {
        var empty = _folder.File("empty");
        File.WriteAllBytes(empty, []);

        using var file = DirectFile.Open(empty);

        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void Read_RefusedBySystem_NamesFunctionErrorFileAndOffset()
    {
        using var file = DirectFile.Open(_path);
        Assert.SkipUnless(file.IsDirect, file.Description);

        var error = Assert.Throws<IOException>(() => file.Read(new byte[100], 3));

        Assert.StartsWith($"pread of 100 bytes at offset 3 of {_path} failed: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("(error 22)", error.Message, StringComparison.Ordinal); // EINVAL
    }

    [Fact]
    public void Open_MayNotBeRead_SaysSo()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("this user may read every file");
            return;
        }

        File.SetUnixFileMode(_path, UnixFileMode.None);

        Assert.Contains("may not be read", Assert.Throws<InputException>(() => DirectFile.Open(_path)).Message, StringComparison.Ordinal);
    }
}
