using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>A prediction is inside the validated range only where everything about it was compared.</summary>
public sealed class ValidityCheckTests
{
    private static readonly (int Input, int Output)[] s_compared = [(262, 512), (3_998, 1_021)];

    [Fact]
    public void Of_WhatWasCompared_IsInside() => Assert.Empty(Check(s_compared).Reasons);

    [Theory]
    [InlineData(261, 512, "prompts")]
    [InlineData(3_999, 512, "prompts")]
    [InlineData(262, 511, "answers")]
    [InlineData(262, 1_022, "answers")]
    public void Of_LengthOutside_IsSaid(int input, int output, string what) => Says(what, Check([.. s_compared, (input, output)]));

    [Fact]
    public void Of_MoreSequences_IsSaid() => Says("50 sequences", Check(s_compared, mostRunning: 50));

    [Fact]
    public void Of_AnotherScheduler_IsSaid() => Says("disaggregated", Check(s_compared, scheduler: Schedulers.Disaggregated));

    [Fact]
    public void Of_SeveralServers_IsSaid() => Says("2 servers", Check(s_compared, servers: 2));

    [Fact]
    public void Of_ModelThatWasComparedWithNothing_IsOutside() =>
        Assert.False(ValidityCheck.Of(Simulated.Constant(1), s_compared, 1, Schedulers.ContinuousBatch, 1).IsInside);

    private static void Says(string what, ValidityCheck check)
    {
        Assert.False(check.IsInside);
        Assert.Contains(what, Assert.Single(check.Reasons), StringComparison.Ordinal);
    }

    private static ValidityCheck Check((int Input, int Output)[] lengths, int mostRunning = 49, SchedulerInfo? scheduler = null, int servers = 1) =>
        ValidityCheck.Of(LineLatency.Rtx4090WithLlama31With8B, lengths, mostRunning, scheduler ?? Schedulers.ContinuousBatch, servers);
}
