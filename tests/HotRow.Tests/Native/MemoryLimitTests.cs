namespace HotRow.Tests;

[Collection(Alone.Name)]
public sealed class MemoryLimitTests : IDisposable
{
    private readonly DiskFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A file of holes: its pages are cached like any other's, and nothing is written to the disk.
    [Fact]
    public void Enter_FileLargerThanTheLimit_StaysBelowItUntilTheLimitIsLeft()
    {
        var bytes = MemoryLimit.MinimumBytes;
        var table = new StoredTable(_folder.File("holes"), 0, (int)((bytes + (64 << 20)) / 4096), 1024, RowFormats.Fp32);
        File.WriteAllBytes(table.Path, []);
        using (var file = new FileStream(table.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(table.Bytes);
        }

        Assert.SkipWhen(FileSystems.IsMemory(FileSystems.FormatOf(table.Path)), "the tests lie on a memory file system, whose pages are not given up");
        var before = OwnGroup();
        using (var limit = EnterOrSkip(bytes))
        {
            Assert.Same(limit, MemoryLimit.Current);
            Assert.NotEqual(before, OwnGroup());
            Assert.False(MemoryLimit.TryEnter(bytes, out _, out var why));
            Assert.Contains("already", why, StringComparison.Ordinal);

            var state = FileState.Prepare(table, CacheState.Limited);

            Assert.True(state.IsProven, state.Description);
            Assert.InRange(state.ResidentAfter!.Value, 1 << 20, bytes);
            Assert.InRange(limit.UsedBytes, state.ResidentAfter.Value, bytes);
            Assert.False(FileState.Prepare(table, CacheState.Warm).IsProven);
        }

        Assert.Null(MemoryLimit.Current);
        Assert.Equal(before, OwnGroup());
        Assert.True(ControlGroup.TryFindOwn(out var own, out _));
        Assert.Empty(Directory.EnumerateDirectories(own.Folder, $"hotrow-{Environment.ProcessId}"));
        Assert.Throws<InputException>(() => FileState.Prepare(table, CacheState.Limited));
    }

    [Fact]
    public void TryEnter_LessThanTheProcessNeeds_SaysWhatItNeeds()
    {
        Assert.False(MemoryLimit.TryEnter(1 << 20, out var limit, out var why));

        Assert.Null(limit);
        Assert.Matches("^it may take [0-9]+ MB anew for its own heap and code, and would be ended when that does not fit$", why);
        Assert.EndsWith(why, Assert.Throws<InputException>(() => MemoryLimit.Enter(1 << 20)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RemoveAbandoned_GroupsOfDeadAndLivingProcesses_RemovesTheDead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the living are found in /proc");
        Directory.CreateDirectory(_folder.File("hotrow-2147483647")); // above the largest process id Linux gives
        Directory.CreateDirectory(_folder.File("hotrow-1"));
        Directory.CreateDirectory(_folder.File("hotrow-2147483646"));
        Directory.CreateDirectory(_folder.File("hotrow-other"));
        File.WriteAllText(Path.Combine(_folder.File("hotrow-2147483646"), "held"), "");

        LimitedGroup.RemoveAbandoned(new(_folder.Path, IsV2: false));

        Assert.Equal(["hotrow-1", "hotrow-2147483646", "hotrow-other"], Directory.GetDirectories(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    // Version 2 ends every child's limit when the parent stops handing the controller on.
    [Theory]
    [InlineData(false, "hotrow-1", "+memory")]
    [InlineData(true, "hotrow-1", "+memory")]
    [InlineData(false, "other", "+memory")]
    [InlineData(true, "other", "-memory")]
    [InlineData(true, "hotrow-2147483647", "-memory")] // dead
    public void GiveControllerBack_NeighbourHasItsLimitThere_LeavesItEnabled(bool enabledHere, string neighbour, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the living are found in /proc");
        var control = _folder.File("cgroup.subtree_control");
        File.WriteAllText(control, "+memory");
        Directory.CreateDirectory(_folder.File(neighbour));
        Directory.CreateDirectory(_folder.File($"hotrow-{Environment.ProcessId}"));

        new LimitedGroup(new(_folder.Path, IsV2: true), enabledHere).GiveControllerBack();

        Assert.Equal(expected, File.ReadAllText(control));
        Assert.True(Directory.Exists(_folder.File($"hotrow-{Environment.ProcessId}")));
    }

    private static MemoryLimit EnterOrSkip(long bytes)
    {
        var entered = MemoryLimit.TryEnter(bytes, out var limit, out var why);
        Assert.SkipUnless(entered, why ?? "");
        return limit!;
    }

    private static string OwnGroup() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/self/cgroup") : "";
}
