namespace HotRow.Tests;

/// <summary>One example per prefetcher, worked out by hand.</summary>
public class PrefetcherExampleTests
{
    private static readonly int[] s_all = new int[10];

    [Fact]
    public void PreviousBatch_NamesItsRowsMostRecentFirst() =>
        Assert.Equal([3, 1, 7], Last("previous-batch", [[9, 9], [7, 1, 7, 1, 3]]));

    // The batch of four before is forgotten with k = 2.
    [Fact]
    public void LastK_NamesTheRowsOfTheLastKBatches() =>
        Assert.Equal([2, 5, 1], Last("last-k", [[4, 4], [1, 5], [5, 2]], new(10, 5, 10) { History = 2 }));

    [Fact]
    public void Frequency_NamesTheMostFrequentFirst() =>
        Assert.Equal([5, 8, 2], Last("frequency", [[5, 2, 8], [8, 5], [5]]));

    // 1 is followed by 2 twice and by 3 once, 2 by 1 twice; 3 by nothing yet.
    // The batch has 1, 2, 1, 3: scores 2 x (2/3 for row 2, 1/3 for row 3), 1 for row 1: 2 -> 4/3, 1 -> 1, 3 -> 2/3.
    [Fact]
    public void Markov1_RanksByTheExpectedCount() =>
        Assert.Equal([2, 1, 3], Last("markov-1", [[1, 2], [1, 2, 1, 3]]));

    // After (1, 2) came 3 twice; after (4, 2) came 5 twice. The last pair (4, 2) says 5, where the single row 2 would say 3 and 5 alike.
    [Fact]
    public void Markov2_TellsApartWhatMarkov1MixesUp()
    {
        int[][] batches = [[1, 2, 3, 1, 2, 3, 4, 2, 5, 4, 2, 5], [2], [4], [2]];

        Assert.Equal([5], Last("markov-2", batches));
        Assert.Equal([3, 5, 4], Last("markov-1", batches));
    }

    // Only three rows tell which of 7 and 8 follows (., 2, 3); pairs and single rows mix them.
    [Fact]
    public void Markov3_TellsApartWhatMarkov2MixesUp()
    {
        int[][] batches = [[1, 2, 3, 7, 1, 2, 3, 7, 5, 2, 3, 8, 5, 2, 3, 8, 5, 2], [3]];

        Assert.Equal([8], Last("markov-3", batches));
        Assert.Equal([7, 8], Last("markov-2", batches).Order());
    }

    [Fact]
    public void Markov3_NewContext_BacksOffToTheLastRow() =>
        Assert.Equal([2], Last("markov-3", [[1, 2, 6], [1]]));

    // 3 stands beside 1 twice, 4 once; nothing else has been near 1.
    [Fact]
    public void CoOccurrence_NamesNeighboursInBothDirections() =>
        Assert.Equal([3, 4], Last("co-occurrence", [[3, 1], [1, 4], [1, 3], [1]]));

    [Fact]
    public void CoOccurrence_Bags_AreNotNeighboursOfEachOther()
    {
        var prefetcher = Prefetchers.CoOccurrence.Create(new(10, 5, 10));
        var count = prefetcher.Predict(new(new[] { 1, 2, 3, 4 }, new[] { 0, 2, 4 }), s_all);

        Assert.Equal([1, 2, 3, 4], s_all[..count].Order());
        count = prefetcher.Predict(new(new[] { 1 }), s_all);
        Assert.Equal([2], s_all[..count]);
    }

    [Fact]
    public void KnownNext_ReadsAheadInOrderOfUse()
    {
        var prefetcher = Prefetchers.KnownNext.Create(new(10, 2, 10) { Future = new[] { 1, 2, 3, 3, 4, 1, 9, 8 }, LookAhead = 2 });

        Assert.Equal(3, prefetcher.Predict(new(new[] { 1, 2 }), s_all));
        Assert.Equal([3, 4, 1], s_all[..3]);
        Assert.Equal(4, prefetcher.Predict(new(new[] { 3, 3 }), s_all));
        Assert.Equal([4, 1, 9, 8], s_all[..4]);
        Assert.Contains("access 4", Assert.Throws<InvalidOperationException>(() => prefetcher.Predict(new(new[] { 9 }), s_all)).Message, StringComparison.Ordinal);
    }

    private static int[] Last(string name, int[][] batches, PrefetcherArgs? args = null)
    {
        var prefetcher = Prefetchers.Find(name).Create(args ?? new(10, 20, 10));
        var rows = new int[10];
        var count = 0;
        foreach (var batch in batches)
        {
            count = prefetcher.Predict(new(batch), rows);
        }

        return rows[..count];
    }
}
