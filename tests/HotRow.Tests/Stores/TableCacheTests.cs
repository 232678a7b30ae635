namespace HotRow.Tests;

public class TableCacheTests
{
    [Fact]
    public void Folder_VariableGiven_IsThatFolder()
    {
        var given = Path.Combine(AppContext.BaseDirectory, "elsewhere");

        Assert.Equal(given, TableCache.FolderFrom(name => name == TableCache.FolderVariable ? given : null));
    }

    [Theory]
    [InlineData(null, ".cache/hotrow")]
    [InlineData("relative", ".cache/hotrow")]
    [InlineData("/var/cache/mine", "/var/cache/mine/hotrow")]
    public void Folder_Linux_FollowsTheXdgSpecification(string? given, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the XDG base directories are Linux's");

        var folder = TableCache.FolderFrom(name => name == "XDG_CACHE_HOME" ? given : null);

        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), expected), folder);
    }

    [Fact]
    public void PathOf_DiffersWithEveryParameter()
    {
        string[] paths = [TableCache.PathOf(10, 3, 1), TableCache.PathOf(11, 3, 1), TableCache.PathOf(10, 4, 1), TableCache.PathOf(10, 3, 2), TableCache.PathOf(10, 3, 1, new MarkedHalfFormat())];

        Assert.Equal(5, paths.Distinct().Count());
        Assert.Equal(paths[0], TableCache.PathOf(10, 3, 1, RowFormats.Fp32));
        Assert.All(paths, path => Assert.Equal(TableCache.Folder, Path.GetDirectoryName(path)));
    }
}
