using HotRow.Lab;

namespace HotRow.Tests.Lab;

/// <summary>What the experiments on batching make of results that say one thing or the other.</summary>
public sealed class BatchingClaimTests
{
    [Theory]
    [InlineData(95, VerdictKind.Reproduced)]
    [InlineData(40, VerdictKind.Contradicted)]
    public void StaticEfficiency_FollowsThePlacesThatMakeAToken(double percent, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var batch in new[] { 8, 32 })
        {
            results.Add(StaticBatching.SlotUse, new() { { "part", "slots" }, { "batch", batch } }, AnswerLengths.AzureLike, percent);
        }

        Assert.Equal(expected, results.Judge(Experiments.StaticBatching, "003-static-max-efficiency"));
    }

    [Theory]
    [InlineData(30, 99, VerdictKind.Contradicted, VerdictKind.NotTestableHere)]
    [InlineData(99, 99, VerdictKind.NotTestableHere, VerdictKind.NotTestableHere)]
    [InlineData(99, 30, VerdictKind.NotTestableHere, VerdictKind.Contradicted)]
    public void DynamicOrContinuous_TheOneThatServesMoreDecides(double dynamic, double continuous, VerdictKind standard, VerdictKind dominant)
    {
        var results = new DoctoredResults();
        foreach (var load in new[] { 0.1, 0.35, 0.7, 1.4 })
        {
            results.Add(DynamicBatching.Kept, new() { { "part", "contest" }, { "load", load } }, DynamicBatching.Dynamic, dynamic, 2)
                .Add(DynamicBatching.Kept, new() { { "part", "contest" }, { "load", load } }, DynamicBatching.Continuous, continuous, 2);
        }

        Assert.Equal(standard, results.Judge(Experiments.DynamicBatching, "003-dynamic-standard"));
        Assert.Equal(dominant, results.Judge(Experiments.DynamicBatching, "003-continuous-dominant"));
    }

    [Theory]
    [InlineData(0.2, VerdictKind.Reproduced)]
    [InlineData(17, VerdictKind.Contradicted)]
    public void ShortAnswer_WaitsForTheLongOneOrDoesNot(double continuousSeconds, VerdictKind expected)
    {
        var at = new Parameters() { { "part", "two" } };
        var results = new DoctoredResults().Add(ContinuousBatching.ShortEnds, at, ContinuousBatching.Static, 17).Add(ContinuousBatching.LongEnds, at, ContinuousBatching.Static, 17)
            .Add(ContinuousBatching.ShortEnds, at, ContinuousBatching.Continuous, continuousSeconds);

        Assert.Equal(expected, results.Judge(Experiments.ContinuousBatching, "003-a-waits-for-b"));
    }

    [Theory]
    [InlineData(50, 52, VerdictKind.Reproduced, VerdictKind.Reproduced)]
    [InlineData(20, 60, VerdictKind.Depends, VerdictKind.Depends)]
    [InlineData(20, 25, VerdictKind.Contradicted, VerdictKind.Contradicted)]
    public void BatchDiscount_FollowsWhatIsSavedUnderEachPromise(double loose, double strict, VerdictKind half, VerdictKind more)
    {
        var results = new DoctoredResults()
            .Add(BatchDiscount.Saving, new() { { "part", "gap" }, { "promise", "1 s, 100 ms" } }, BatchDiscount.Drawn, loose)
            .Add(BatchDiscount.Saving, new() { { "part", "gap" }, { "promise", "500 ms, 25 ms" } }, BatchDiscount.Drawn, strict);

        Assert.Equal(half, results.Judge(Experiments.BatchDiscount, "003-batch-50"));
        Assert.Equal(more, results.Judge(Experiments.BatchDiscount, "003-batch-50-plus"));
    }

    [Theory]
    [InlineData(300, 99, VerdictKind.Reproduced)]
    [InlineData(300, 60, VerdictKind.Depends)]
    [InlineData(190, 99, VerdictKind.Contradicted)]
    public void OffPeak_NeedsMoreOutputAndKeptPromises(double output, double kept, VerdictKind expected)
    {
        var at = new Parameters() { { "part", "day" } };
        var results = new DoctoredResults().Add(BatchDiscount.Kept, at, BatchDiscount.Alone, 99).Add(BatchDiscount.Kept, at, BatchDiscount.Filled, kept)
            .Add(BatchDiscount.OutputRate, at, BatchDiscount.Alone, 185).Add(BatchDiscount.OutputRate, at, BatchDiscount.Filled, output).Add(BatchDiscount.InTime, at, BatchDiscount.Filled, 100);

        Assert.Equal(expected, results.Judge(Experiments.BatchDiscount, "003-offpeak-utilisation"));
    }

    [Theory]
    [InlineData(4, VerdictKind.Reproduced)]
    [InlineData(1, VerdictKind.Contradicted)]
    public void RatioForLongPrompts_IsTheBestSplits(int best, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var lengths in new[] { "3,000 in, 100 out", "3,000 in, 500 out" })
        {
            for (var prefill = 1; prefill < Disaggregation.Devices; prefill++)
            {
                results.Add(Disaggregation.MostRate, new() { { "part", "ratio" }, { "lengths", lengths }, { "fleet", Disaggregation.Split(prefill) } }, "split", prefill == best ? 10 : 5);
            }
        }

        Assert.Equal(expected, results.Judge(Experiments.Disaggregation, "003-ratio-2-4"));
    }

    [Theory]
    [InlineData(0.5, VerdictKind.Reproduced)]
    [InlineData(3, VerdictKind.Contradicted)]
    public void TransferOverhead_IsJudgedInSteps(double steps, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var link in new[] { "300 GB/s, in one machine", "400 Gb/s", "100 Gb/s", "25 Gb/s" })
        {
            results.Add(Disaggregation.TransferSteps, new() { { "part", "transfer" }, { "tokens", Disaggregation.TransferTokens } }, link, steps);
        }

        Assert.Equal(expected, results.Judge(Experiments.Disaggregation, "003-overhead-acceptable"));
    }
}
