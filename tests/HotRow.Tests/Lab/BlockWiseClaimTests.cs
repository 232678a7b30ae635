using HotRow.Lab;

namespace HotRow.Tests;

public sealed class BlockWiseClaimTests
{
    [Theory]
    [InlineData(8.5, 4.5, VerdictKind.Reproduced)]
    [InlineData(0.9, 1.0, VerdictKind.Contradicted)]
    [InlineData(0.9, 4.5, VerdictKind.Depends)]
    public void RelevantBlocks_AgainstAllRows(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (batch, gain) in new[] { (256, first), (1_024, second) })
        {
            results.Add(BlockWise.GainOverAllRows, new() { { "batch", batch } }, BlockWise.BlocksByFrequency, gain, 0.05);
        }

        Assert.Equal(expected, results.Judge(Experiments.BlockWise, "001-relevant-blocks"));
    }

    [Theory]
    [InlineData(1.2, 1.4, VerdictKind.Reproduced)]
    [InlineData(0.1, 0.5, VerdictKind.Contradicted)]
    [InlineData(0.1, 1.4, VerdictKind.Depends)]
    public void Locality_AgainstGatheringEveryIndex(double asIs, double byFrequency, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(BlockWise.Gain, new() { { "batch", 256 } }, BlockWise.Blocks, asIs, 0.05)
            .Add(BlockWise.Gain, new() { { "batch", 256 } }, BlockWise.BlocksByFrequency, byFrequency, 0.05);

        Assert.Equal(expected, results.Judge(Experiments.BlockWise, "001-block-locality"));
    }

    [Theory]
    [InlineData(5.3, 1.4, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.8, VerdictKind.Contradicted)]
    [InlineData(5.3, 0.9, VerdictKind.Depends)]
    public void DistinctRows_AgainstEveryIndex(double manyRepeats, double fewRepeats, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (unique, gain) in new[] { (0.14, manyRepeats), (0.9, fewRepeats) })
        {
            results.Add(BlockWise.Gain, new() { { "unique", unique } }, BlockWise.Distinct, gain, 0.05);
        }

        Assert.Equal(expected, results.Judge(Experiments.BlockWise, "000-compute-only-needed"));
    }
}
