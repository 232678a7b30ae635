using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>What the judges of the calculators make of other figures than the expected ones.</summary>
public sealed class StatedFiguresClaimTests
{
    [Theory]
    [InlineData(3_050, 3_040, VerdictKind.Reproduced)]
    [InlineData(9_121, 3_040, VerdictKind.Contradicted)]
    public void ThreeTerabytes_FollowTheFormulasResult(double byHidden, double byHeads, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(StatedFigures.CacheGB, new(), StatedFigures.ByHidden, byHidden).Add(StatedFigures.CacheGB, new(), StatedFigures.ByHeads, byHeads);

        Assert.Equal(expected, results.Judge(Experiments.StatedFigures, "003-kv-3tb"));
    }

    [Theory]
    [InlineData(4, 8, VerdictKind.Reproduced)]
    [InlineData(1, 8, VerdictKind.Contradicted)]
    public void GroupedQueries_MustBeInAll(double first, double second, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(StatedFigures.QueriesPerKv, new(), "a", first).Add(StatedFigures.QueriesPerKv, new(), "b", second);

        Assert.Equal(expected, results.Judge(Experiments.StatedFigures, "003-gqa-llama2"));
    }

    [Theory]
    [InlineData(0, 0, VerdictKind.Reproduced)]
    [InlineData(0.01, 0, VerdictKind.Contradicted)]
    [InlineData(0.01, 0.1, VerdictKind.Contradicted)]
    public void Quality_IsKept_OnlyWhereNothingChanges(double rounded, double paged, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(StatedFigures.AttentionError, new(), StatedFigures.StoredName(8, 128), rounded).Add(StatedFigures.AttentionError, new(), StatedFigures.Paged, paged);

        Assert.Equal(expected, results.Judge(Experiments.StatedFigures, "003-kv-no-quality"));
    }

    [Theory]
    [InlineData(1.48, 1.88, 2.78, VerdictKind.Contradicted)]
    [InlineData(1.48, 2.75, 2.78, VerdictKind.Reproduced)]
    public void Stacking_ComparesWithTheProduct(double eight, double four, double product, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(StatedFigures.LadderGain, new(), "int8", eight).Add(StatedFigures.LadderGain, new(), "int4", four).Add(StatedFigures.LadderGain, new(), StatedFigures.Multiplied, product);

        Assert.Equal(expected, results.Judge(Experiments.StatedFigures, "003-stack-multiplicatively"));
    }

    [Fact]
    public void Speculation_IsTheClosedForm()
    {
        Assert.Equal(3.3616, StatedFigures.TokensPerRound(0.8, 4), 1e-4);
        Assert.Equal(0.745, StatedFigures.AcceptanceFor(2, 4, 1.8 / 14.1), 5e-4);
        Assert.Equal(0.851, StatedFigures.AcceptanceFor(2.46, 4, 1.8 / 14.1), 1e-3);
        Assert.Equal(5, StatedFigures.TokensPerRound(1, 4));
    }

    [Fact]
    public void RoundedAttention_MovesNothingByPaging_AndMoreWithFewerBits()
    {
        Assert.Equal(0, RoundedAttention.PagingError(3));
        Assert.True(RoundedAttention.Error(3, 8, 128) is > 0 and < 0.05);
        Assert.True(RoundedAttention.Error(3, 4, 64) > RoundedAttention.Error(3, 8, 64));
        Assert.True(RoundedAttention.EvictionError(3) > 0);
    }

    [Theory]
    [InlineData(1, 1, VerdictKind.Reproduced)]
    [InlineData(1, 2, VerdictKind.Contradicted)]
    public void BreakEven_FollowsTheCost(double free, double half, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(BreakEvenCalls.OverRule, new() { { "share", 0 } }, "", free).Add(BreakEvenCalls.OverRule, new() { { "share", 0.5 } }, "", half);

        Assert.Equal(expected, results.Judge(Experiments.BreakEven, "003-t-le-pn"));
    }

    [Fact]
    public void TrainedLonger_ReachesTheSameLoss_WithMoreTraining()
    {
        var large = new TrainedLonger(13e9, 260e9);
        var small = TrainedLonger.WithLossOf(large, 7e9);

        Assert.Equal(large.Loss, small.Loss, 1e-9);
        Assert.True(small.TrainingFlops > large.TrainingFlops);
        Assert.Equal(large.FlopsAfter(TrainedLonger.Crossover(large, small)), small.FlopsAfter(TrainedLonger.Crossover(large, small)), 1e15);
        Assert.True(double.IsInfinity(TrainedLonger.WithLossOf(large, 1e8).Tokens));
    }

    [Theory]
    [InlineData(8.33, 8, VerdictKind.Contradicted)]
    [InlineData(7.5, 8, VerdictKind.Reproduced)]
    public void Target_MustReachTheReader(double reader, double target, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(ReadingSpeed.TokensPerSecond, new(), ReadingSpeed.FastReader, reader).Add(ReadingSpeed.TokensPerSecond, new(), ReadingSpeed.TargetHigh, target);

        Assert.Equal(expected, results.Judge(Experiments.ReadingSpeed, "003-target-6-8"));
    }

    [Fact]
    public void Reading_IsDecidedByTheSlowerSide()
    {
        Assert.Equal(100, ReadingSpeed.SecondsToRead(500, 1_000, 5), 1e-9);
        Assert.Equal((499 / 2.0) + 0.2, ReadingSpeed.SecondsToRead(500, 2, 5), 1e-9);
    }

    [Theory]
    [InlineData(1.4444, 1.4444, VerdictKind.Reproduced)]
    [InlineData(1.4444, 2.2222, VerdictKind.Depends)]
    [InlineData(1.6, 2.2222, VerdictKind.Contradicted)]
    public void Total_FollowsTheMachines(double sum, double pair, VerdictKind expected)
    {
        var machines = new Parameters { { "part", "machines" } };
        var results = new DoctoredResults().Add(CostModel.PerThousand, new() { { "part", "document" } }, CostModel.Total, sum)
            .Add(CostModel.PerThousand, machines, CostModel.OneMachine, sum).Add(CostModel.PerThousand, machines, CostModel.TwoMachines, pair).Add(CostModel.PerThousand, machines, CostModel.Balanced, sum);

        Assert.Equal(expected, results.Judge(Experiments.CostModel, "003-total-1.44"));
    }

    [Theory]
    [InlineData(16, 2, VerdictKind.Reproduced)]
    [InlineData(3, 2, VerdictKind.Contradicted)]
    public void Training_NeedsMore_WhereMoreIsAllocated(double train, double use, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(ParameterMemory.Allocated, new(), ParameterMemory.TrainMixed, train).Add(ParameterMemory.Allocated, new(), ParameterMemory.Infer16, use);

        Assert.Equal(expected, results.Judge(Experiments.MemoryLedger, "003-training-more-memory"));
    }

    [Fact]
    public void SingleKeys_FindWrongBlocks_ChainedKeysNone()
    {
        var (found, wrong) = CachedPrefixes.Replay(1, 500, isChained: false);
        var (chainedFound, chainedWrong) = CachedPrefixes.Replay(1, 500, isChained: true);

        Assert.True(wrong > 0.5 && found > chainedFound);
        Assert.Equal(0, chainedWrong);
        Assert.Equal(0, CacheCost.SavingAt(0.25 / 1.15), 1e-12);
    }
}
