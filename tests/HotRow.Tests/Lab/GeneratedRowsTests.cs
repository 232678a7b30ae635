using HotRow.Lab;

namespace HotRow.Tests;

public sealed class GeneratedRowsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReasonToSkip_ReadsThroughThePageCache_NamesTheWayOut()
    {
        var path = Path.Combine(_folder.Path, "table.f32");
        TableFile.Create(path, 8, 4, GeneratedRows.Seed, null);
        using var store = DirectFileRowStore.Open(path, 8, 4, direct: false);

        Assert.Contains("HOTROW_CACHE", GeneratedRows.ReasonToSkip(store), StringComparison.Ordinal);
    }

    [Fact]
    public void ReasonToSkip_ReadsPastThePageCache_IsNone()
    {
        var path = Path.Combine(_folder.Path, "table.f32");
        TableFile.Create(path, 8, 4, GeneratedRows.Seed, null);
        using var store = DirectFileRowStore.Open(path, 8, 4);
        Assert.SkipUnless(store.IsDirect, store.Path);

        Assert.Null(GeneratedRows.ReasonToSkip(store));
    }
}
