using FsCheck;
using FsCheck.Fluent;

namespace HotRow.Tests;

public class PrefetchReplayTests
{
    private const int SmallMemory = 1 << 14;
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(20_26, 7).WithMaxTest(60);

    // Batches 1 2 2 | 2 3 2 | 3 3 5. Named for the second: 2, 1; for the third: 2, 3.
    // Second: 2 of 3 accesses and 1 of 2 rows; third: 2 of 3 and 1 of 2.
    [Fact]
    public void Run_PreviousBatch_CountsTheWorkedExample()
    {
        var trace = new MemoryTrace("worked", 6, new[] { 1, 2, 2, 2, 3, 2, 3, 3, 5 }, 3);

        var counts = PrefetchReplay.Run(PrefetchReplay.Create(Prefetchers.PreviousBatch, trace, 4), trace, 4);

        Assert.Equal(new PrefetchCounts(Batches: 2, Indices: 6, UniqueRows: 4, NamedRows: 4, CoveredIndices: 4, CoveredRows: 2), counts);
        Assert.Equal((0.5, 2.0 / 3, 0.5, 2L), (counts.UniqueCoverage, counts.TotalCoverage, counts.Accuracy, counts.WastedRows));
    }

    [Fact]
    public void Run_OneBatch_HasNoPredictionToJudge()
    {
        var trace = new MemoryTrace("one", 6, new[] { 1, 2 }, 3);

        Assert.Equal(default, PrefetchReplay.Run(PrefetchReplay.Create(Prefetchers.PreviousBatch, trace, 4), trace, 4));
    }

    [Fact]
    public void Batches_AnyTrace_CountAsBruteForceDoes() => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte, byte>((rows, size, budget) =>
    {
        var trace = new MemoryTrace("any", 16, rows.Select(row => row % 16).ToArray(), 1 + (size % 7));
        var named = budget % 20;
        return Prefetchers.All.Where(p => !p.NeedsFuture || rows.Length > 0).All(info =>
            PrefetchReplay.Batches(Create(info), trace, named).SequenceEqual(BruteForce(Create(info), trace, named)));

        IPrefetcher Create(PrefetcherInfo info) => PrefetchReplay.Create(info, trace, 20, SmallMemory);
    }));

    [Fact]
    public void KnownNext_BudgetForAll_CoversEverythingAndWastesNothing() => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte>((rows, size) =>
    {
        var trace = new MemoryTrace("any", 256, rows.Append((byte)1).Append((byte)7).Select(row => (int)row).ToArray(), 1 + (size % 9));
        var counts = PrefetchReplay.Run(PrefetchReplay.Create(Prefetchers.KnownNext, trace, trace.BatchSize), trace, trace.BatchSize);
        return counts.Batches == 0 || counts is { UniqueCoverage: 1, TotalCoverage: 1, Accuracy: 1, WastedRows: 0 };
    }));

    [Fact]
    public void PreviousBatch_LoopOfOneBatch_CoversEverything()
    {
        var trace = new MemoryTrace("loop", 50, Enumerable.Range(0, 200).Select(i => i % 40).ToArray(), 40);

        var counts = PrefetchReplay.Run(PrefetchReplay.Create(Prefetchers.PreviousBatch, trace, 40), trace, 40);

        Assert.Equal((1.0, 1.0, 1.0), (counts.UniqueCoverage, counts.TotalCoverage, counts.Accuracy));
    }

    [Theory]
    [InlineData("markov-1")]
    [InlineData("markov-2")]
    [InlineData("markov-3")]
    [InlineData("co-occurrence")]
    [InlineData("frequency")]
    public void Learners_LoopOfOneBatch_CoverEverythingOnceLearnt(string name)
    {
        var trace = new MemoryTrace("loop", 50, Enumerable.Range(0, 200).Select(i => i % 40).ToArray(), 40);

        var last = PrefetchReplay.Batches(PrefetchReplay.Create(Prefetchers.Find(name), trace, 40), trace, 40).Last();

        Assert.Equal((1.0, 1.0, 1.0), (last.UniqueCoverage, last.TotalCoverage, last.Accuracy));
    }

    private static IEnumerable<PrefetchCounts> BruteForce(IPrefetcher prefetcher, MemoryTrace trace, int budget)
    {
        int[]? named = null;
        foreach (var batch in trace.Batches())
        {
            var indices = batch.Indices.ToArray();
            if (named is not null)
            {
                yield return new(1, indices.Length, indices.Distinct().Count(), named.Length, indices.Count(named.Contains), indices.Distinct().Count(named.Contains));
            }

            var rows = new int[budget];
            named = rows[..prefetcher.Predict(batch, rows)];
        }
    }
}
