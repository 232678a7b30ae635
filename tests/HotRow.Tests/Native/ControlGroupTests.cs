namespace HotRow.Tests;

public class ControlGroupTests
{
    private const string Hybrid = """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
        36 31 0:33 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
        40 31 0:37 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    private const string Unified = "29 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

    // In a container only the container's part of the hierarchy is mounted: the mount's root is /docker/abc.
    private const string Contained = "600 590 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n";

    [Theory]
    [InlineData("5:cpu,cpuacct:/x\n4:memory:/a/b\n0::/\n", Hybrid, "/sys/fs/cgroup/memory/a/b", false)]
    [InlineData("4:memory:/\n0::/\n", Hybrid, "/sys/fs/cgroup/memory", false)]
    [InlineData("0::/user.slice/u-1.scope\n", Unified, "/sys/fs/cgroup/user.slice/u-1.scope", true)]
    [InlineData("4:memory:/docker/abc\n", Contained, "/sys/fs/cgroup/memory", false)]
    [InlineData("4:memory:/docker/abc/x\n", Contained, "/sys/fs/cgroup/memory/x", false)]
    public void Locate_KnownLayouts_FindsTheFolder(string memberships, string mounts, string folder, bool isV2)
    {
        var group = ControlGroup.Locate(memberships, mounts);

        Assert.Equal((folder, isV2), (group?.Folder.TrimEnd('/'), group?.IsV2));
    }

    [Theory]
    [InlineData("4:memory:/docker/abcd\n", Contained)]
    [InlineData("5:cpu:/x\n", Hybrid)]
    [InlineData("", "")]
    [InlineData("garbage", "garbage - cgroup\n - \n")]
    public void Locate_NothingMounted_FindsNone(string memberships, string mounts) => Assert.Null(ControlGroup.Locate(memberships, mounts));
}
