namespace HotRow.Tests;

/// <summary>What every workload of the catalog promises.</summary>
public sealed class WorkloadContractTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Names => [.. Workloads.All.Select(w => w.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Batches_Replayed_AreEqual(string name)
    {
        var trace = Create(name, seed: 1);

        Assert.Equal(Rows(trace), Rows(trace));
        Assert.Equal(Rows(trace), Rows(Create(name, seed: 1)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batches_AllRows_AreInRangeAndCounted(string name)
    {
        var trace = Create(name, seed: 2);
        var rows = Rows(trace);

        Assert.Equal(trace.IndexCount, rows.Length);
        Assert.All(rows, row => Assert.InRange(row, 0, trace.RowCount - 1));
        Assert.NotEmpty(trace.Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Batches_Sizes_AreTheBatchSizeButTheLast(string name)
    {
        var sizes = Create(name, seed: 3).Batches().Select(b => b.Indices.Length).ToArray();

        Assert.All(sizes[..^1], size => Assert.Equal(70, size));
        Assert.InRange(sizes[^1], 1, 70);
    }

    [Theory]
    [InlineData("zipf")]
    [InlineData("uniform")]
    [InlineData("drift")]
    [InlineData("scan")]
    public void Batches_OtherSeed_Differ(string name) => Assert.NotEqual(Rows(Create(name, seed: 1)), Rows(Create(name, seed: 2)));

    [Theory]
    [InlineData("zipf", new[] { 333, 38, 141, 276, 98 })]
    [InlineData("drift", new[] { 38, 141, 276, 98, 475 })]
    [InlineData("uniform", new[] { 351, 260, 287, 195, 348 })]
    [InlineData("scan", new[] { 5, 6, 7, 3, 0 })]
    public void Batches_SeedOne_AreTheSameOnEveryMachine(string name, int[] first) => Assert.Equal(first, Rows(Create(name, seed: 1))[..first.Length]);

    private static int[] Rows(IAccessTrace trace) => [.. trace.Batches().SelectMany(b => b.Indices.ToArray())];

    private IAccessTrace Create(string name, ulong seed)
    {
        var text = string.Join(' ', Enumerable.Range(0, 1500).Select(i => "w" + (i * i % 97)));
        var path = name.StartsWith("docs", StringComparison.Ordinal) ? _folder.Write("corpus.txt", text) : null;
        return Workloads.Find(name).Create(new WorkloadArgs { RowCount = 500, IndexCount = 1234, BatchSize = 70, Seed = seed, Path = path });
    }
}
