using System.Text;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class RegularFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Replace_AWriterThatFailsMidway_LeavesTheOldFileAlone()
    {
        var path = _folder.Write("a.ipynb", "old");

        Assert.Throws<NotebookException>(() => RegularFile.Replace(path, stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            throw new IOException("no space left");
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Replace_UntilTheLastByteIsWritten_TheOldFileStands()
    {
        var path = _folder.Write("a.ipynb", "old");

        RegularFile.Replace(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Replace_ALink_ReplacesWhatItLeadsTo()
    {
        var path = _folder.Write("real/a.ipynb", "old");
        var link = Path.Combine(_folder.Path, "link.ipynb");
        try
        {
            File.CreateSymbolicLink(link, path);
        }
        catch (IOException e)
        {
            Assert.Skip($"links may not be made here: {e.Message}");
        }

        RegularFile.Replace(link, stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(path, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        Assert.Equal("new", Encoding.UTF8.GetString(RegularFile.Read(link, 3)));
    }

    [Fact]
    public void Replace_ALinkInACircle_IsRefused()
    {
        var (a, b) = (Path.Combine(_folder.Path, "a.ipynb"), Path.Combine(_folder.Path, "b.ipynb"));
        try
        {
            File.CreateSymbolicLink(a, b);
            File.CreateSymbolicLink(b, a);
        }
        catch (IOException e)
        {
            Assert.Skip($"links may not be made here: {e.Message}");
        }

        Assert.StartsWith($"'{a}' cannot be written: ", Assert.Throws<NotebookException>(() => RegularFile.RequireReplaceable(a)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{a}' cannot be read: ", Assert.Throws<NotebookException>(() => RegularFile.Read(a, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_KeepsPermissions()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other permissions");
            return;
        }

        var path = _folder.Write("a.ipynb", "old");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(path, Mode);

        RegularFile.Replace(path, stream => stream.Write("new"u8));

        Assert.Equal(Mode, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Replace_WhatMayNotBeReplaced_IsRefused()
    {
        var path = _folder.Write("a.ipynb", "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        Assert.Equal($"'{path}' is read-only; make it writable, or write elsewhere", Assert.Throws<NotebookException>(() => RegularFile.Replace(path, _ => { })).Message);
        Assert.Equal($"'{_folder.Path}' is a directory; a notebook is to be written there", Assert.Throws<NotebookException>(() => RegularFile.Replace(_folder.Path, _ => { })).Message);
        Assert.StartsWith($"'{path}/b' cannot be written: ", Assert.Throws<NotebookException>(() => RegularFile.Replace(path + "/b", _ => { })).Message, StringComparison.Ordinal);
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Read_UpToTheLimit(int most, bool isRead)
    {
        var path = _folder.Write("a.ipynb", "abc");

        Assert.Equal(isRead, Record.Exception(() => RegularFile.Read(path, most)) is null);
    }
}
