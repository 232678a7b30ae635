using HotRow.Lab;

namespace HotRow.Tests;

public sealed class RuntimePathClaimTests
{
    [Theory]
    [InlineData("002-staging-saves", LoadPaths.Staging, 0.4, VerdictKind.Contradicted)]
    [InlineData("002-staging-saves", LoadPaths.Staging, 300, VerdictKind.Reproduced)]
    [InlineData("002-staging-saves", LoadPaths.Staging, 900, VerdictKind.Contradicted)]
    [InlineData("002-staging-saves", LoadPaths.Staging, 200, VerdictKind.NotTestableHere)]
    [InlineData("002-mmap-direct-saves", LoadPaths.MapUnguarded, -0.4, VerdictKind.Contradicted)]
    [InlineData("002-mmap-direct-saves", LoadPaths.MapUnguarded, 150, VerdictKind.Reproduced)]
    public void Saving_ByItsRange(string claim, string path, double us, VerdictKind expected) =>
        Assert.Equal(expected, Saved(new(), path, 1, us).Judge(Experiments.RuntimePath, claim));

    [Theory]
    [InlineData(-1, VerdictKind.Contradicted)]
    [InlineData(0, VerdictKind.NotTestableHere)]
    [InlineData(1, VerdictKind.Reproduced)]
    public void PerTokenAllocation_BySaving(double us, VerdictKind expected) =>
        Assert.Equal(expected, Saved(new(), LoadPaths.Staging, 1, us).Judge(Experiments.RuntimePath, "002-per-token-allocation"));

    // One token a call beside 1,024: the size of a call is a cause where it turns the sign, noise is none.
    [Theory]
    [InlineData(1, -1, "the tokens of a call")]
    [InlineData(1, 0, "the tokens of a call, or noise: not every size is resolved")]
    [InlineData(0, 0, "this run is too noisy")]
    public void PerTokenAllocation_TellsTheCauseOnlyWhereItIsResolved(double one, double many, string reason) =>
        Assert.Equal(reason, Saved(Saved(new(), LoadPaths.Staging, 1, one), LoadPaths.Staging, 1_024, many).Verdict(Experiments.RuntimePath, "002-per-token-allocation").Reason);

    [Theory]
    [InlineData(0, VerdictKind.Reproduced)]
    [InlineData(24, VerdictKind.Contradicted)]
    public void Allocations_AnyByte_Contradicts(double bytes, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(RuntimePath.AllocatedPerRow, Call("warm", 1), LoadPaths.PerToken, 6200).Add(RuntimePath.AllocatedPerRow, Call("warm", 1), LoadPaths.Staging, bytes);

        Assert.Equal(expected, results.Judge(Experiments.RuntimePath, "002-staging-zero-allocations"));
    }

    [Theory]
    [InlineData(2, 20, VerdictKind.Reproduced)]
    [InlineData(1, 20, VerdictKind.Depends)]
    [InlineData(2, 1, VerdictKind.Depends)]
    [InlineData(1, 1, VerdictKind.Contradicted)]
    [InlineData(1.05, 20, VerdictKind.Depends)]
    [InlineData(1.05, 1.05, VerdictKind.NotTestableHere)]
    [InlineData(1.05, 1, VerdictKind.NotTestableHere)]
    public void Sequential_ByThreadsNearAndFar(double twoThreads, double manyFaults, VerdictKind expected)
    {
        var results = Gain(Gain(new(), "warm", LoadPaths.Gather, LoadPaths.GatherTwo, twoThreads), "cold", LoadPaths.MapRandom, LoadPaths.MapRandomMany, manyFaults);

        Assert.Equal(expected, results.Judge(Experiments.RuntimePath, "002-sequential-processing"));
    }

    [Theory]
    [InlineData(1, VerdictKind.Contradicted)]
    [InlineData(2, VerdictKind.Reproduced)]
    [InlineData(1.05, VerdictKind.NotTestableHere)]
    public void DoubleCopy_ByGainOfOne(double gain, VerdictKind expected) =>
        Assert.Equal(expected, Gain(new(), "warm", LoadPaths.Staging, LoadPaths.Gather, gain).Judge(Experiments.RuntimePath, "002-double-copy"));

    // The device saves 800 + 192 - 100 ns.
    [Theory]
    [InlineData(0.5, 0.2, VerdictKind.Reproduced)]
    [InlineData(0.2, 0.5, VerdictKind.Contradicted)]
    [InlineData(2, 0.5, VerdictKind.Contradicted)]
    [InlineData(0.5, 0.5, VerdictKind.NotTestableHere)]
    public void Ranking_ByWhatIsSaved(double staging, double map, VerdictKind expected)
    {
        var results = Time(Saved(Saved(new(), LoadPaths.Staging, 256, staging), LoadPaths.MapUnguarded, 256, map), "warm", LoadPaths.PerToken, 800);
        var at = new Parameters { { "part", "model" }, { "state", "warm" }, { "rows", 256 } };

        Assert.Equal(expected, results.Add(Metrics.NsPerRow, at, DeviceGather.Launched, 100).Add(Metrics.NsPerRow, at, "upload, 16 GB/s (modelled)", 192).Judge(Experiments.RuntimePath, "002-ranking"));
    }

    [Fact]
    public void Memory_IsADefinition_ItsFigureTellsWhatIsSaved()
    {
        var results = new DoctoredResults().Add(RuntimePath.HeldBytes, Call("warm", 1_024), LoadPaths.PerToken, 10_000_000).Add(RuntimePath.HeldBytes, Call("warm", 1_024), LoadPaths.Staging, 9_000_000);
        Assert.Equal(VerdictKind.NotRun, results.Judge(Experiments.RuntimePath, "002-memory-savings"));

        var verdict = results.Add(RuntimePath.HeldBytes, Call("warm", 1_024), LoadPaths.Map, 0).Verdict(Experiments.RuntimePath, "002-memory-savings");

        Assert.Equal(VerdictKind.NotTestableHere, verdict.Kind);
        Assert.Contains("staging 1 MB, mmap 10 MB", verdict.Figure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(34.8, 130, 5.6, VerdictKind.Reproduced)]
    [InlineData(348, 1_300, 56, VerdictKind.Reproduced)]
    [InlineData(34.8, 60, 5.6, VerdictKind.Depends)]
    [InlineData(34.8, 130, 30, VerdictKind.Depends)]
    [InlineData(34.8, 65, 5.6, VerdictKind.NotTestableHere)]
    [InlineData(55, 55, 12, VerdictKind.NotTestableHere)]
    [InlineData(270, 55, 12, VerdictKind.Contradicted)]
    [InlineData(34.8, 130, 40, VerdictKind.Contradicted)]
    public void Advice_ByRatios(double plain, double random, double ahead, VerdictKind expected)
    {
        var results = Time(Time(Time(new(), "cold", LoadPaths.Map, plain), "cold", LoadPaths.MapRandom, random), "cold", LoadPaths.MapWillNeed, ahead);

        Assert.Equal(expected, results.Judge(Experiments.RuntimePath, "l14-mmap-advice"));
    }

    [Fact]
    public void Advice_SaysHowFarTheDeviceReadsAhead()
    {
        var results = Time(Time(Time(new(), "cold", LoadPaths.Map, 270), "cold", LoadPaths.MapRandom, 55), "cold", LoadPaths.MapWillNeed, 12).Add(RuntimePath.ReadAhead, Call("cold", 256), "", 8_388_608);

        Assert.Contains("up to 8,192 KiB ahead", results.Verdict(Experiments.RuntimePath, "l14-mmap-advice").Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void StagingFirst_WithoutATokensTime_IsNotRun() =>
        Assert.Equal(VerdictKind.NotRun, Saved(new(), LoadPaths.Staging, 1, 3_000).Judge(Experiments.RuntimePath, "002-staging-first"));

    [Theory]
    [InlineData(-1, VerdictKind.Contradicted)]
    [InlineData(0, VerdictKind.NotTestableHere)]
    [InlineData(1, VerdictKind.Depends)]
    [InlineData(2_000, VerdictKind.NotTestableHere)]
    [InlineData(3_000, VerdictKind.Reproduced)]
    public void StagingFirst_ByOneTokenOf200Ms(double us, VerdictKind expected) => Assert.Equal(
        expected,
        Saved(new(), LoadPaths.Staging, 1, us).Add(RuntimePath.TokenMs, new() { { "part", "ceilings" } }, "7B model, fp16", 200).Judge(Experiments.RuntimePath, "002-staging-first"));

    [Theory]
    [InlineData(1.5, VerdictKind.Reproduced)]
    [InlineData(0.5, VerdictKind.Contradicted)]
    [InlineData(1.04, VerdictKind.NotTestableHere)]
    public void Norm_ByGain(double gain, VerdictKind expected) => Assert.Equal(
        expected,
        new DoctoredResults().Add(RuntimePath.Gain, new() { { "part", "layer norm" }, { "rows", 1_024 } }, NormContest.Fused, gain, 0.03).Judge(Experiments.RuntimePath, "002-norm-with-the-lookup"));

    // The second copy of three goes to the stack, the third to the upload buffer; a staged row is copied twice, a gathered one once.
    [Fact]
    public void EveryLoad_GivesTheRows_AndSaysItsCopies()
    {
        using var table = new EmbeddingTable(20, 24);
        table.FillRandom(GeneratedRows.Seed);
        using var store = new DramRowStore(table);
        int[] rows = [19, 0, 7, 7];
        foreach (var (load, copies) in new (ITokenLoad, int)[] { (new PerTokenLoad(4, 24), 3), (new StagingLoad(4, 24), 2), (new DirectLoad(), 1) })
        {
            using (load)
            {
                var upload = new float[4 * 24];
                load.Load(store, rows, upload);

                Assert.True(GeneratedRows.Match(rows, 24, upload).Passed);
                Assert.Equal(copies, 1 + load.ExtraCopies);
            }
        }
    }

    [Fact]
    public void StagedAndStraightLoads_AllocateNothing()
    {
        using var table = new EmbeddingTable(20, 24);
        using var store = new DramRowStore(table);
        using var staging = new StagingLoad(2, 24);
        using var straight = new DirectLoad();
        int[] rows = [19, 0];
        var upload = new float[2 * 24];

        Assert.Equal(0, AllocatedBytes.Of(() => staging.Load(store, rows, upload)));
        Assert.Equal(0, AllocatedBytes.Of(() => straight.Load(store, rows, upload)));
    }

    private static DoctoredResults Saved(DoctoredResults results, string path, int rows, double us) => results.Add(RuntimePath.SavedUs, Call("warm", rows), path, us, 0.1);

    private static DoctoredResults Time(DoctoredResults results, string state, string path, double ns) => results.Add(Metrics.NsPerRow, Call(state, 256), path, ns, ns / 100);

    private static DoctoredResults Gain(DoctoredResults results, string state, string slow, string fast, double gain) =>
        results.Add(RuntimePath.Gain, Call(state, 256).With(new() { { "over", slow } }), fast, gain, gain / 100);

    private static Parameters Call(string state, int rows) => new() { { "part", "path" }, { "state", state }, { "rows", rows } };
}
