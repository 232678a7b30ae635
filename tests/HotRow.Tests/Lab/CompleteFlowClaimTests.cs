using HotRow.Lab;

namespace HotRow.Tests;

public sealed class CompleteFlowClaimTests
{
    private const string All = "all three";

    [Theory]
    [InlineData(4, 2.5, 0.1, VerdictKind.Reproduced)]
    [InlineData(1.5, 0.5, 0.1, VerdictKind.Contradicted)]
    [InlineData(4, 0.5, 0.1, VerdictKind.Depends)]
    [InlineData(0.5, 4, 0.1, VerdictKind.Depends)]
    [InlineData(4, 0.5, 3, VerdictKind.NotTestableHere)]
    public void Speed_BeforeFileAndMemory_IsTwoTimesOrNot(double file, double memory, double reach, VerdictKind expected)
    {
        var results = Consumers(file, memory, reach);
        foreach (var (tier, gain) in new[] { (CompleteFlow.FileTier, file), (CompleteFlow.DramTier, memory) })
        {
            results.Add(CompleteFlow.LookupGain, Flow(tier), All, gain, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.CompleteFlow, "000-two-to-three-times"));
    }

    // Without a figure of the lookup alone: two times the whole consumer is enough, none is too little, between them nothing is told.
    [Theory]
    [InlineData(2.5, 2.2, VerdictKind.Reproduced)]
    [InlineData(0.8, 0.7, VerdictKind.Contradicted)]
    [InlineData(2.5, 0.7, VerdictKind.Depends)]
    [InlineData(1.6, 0.7, VerdictKind.NotTestableHere)]
    public void Speed_OfTheConsumerAlone_BoundsTheLookup(double file, double memory, VerdictKind expected) =>
        Assert.Equal(expected, Consumers(file, memory, 0.1).Judge(Experiments.CompleteFlow, "000-two-to-three-times"));

    [Fact]
    public void Speed_LookupHiddenWhole_GivesALowerEndOnly()
    {
        var figure = Consumers(5, 4, 0.1).Add(CompleteFlow.LookupGain, Flow(CompleteFlow.FileTier), All, 61.5, 38.5).Verdict(Experiments.CompleteFlow, "000-two-to-three-times").Figure;

        Assert.Contains("docs-unique at least 23.0x, hidden whole in some rounds", figure, StringComparison.Ordinal);
        Assert.DoesNotContain("61.5", figure, StringComparison.Ordinal);
    }

    [Fact]
    public void Speed_MemoryWinsAndFileLoses_SaysSo() => Assert.Equal(
        "the far tier and the trace: at least 2 times before DRAM on docs-unique; surely less before file on docs-unique",
        Consumers(0.5, 4, 0.1).Verdict(Experiments.CompleteFlow, "000-two-to-three-times").Reason);

    [Theory]
    [InlineData(0.75, 0.7, VerdictKind.Reproduced)]
    [InlineData(0.5, -0.2, VerdictKind.Contradicted)]
    [InlineData(0.75, -0.2, VerdictKind.Depends)]
    public void Memory_BeforeAFile_IsSavedOrNot(double table, double mapping, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(CompleteFlow.NearBytes, Flow(CompleteFlow.FileTier), All, 1e7);
        foreach (var (tier, against, saved) in new[] { (CompleteFlow.FileTier, CompleteFlow.WholeTable, table), (CompleteFlow.FileTier, CompleteFlow.Mapping, mapping), (CompleteFlow.DramTier, CompleteFlow.ResidentAnyway, -0.1) })
        {
            results.Add(CompleteFlow.MemorySaved, Flow(tier).With(new() { { "against", against } }), All, saved);
        }

        Assert.Equal(expected, results.Judge(Experiments.CompleteFlow, "000-sixty-percent-memory"));
    }

    [Theory]
    [InlineData(1.5, 1.3, 0.1, VerdictKind.Reproduced)]
    [InlineData(0.8, 0.7, 0.1, VerdictKind.Contradicted)]
    [InlineData(1.5, 0.9, 0.05, VerdictKind.Depends)]
    [InlineData(1.1, 0.9, 0.5, VerdictKind.NotTestableHere)]
    [InlineData(1.5, 1.0, 0.1, VerdictKind.NotTestableHere)]
    public void Layers_OneByOne_EachPaysOrNot(double dedup, double prefetch, double reach, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults()
            .Add(CompleteFlow.LayerGain, Flow(CompleteFlow.FileTier), "dedup", dedup, reach)
            .Add(CompleteFlow.LayerGain, Flow(CompleteFlow.FileTier), "prefetch", prefetch, reach)
            .Judge(Experiments.CompleteFlow, "000-each-layer-pays"));

    [Theory]
    [InlineData(1.5, 1.2, 0.1, VerdictKind.Reproduced)]
    [InlineData(1.5, 0.8, 0.1, VerdictKind.Depends)]
    [InlineData(0.8, 0.8, 0.1, VerdictKind.Contradicted)]
    [InlineData(1.0, 0.8, 0.3, VerdictKind.NotTestableHere)]
    [InlineData(1.5, 1.0, 0.1, VerdictKind.NotTestableHere)]
    public void Locality_CacheBeforeFileAndMemory_IsNearerOrNot(double file, double memory, double reach, VerdictKind expected) =>
        Assert.Equal(expected, new DoctoredResults()
            .Add(CompleteFlow.LayerGain, Flow(CompleteFlow.FileTier), "cache", file, reach)
            .Add(CompleteFlow.LayerGain, Flow(CompleteFlow.DramTier), "cache", memory, reach)
            .Judge(Experiments.CompleteFlow, "000-hierarchy-exploited"));

    // The third hits 98 % of the ids: most of its few misses were evicted, and yet it does not thrash.
    [Theory]
    [InlineData(0.02, 0.02, 0.2, VerdictKind.Reproduced)]
    [InlineData(0.3, 0.3, 0.2, VerdictKind.Contradicted)]
    [InlineData(0.005, 0.005, 0.015, VerdictKind.Contradicted)]
    [InlineData(0.02, 0.3, 0.2, VerdictKind.Depends)]
    public void Thrashing_ByReasonOfMisses_IsCapacityOrFirstUse(double firstUsesOfDocs, double firstUsesOfZipf, double evicted, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (trace, first) in new[] { ("docs", firstUsesOfDocs), ("zipf 1.0", firstUsesOfZipf) })
        {
            Parameters At(string reason) => new() { { "part", "misses" }, { "trace", trace }, { "reason", reason } };
            results.Add(CompleteFlow.MissShare, At("compulsory"), "lru", first).Add(CompleteFlow.MissShare, At("capacity"), "lru", evicted);
        }

        Assert.Equal(expected, results.Judge(Experiments.CompleteFlow, "000-useful-rows-evicted"));
    }

    private static DoctoredResults Consumers(double file, double memory, double reach) => new DoctoredResults()
        .Add(CompleteFlow.ConsumerGain, Flow(CompleteFlow.FileTier), All, file, reach)
        .Add(CompleteFlow.ConsumerGain, Flow(CompleteFlow.DramTier), All, memory, reach);

    private static Parameters Flow(string tier) => new() { { "part", "flow" }, { "trace", "docs-unique" }, { "tier", tier } };
}
