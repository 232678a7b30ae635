using HotRow.Lab;

namespace HotRow.Tests;

public sealed class HierarchyClaimTests
{
    [Theory]
    [InlineData(120, 60, 20, 0.2, VerdictKind.Reproduced)]
    [InlineData(1, 2, 3, 4, VerdictKind.Contradicted)]
    [InlineData(120, 119, 20, 0.2, VerdictKind.Depends)]
    [InlineData(60, 120, 20, 0.2, VerdictKind.Depends)]
    public void Order_OfTiers(double l1, double l2, double dram, double file, VerdictKind expected) =>
        Assert.Equal(expected, Tiers([l1, l2, dram, file], 0.02, [32e3, 1e6, 8e9]).Judge(Experiments.Hierarchy, "000-faster-and-smaller"));

    [Fact]
    public void Order_IntervalsAsWideAsTheStep_CannotBeTold() =>
        Assert.Equal(VerdictKind.NotTestableHere, Tiers([120, 100, 20, 0.2], 0.3, [32e3, 1e6, 8e9]).Judge(Experiments.Hierarchy, "000-faster-and-smaller"));

    [Theory]
    [InlineData(1e6, 1e6, 8e9, VerdictKind.Depends)]
    [InlineData(8e9, 1e6, 32e3, VerdictKind.Contradicted)]
    public void Order_FasterButNotSmaller_SaysSo(double l1, double l2, double memory, VerdictKind expected) =>
        Assert.Equal(expected, Tiers([120, 60, 20, 0.2], 0.02, [l1, l2, memory]).Judge(Experiments.Hierarchy, "000-faster-and-smaller"));

    [Theory]
    [InlineData(768_000, VerdictKind.Reproduced)]
    [InlineData(900, VerdictKind.Contradicted)]
    public void Table_AgainstTheCache(double table, VerdictKind expected) => Assert.Equal(expected, new DoctoredResults()
        .Add(Hierarchy.Capacity, Size(Hierarchy.Document, "L2"), "", 1_000)
        .Add(Hierarchy.Needed, [], Hierarchy.WholeTable, table)
        .Judge(Experiments.Hierarchy, "000-l2-below-table"));

    [Theory]
    [InlineData(15, 15, VerdictKind.Reproduced)]
    [InlineData(60, 60, VerdictKind.Contradicted)]
    [InlineData(15, 55, VerdictKind.Depends)]
    public void Thrashing_BeyondTheLastCache(double uniform, double zipf, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (ids, rate) in new[] { (Hierarchy.Uniform, uniform), (Hierarchy.Zipf, zipf) })
        {
            results.Add(Metrics.GBps, Cell("L3", 512), ids, 60, 0.5).Add(Metrics.GBps, Cell(Hierarchy.Dram, 512), ids, rate, 0.5);
        }

        Assert.Equal(expected, results.Judge(Experiments.Hierarchy, "000-thrashing"));
    }

    [Fact]
    public void Thrashing_IntervalsAsWideAsTheEffect_CannotBeTold()
    {
        var results = new DoctoredResults();
        foreach (var ids in new[] { Hierarchy.Uniform, Hierarchy.Zipf })
        {
            results.Add(Metrics.GBps, Cell("L3", 512), ids, 60, 40).Add(Metrics.GBps, Cell(Hierarchy.Dram, 512), ids, 50, 40);
        }

        Assert.Equal(VerdictKind.NotTestableHere, results.Judge(Experiments.Hierarchy, "000-thrashing"));
    }

    [Theory]
    [InlineData(0.2, 0.5, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.95, VerdictKind.Contradicted)]
    [InlineData(0.2, 0.95, VerdictKind.Depends)]
    public void Scattered_AgainstTheCeiling(double shortRows, double longRows, VerdictKind expected) => Assert.Equal(expected, new DoctoredResults()
        .Add(Hierarchy.CeilingShare, Cell(Hierarchy.Dram, 64), Hierarchy.ReadOnly, shortRows, 0.02)
        .Add(Hierarchy.CeilingShare, Cell(Hierarchy.Dram, 3_072), Hierarchy.ReadOnly, longRows, 0.02)
        .Judge(Experiments.Hierarchy, "001-scattered-rows"));

    [Fact]
    public void Scattered_IntervalsAcrossTheLine_CannotBeTold() => Assert.Equal(VerdictKind.NotTestableHere, new DoctoredResults()
        .Add(Hierarchy.CeilingShare, Cell(Hierarchy.Dram, 64), Hierarchy.ReadOnly, 0.2, 0.1)
        .Add(Hierarchy.CeilingShare, Cell(Hierarchy.Dram, 3_072), Hierarchy.ReadOnly, 0.7, 0.1)
        .Judge(Experiments.Hierarchy, "001-scattered-rows"));

    [Fact]
    public void Caches_OfACard_AreReadInBytes()
    {
        var caches = CacheSizes.Parse("L1 48 KiB, L2 1024 KiB, L3 32768 KiB");

        Assert.True(caches.IsKnown);
        Assert.Equal([("L1", 49_152L), ("L2", 1_048_576L), ("L3", 33_554_432L)], caches.Levels);
        Assert.Equal([("L1", 24_576L), ("L2", 524_288L), ("L3", 8_388_608L)], caches.Within());
        Assert.False(CacheSizes.Parse("not known").IsKnown);
        Assert.NotEmpty(CacheSizes.Parse("not known").Levels);
    }

    [Fact]
    public void OrderedWalk_ReadsEveryRowAndComesRound()
    {
        // 100 rows of 4 floats: a call of 64 rows passes the end at the second one, and 25 calls are 16 whole passes.
        using var memory = new PageMemory(100 * 16, "a test");
        memory.Floats.Fill(1);
        var walk = new OrderedWalk(memory, 100 * 16, 16);

        Assert.Equal(64 * 16, walk.BytesPerCall);
        Assert.Equal(25 * 64 * 4, Enumerable.Range(0, 25).Sum(_ => walk.ReadNext()));
        memory.Floats[^1] = 2;
        Assert.Equal((25 * 64 * 4) + 16, Enumerable.Range(0, 25).Sum(_ => walk.ReadNext()));
    }

    private static DoctoredResults Tiers(double[] rates, double noise, double[] sizes)
    {
        var results = new DoctoredResults();
        foreach (var (tier, rate) in new[] { "L1", "L2", Hierarchy.Dram, "file" }.Zip(rates))
        {
            results.Add(Metrics.GBps, Cell(tier, 3_072), Hierarchy.Uniform, rate, rate * noise);
        }

        foreach (var (level, bytes) in new[] { "L1", "L2", "main memory" }.Zip(sizes))
        {
            results.Add(Hierarchy.Capacity, Size(Hierarchy.ThisMachine, level), "", bytes);
        }

        return results;
    }

    private static Parameters Cell(string tier, int rowBytes) => new() { { "tier", tier }, { "rowBytes", rowBytes } };

    private static Parameters Size(string owner, string level) => new() { { "owner", owner }, { "level", level } };
}
