namespace HotRow.Tests;

/// <summary>What holds for every prefetcher of the catalog.</summary>
public class PrefetcherContractTests
{
    private const int BatchSize = 50;

    public static TheoryData<string> Names => [.. Prefetchers.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_AnyBudget_NamesDistinctRowsOfTheTableWithinIt(string name)
    {
        foreach (var budget in new[] { 0, 1, 7, 64, 1_000 })
        {
            var trace = Trace(rowCount: 200);
            var prefetcher = Create(name, trace, maxRows: 600);
            foreach (var batch in trace.Batches())
            {
                var rows = new int[budget];
                var count = prefetcher.Predict(batch, rows);

                Assert.InRange(count, 0, Math.Min(budget, 600));
                Assert.All(rows[..count], row => Assert.InRange(row, 0, trace.RowCount - 1));
                Assert.Equal(count, rows[..count].Distinct().Count());
                Assert.All(rows[count..], row => Assert.Equal(0, row));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_SmallerBudget_NamesTheBeginningOfTheSameList(string name)
    {
        var trace = Trace(rowCount: 200);
        var (large, small) = (Create(name, trace, maxRows: 200), Create(name, trace, maxRows: 200));
        foreach (var batch in trace.Batches())
        {
            var (all, some) = (new int[200], new int[9]);
            var count = large.Predict(batch, all);

            Assert.Equal(Math.Min(9, count), small.Predict(batch, some));
            Assert.Equal(all[..Math.Min(9, count)], some[..Math.Min(9, count)]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_SecondReplay_NamesTheSameRows(string name)
    {
        var trace = Trace(rowCount: 5_000);
        var replays = Enumerable.Range(0, 2).Select(_ =>
        {
            var prefetcher = Create(name, trace, maxRows: 40);
            var rows = new int[40];
            return trace.Batches().Select(batch => string.Join(' ', rows[..prefetcher.Predict(batch, rows)])).ToArray();
        }).ToArray();

        Assert.Equal(replays[0], replays[1]);
        Assert.Contains(replays[0], named => named.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_SmallMemory_AllocatesNothing(string name)
    {
        var trace = Trace(rowCount: 5_000);
        var prefetcher = Create(name, trace, maxRows: 40, memoryBytes: 8_192);
        var batches = trace.Batches().ToArray();
        var rows = new int[40];
        prefetcher.Predict(batches[0], rows);
        var next = 1;

        Assert.Equal(0, AllocatedBytes.Of(() => prefetcher.Predict(batches[next++], rows)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_WrongBatch_NamesIt(string name)
    {
        var prefetcher = Create(name, Trace(rowCount: 200), maxRows: 10);
        var rows = new int[10];

        Assert.Contains("at most 50", Assert.Throws<ArgumentOutOfRangeException>(() => prefetcher.Predict(new(new int[51]), rows)).Message, StringComparison.Ordinal);
        Assert.Contains("position 1 of 2", Assert.Throws<ArgumentOutOfRangeException>(() => prefetcher.Predict(new(new[] { 0, 200 }), rows)).Message, StringComparison.Ordinal);
        Assert.Contains("position 0 of 2", Assert.Throws<ArgumentOutOfRangeException>(() => prefetcher.Predict(new(new[] { -1, 0 }), rows)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_EmptyBatchesBetween_StaysUsable(string name)
    {
        var prefetcher = Create(name, new MemoryTrace("ones", 3, new[] { 1, 2, 1, 2 }, BatchSize), maxRows: 3);
        var rows = new int[3];

        prefetcher.Predict(new(ReadOnlyMemory<int>.Empty), rows);
        Assert.True(prefetcher.Predict(new(new[] { 1, 2 }), rows) >= 1);
        prefetcher.Predict(new(ReadOnlyMemory<int>.Empty), rows);
    }

    [Fact]
    public void All_HasTheDocumentsPrefetchers() => Assert.Superset(
        new HashSet<string> { "previous-batch", "last-k", "frequency", "markov-1", "markov-2", "markov-3", "co-occurrence", "known-next" },
        Prefetchers.All.Select(p => p.Name).ToHashSet());

    [Fact]
    public void Create_ImpossibleArguments_SayWhich()
    {
        Assert.Contains("RowCount", Assert.Throws<ArgumentOutOfRangeException>(() => new PrefetcherArgs(0, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("MaxIndices", Assert.Throws<ArgumentOutOfRangeException>(() => new PrefetcherArgs(1, 0, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("MaxRows", Assert.Throws<ArgumentOutOfRangeException>(() => new PrefetcherArgs(1, 1, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("PrefetcherArgs.Future", Assert.Throws<ArgumentException>(() => Prefetchers.KnownNext.Create(new(5, 5, 5))).Message, StringComparison.Ordinal);
        foreach (var name in new[] { "last-k", "frequency", "markov-1", "markov-3", "co-occurrence" })
        {
            Assert.Contains("MemoryBytes", Assert.Throws<ArgumentException>(() => Prefetchers.Find(name).Create(new(5, 5, 5) { MemoryBytes = 8 })).Message, StringComparison.Ordinal);
        }
    }

    private static IPrefetcher Create(string name, MemoryTrace trace, int maxRows, long memoryBytes = 1 << 20) =>
        Prefetchers.Find(name).Create(new(trace.RowCount, BatchSize, maxRows) { Future = trace.Rows, MemoryBytes = memoryBytes });

    private static MemoryTrace Trace(int rowCount) => MemoryTrace.Load(Workloads.Find("zipf").Create(new() { RowCount = rowCount, IndexCount = 1_510, BatchSize = BatchSize }), BatchSize);
}
