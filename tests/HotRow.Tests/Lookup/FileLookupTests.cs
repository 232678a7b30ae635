namespace HotRow.Tests;

/// <summary>The strategies over a table in a file.</summary>
public sealed class FileLookupTests : IDisposable
{
    private const int RowCount = 5_000;
    private const int Dim = 33;
    private readonly DiskFolder _folder = new();

    public FileLookupTests() =>
        Assert.SkipWhen(FileSystems.IsMemory(FileSystems.FormatOf(_folder.Path)), "the tests lie on a memory file system, where a file tier is refused");

    public static TheoryData<string, PoolingMode> WithoutTable
    {
        get
        {
            var data = new TheoryData<string, PoolingMode>();
            foreach (var name in new[] { "gather", "staging", "per-token", "dedup", "full-copy", "cached" })
            {
                foreach (var pooling in Enum.GetValues<PoolingMode>())
                {
                    data.Add(name, pooling);
                }
            }

            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(WithoutTable))]
    public void Lookup_TableInAFile_AgreesWithTheSameTableInMemory(string name, PoolingMode pooling)
    {
        using var table = new EmbeddingTable(RowCount, Dim);
        table.FillRandom(seed: 4);
        using var memory = new DramRowStore(table);
        using var file = DirectFileRowStore.Create(_folder.File("t.f32"), RowCount, Dim, seed: 4, depth: 4);
        using var strategy = LookupStrategies.Find(name).Create(new(file, pooling, MaxIndices: 40, CapacityRows: 9, Policy: CachePolicies.Lru));
        var reference = new ReferenceLookup(memory, pooling);
        foreach (var seed in new ulong[] { 1, 2 })
        {
            var batch = new LookupBatch(TestBatches.Draw(RowCount, 40, seed), new[] { 0, 0, 3, 25, 40 });
            var destination = new float[40 * Dim];

            strategy.Lookup(batch, destination);

            var (passed, detail) = reference.Compare(LookupStrategies.Find(name), batch, destination);
            Assert.True(passed, detail);
        }
    }

    [Theory]
    [InlineData("one-hot-dense")]
    [InlineData("one-hot-sparse")]
    public void Create_ProductOverAFile_SaysWhatItNeeds(string name)
    {
        using var file = DirectFileRowStore.Create(_folder.File("t.f32"), 10, 3, seed: 4, depth: 1);

        var error = Assert.Throws<ArgumentException>(() => LookupStrategies.Find(name).Create(new(file)));

        Assert.Contains("needs a DramRowStore", error.Message, StringComparison.Ordinal);
    }
}
