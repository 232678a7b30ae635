using Microsoft.Win32.SafeHandles;

namespace HotRow.Tests;

public sealed class UnfinishedFileTests : IDisposable
{
    private readonly DiskFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RemoveLeftovers_WriterStillHoldsItsFile_LeavesItUntilTheWriterIsGone()
    {
        var target = _folder.File("t");
        string path;
        using (UnfinishedFile.Create(target, ".part", 10, out path))
        {
            UnfinishedFile.RemoveLeftovers(target, ".part");

            Assert.True(File.Exists(path));
        }

        UnfinishedFile.RemoveLeftovers(target, ".part");

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Create_MovedWhileHeld_CanBeReadAtOnce()
    {
        using var file = UnfinishedFile.Create(_folder.File("t"), ".part", 3, out var path);
        RandomAccess.Write(file, "abc"u8, 0);

        File.Move(path, _folder.File("t"), overwrite: true);

        using var opened = DirectFile.Open(_folder.File("t"), direct: false);
        Assert.Equal(3, opened.Length);
    }

    [Fact]
    public void RemoveLeftovers_FilesOfOtherTargets_Stay()
    {
        string[] others = ["t", "t.part", Path.GetFileName(UnfinishedFile.Beside("u", ".part")), Path.GetFileName(UnfinishedFile.Beside("t", ".unfinished")), Path.GetFileName(UnfinishedFile.Beside("tt", ".part"))];
        foreach (var name in others)
        {
            File.WriteAllText(_folder.File(name), "");
        }

        File.WriteAllText(UnfinishedFile.Beside(_folder.File("t"), ".part"), "");

        UnfinishedFile.RemoveLeftovers(_folder.File("t"), ".part");

        Assert.Equal(others.Order(StringComparer.Ordinal), Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Create_FolderMissing_SaysSo() =>
        Assert.Throws<DirectoryNotFoundException>(() => Discard(UnfinishedFile.Create(_folder.File("none/t"), ".part", 3, out _)));

    // One thread creates, another removes what it takes for leftovers: no writer loses its file.
    [Fact]
    public void Create_WhileAnotherRemovesLeftovers_KeepsEveryFile()
    {
        var target = _folder.File("t");
        using var stop = new CancellationTokenSource();
        var remover = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                UnfinishedFile.RemoveLeftovers(target, ".part");
            }
        });
        remover.Start();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                using var file = UnfinishedFile.Create(target, ".part", 1, out var path);
                File.Move(path, target, overwrite: true);
            }
        }
        finally
        {
            stop.Cancel();
            remover.Join();
        }
    }

    private static void Discard(SafeFileHandle file) => file.Dispose();
}
