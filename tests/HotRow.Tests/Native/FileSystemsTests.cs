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
