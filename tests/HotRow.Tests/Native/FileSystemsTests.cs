using System.Diagnostics;

namespace HotRow.Tests;

public sealed class FileSystemsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RequireRegularFile_FileOrLinkToOneOrNothing_Passes()
    {
        var path = _folder.Write("a.ids", "1");
        var link = Path.Combine(_folder.Path, "link.ids");
        FileSystems.RequireRegularFile(path);
        FileSystems.RequireRegularFile(Path.Combine(_folder.Path, "none.ids"));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need no rights on Linux only");

        File.CreateSymbolicLink(link, path);

        FileSystems.RequireRegularFile(link);
    }

    [Fact]
    public void RequireRegularFile_Directory_IsRefused() =>
        Assert.Equal($"'{_folder.Path}' is a directory; a file is wanted here", Assert.Throws<InputException>(() => FileSystems.RequireRegularFile(_folder.Path)).Message);

    [Fact]
    public void AreSame_ByWhateverWay_IsOneFile()
    {
        var path = _folder.Write(Path.Combine("a", "x.ids"), "1");
        var other = _folder.Write(Path.Combine("b", "x.ids"), "1");
        Assert.True(FileSystems.AreSame(path, Path.Combine(_folder.Path, "b", "..", "a", "x.ids")));
        Assert.False(FileSystems.AreSame(path, other));
        Assert.False(FileSystems.AreSame(Path.Combine(_folder.Path, "none"), Path.Combine(_folder.Path, "none")));
        Assert.False(FileSystems.AreSame(path, ""));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need no rights on Linux only");

        var folderLink = Path.Combine(_folder.Path, "b", "l");
        Directory.CreateSymbolicLink(folderLink, Path.Combine("..", "c"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "c"), "a");
        var through = Path.Combine(folderLink, "x.ids");

        Assert.True(FileSystems.AreSame(path, through));
        Assert.Equal(FileSystems.Followed(path), FileSystems.Followed(through));
        Assert.NotEqual(FileSystems.Followed(path), FileSystems.Followed(other));
    }

    [Fact]
    public void ReadAheadBytes_IsThatOfTheDiskOrUnknown()
    {
        Assert.Null(FileSystems.ReadAheadBytes(Path.Combine(_folder.Path, "none")));
        var bytes = FileSystems.ReadAheadBytes(_folder.Write("a", "1"));
        Assert.SkipWhen(bytes is null, "the system does not say how far it reads ahead in this folder");

        // The kernel counts in whole KiB, and /proc/self/mountinfo names the same device.
        var device = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(f => f[4] == "/" || _folder.Path.StartsWith(f[4] + "/", StringComparison.Ordinal)).MaxBy(f => f[4].Length)![2];
        var bdi = $"/sys/class/bdi/{device}/read_ahead_kb";
        Assert.SkipUnless(File.Exists(bdi), "a partition: its disk is not in the list of mounts");
        Assert.Equal(long.Parse(File.ReadAllText(bdi), System.Globalization.CultureInfo.InvariantCulture) * 1024, bytes);
    }

    [Fact]
    public void RequireRegularFile_NoPath_IsRefused() => Assert.Equal("'' is no path; name a file", Assert.Throws<InputException>(() => FileSystems.RequireRegularFile("")).Message);

    [Theory]
    [InlineData("/dev/random")]
    [InlineData("/dev/null")]
    public void RequireRegularFile_Device_IsRefused(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is asked what lies at a path");

        Assert.StartsWith($"'{path}' is a device; a regular file is wanted here", Assert.Throws<InputException>(() => FileSystems.RequireRegularFile(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f.ids")]
    [InlineData("f.i64")]
    [InlineData("f.txt")]
    [InlineData("f.f32")]
    public void Open_PipeWithoutAWriter_IsRefusedAndDoesNotWait(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux is asked what lies at a path");
        var path = Path.Combine(_folder.Path, name);
        using (var made = Process.Start("mkfifo", path))
        {
            made.WaitForExit();
        }

        var error = Assert.Throws<InputException>(() =>
        {
            if (name.EndsWith(".f32", StringComparison.Ordinal))
            {
                DirectFile.Open(path).Dispose();
            }
            else
            {
                _ = TraceFormats.Open(new TraceFile(path));
            }
        });

        Assert.StartsWith($"'{path}' is a pipe; a regular file is wanted here", error.Message, StringComparison.Ordinal);
    }
}
