using HotRow.Lab;

namespace HotRow.Tests;

public sealed class BlockWiseClaimTests
{
    [Theory]
    [InlineData(8.5, 4.5, 0.05, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.8, 0.05, VerdictKind.Contradicted)]
    [InlineData(0.9, 4.5, 0.05, VerdictKind.Depends)]
    [InlineData(4.5, 0.9, 0.05, VerdictKind.Depends)]
    [InlineData(4.5, 1.0, 0.05, VerdictKind.Depends)]
    [InlineData(4.5, 1.0, 0.3, VerdictKind.NotTestableHere)]
    [InlineData(0.7, 1.0, 0.2, VerdictKind.NotTestableHere)]
    public void RelevantBlocks_AgainstAllRows(double asIs, double byFrequency, double reach, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults()
            .Add(BlockWise.GainOverAllRows, Cell(256), BlockWise.Blocks, asIs, reach)
            .Add(BlockWise.GainOverAllRows, Cell(256), BlockWise.BlocksByFrequency, byFrequency, reach)
            .Judge(Experiments.BlockWise, "001-relevant-blocks"));

    [Theory]
    [InlineData(1.2, 1.4, VerdictKind.Reproduced)]
    [InlineData(0.1, 0.5, VerdictKind.Contradicted)]
    [InlineData(0.1, 1.4, VerdictKind.Depends)]
    [InlineData(1.05, 1.4, VerdictKind.NotTestableHere)]
    public void Locality_AgainstGatheringEveryIndex(double asIs, double byFrequency, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(BlockWise.Gain, Cell(256), BlockWise.Blocks, asIs, 0.06)
            .Add(BlockWise.Gain, Cell(256), BlockWise.BlocksByFrequency, byFrequency, 0.06);

        Assert.Equal(expected, results.Judge(Experiments.BlockWise, "001-block-locality"));
    }

    [Theory]
    [InlineData(5.3, 1.4, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.8, VerdictKind.Contradicted)]
    [InlineData(5.3, 0.9, VerdictKind.Depends)]
    [InlineData(5.3, 1.05, VerdictKind.NotTestableHere)]
    public void DistinctRows_AgainstEveryIndex(double manyRepeats, double fewRepeats, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (unique, gain) in new[] { (0.14, manyRepeats), (0.9, fewRepeats) })
        {
            results.Add(BlockWise.Gain, Cell(256).With(new() { { "unique", unique } }), BlockWise.Distinct, gain, 0.06);
        }

        Assert.Equal(expected, results.Judge(Experiments.BlockWise, "000-compute-only-needed"));
    }

    // Rows are ranked by the first half alone: there 3 is the hottest, then 1; the second half, which uses 0 most, is what is judged.
    [Fact]
    public void Judged_RanksByTheFirstHalf()
    {
        using var tables = new BlockWiseTables();

        var (asIs, byFrequency) = tables.Judged(new("example", 4, new[] { 3, 3, 1, 0, 0, 3 }, 3));

        Assert.Equal([0, 0, 3], asIs.Rows.ToArray());
        Assert.Equal([2, 2, 0], byFrequency.Rows.ToArray());
    }

    private static Parameters Cell(int batch) => new() { { "trace", "docs" }, { "batch", batch } };
}
