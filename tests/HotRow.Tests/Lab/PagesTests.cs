using FsCheck;
using FsCheck.Fluent;
using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PagesTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261120, 1), null)).WithMaxTest(50);

    [Fact]
    public void Touched_WorkedExamples()
    {
        var slots = PageLayout.Identity(64);

        // 128 B: 32 rows to a page. 3,072 B: row 1 lies over pages 0 and 1, row 2 over 1 and 2.
        Assert.Equal(2, new PageCount(slots, 128).Touched([0, 31, 32, 0]));
        Assert.Equal(3, new PageCount(slots, 3_072).Touched([1, 2]));
        Assert.Equal(2, new PageCount(slots, 3_072).Touched([0, 3]));
        Assert.Equal(2, new PageCount(slots, 8_192).Touched([5, 5]));
    }

    [Fact]
    public void Touched_AnyBatch_EqualsTheSetOfPages() => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte, byte>((rows, seed, length) =>
    {
        var (slots, rowBytes) = (PageLayout.Shuffled(256, seed), (length + 1) * 16);
        var counter = new PageCount(slots, rowBytes);
        int[] batch = [.. rows];
        var expected = batch.SelectMany(row => Enumerable.Range(0, rowBytes / 16).Select(part => (((long)slots[row] * rowBytes) + (part * 16)) / 4_096)).Distinct().Count();
        return counter.Touched(batch) == expected && counter.Touched(batch) == expected;
    }));

    [Fact]
    public void Expected_OfTwoPages_ByHand()
    {
        // Two pages of 2,048 B rows, {0, 1} and {2, 3}, p = 0.9 and 0.1, three draws: 1 - 0.1^3 + 1 - 0.9^3.
        Assert.Equal(0.999 + 0.271, PageCount.Expected([0, 1, 2, 3], 2_048, [0.5, 0.4, 0.05, 0.05], 3), 12);
    }

    [Fact]
    public void Expected_OfRowsOverTwoPages_EqualsEveryDraw()
    {
        // 3,072 B rows by brute force over all pairs of draws.
        var (p, slots) = (new[] { 0.4, 0.3, 0.2, 0.1 }, new[] { 2, 0, 3, 1 });
        var counter = new PageCount(slots, 3_072);
        var expected = Enumerable.Range(0, 16).Sum(pair => p[pair / 4] * p[pair % 4] * counter.Touched([pair / 4, pair % 4]));

        Assert.Equal(expected, PageCount.Expected(slots, 3_072, p, 2), 12);
    }

    [Fact]
    public void Layouts_AnyTraining_ArePermutations() => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte>((accesses, group) =>
    {
        int[] training = [.. accesses];
        int[][] layouts = [PageLayout.Frequency(training, 256), PageLayout.CoAccess(training, 256, 7, group + 1), PageLayout.Shuffled(256, group)];
        return layouts.All(slots => slots.Order().SequenceEqual(Enumerable.Range(0, 256)));
    }));

    [Fact]
    public void Frequency_MostUsedFirst_TiesAndUnusedById()
    {
        // Row 4 three times, rows 1 and 2 once, 0 and 3 never.
        Assert.Equal([3, 1, 2, 4, 0], PageLayout.Frequency([4, 2, 4, 1, 4], 5));
    }

    [Fact]
    public void CoAccess_RowsOfOneBatch_ShareAPage()
    {
        // Even rows come together and odd rows do; all are equally frequent, so frequency order leaves them mixed.
        int[] training = [.. Enumerable.Range(0, 10).SelectMany(i => Enumerable.Range(0, 8).Select(k => (2 * k) + (i % 2)))];
        var slots = PageLayout.CoAccess(training, 16, 8, 8);

        Assert.Single(Enumerable.Range(0, 8).Select(k => slots[2 * k] / 8).Distinct());
        Assert.Equal(1, new PageCount(slots, 512).Touched([0, 4, 14]));
        Assert.Equal(2, new PageCount(PageLayout.Frequency(training, 16), 512).Touched([0, 4, 14]));
    }

    [Fact]
    public void CoAccess_PicksTheClosestFirst_ThenTheMoreUsed()
    {
        // Row 0 is used most and shares two batches with 3, one each with 1 and 2; 2 is used more than 1. Row 4 shares none.
        int[] training = [0, 3, 1, 0, 3, 2, 0, 0, 0, 2, 4, 4];
        Assert.Equal([0, 3, 2, 1, 4], PageLayout.CoAccess(training, 5, 3, 4));
    }

    [Theory]
    [InlineData(128, 32)]
    [InlineData(512, 8)]
    [InlineData(3_072, 4)]
    [InlineData(4_096, 1)]
    public void Group_FillsWholePages(int rowBytes, int rows) => Assert.Equal(rows, PageTrace.GroupOf(rowBytes));

    [Fact]
    public void Trace_IsTrainedOnItsFirstHalfAlone()
    {
        // The first half knows row 0 only, the second row 9: a layout that had seen both would put 9 before 1.
        var trace = new PageTrace(new("t", 10, new int[] { 0, 0, 0, 0, 9, 9, 9, 9, 5 }, 2), 2, 1);

        Assert.Equal([[9, 9], [9, 9]], trace.Judged.Select(b => b.ToArray()));
        Assert.Equal(PageLayout.Identity(10), trace.Layouts(512).Single(l => l.Name == PageLayout.ByFrequency).Slots);
    }

    [Theory]
    [InlineData(400, 300, VerdictKind.Reproduced)]
    [InlineData(10.5, 10.2, VerdictKind.Contradicted)]
    [InlineData(400, 10.2, VerdictKind.Depends)]
    public void Scatter_AgainstPacked(double shortRows, double longRows, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (rowBytes, pages) in new[] { (128, shortRows), (3_072, longRows) })
        {
            results.Add(Pages.PagesTouched, Cell(rowBytes), PageLayout.ById, pages, 1).Add(Pages.PagesTouched, Cell(rowBytes), Pages.Packed, 10, 1);
        }

        Assert.Equal(expected, results.Judge(Experiments.Pages, "001-poor-locality"));
    }

    [Theory]
    [InlineData(2.5, 2, 0.1, VerdictKind.Reproduced)]
    [InlineData(2.5, 1, 0.1, VerdictKind.Depends)]
    [InlineData(1, 1, 0.05, VerdictKind.Contradicted)]
    [InlineData(1.3, 1, 0.5, VerdictKind.NotTestableHere)]
    public void Cold_ByReader(double mapped, double direct, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (reader, gain) in new[] { (Pages.Mapped, mapped), (Pages.Direct, direct) })
        {
            results.Add(Pages.ColdGain, Cell(512).With(new() { { "reader", reader } }), PageLayout.ByFrequency, gain, reach);
            results.Add(Pages.ColdGain, Cell(512).With(new() { { "reader", reader } }), PageLayout.ByCoAccess, gain, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.Pages, "000-match-layout"));
    }

    [Theory]
    [InlineData(0.6, 0.9, VerdictKind.Reproduced)]
    [InlineData(1.1, 1.2, VerdictKind.Contradicted)]
    [InlineData(0.6, 1.2, VerdictKind.Depends)]
    public void Expected_OfFrequencyOverId(double shortRows, double longRows, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (rowBytes, ratio) in new[] { (128, shortRows), (3_072, longRows) })
        {
            results.Add(Pages.ExpectedPages, Cell(rowBytes), PageLayout.ById, 100).Add(Pages.ExpectedPages, Cell(rowBytes), PageLayout.ByFrequency, 100 * ratio);
        }

        Assert.Equal(expected, results.Judge(Experiments.Pages, "l09-frequency-expected"));
    }

    [Theory]
    [InlineData(0.93, 0.29, 0.92, 0.3, VerdictKind.Reproduced)]
    [InlineData(0.99, 0.45, 0.97, 0.4, VerdictKind.Contradicted)]
    [InlineData(0.93, 0.29, 0.97, 0.16, VerdictKind.Depends)]
    public void Text_BothFigures(double ratio, double lost, double otherRatio, double otherLost, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (rowBytes, pages, batches) in new[] { (128, ratio, lost), (512, otherRatio, otherLost) })
        {
            results.Add(Pages.PagesRatio, Cell(rowBytes), PageLayout.ByFrequency, pages, 0.01).Add(Pages.LostBatches, Cell(rowBytes), PageLayout.ByFrequency, batches, 0.02);
        }

        Assert.Equal(expected, results.Judge(Experiments.Pages, "l09-frequency-on-text"));
    }

    private static Parameters Cell(int rowBytes) => new() { { "trace", "docs" }, { "batch", 1_000 }, { "rowBytes", rowBytes } };
}
