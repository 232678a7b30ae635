using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The definitions on requests made by hand, and the sums that must hold for any requests.</summary>
public sealed class ServingMetricsTests
{
    private static readonly ServiceObjectives s_objectives = ServiceObjectives.OfMs(ttft: 200, tpot: 100);

    [Fact]
    public void ThousandTokens_At100Ms_Take99Point9Seconds()
    {
        var one = Request(0, 0, 0, 100, 1_000);

        Assert.Equal(100, ServingMetrics.TpotMs(one), 1e-9);
        Assert.Equal(99_900, ServingMetrics.EndToEndOf(0, 100, 1_000), 1e-9);
        Assert.Equal(100_000, ServingMetrics.EndToEndByDocument(0, 100, 1_000), 1e-9);
        Assert.Equal(ServingMetrics.EndToEndMs(one), ServingMetrics.EndToEndOf(ServingMetrics.TtftMs(one), ServingMetrics.TpotMs(one), 1_000), 1e-6);
    }

    [Fact]
    public void OneToken_HasNoTpot_AndKeepsItsLimit()
    {
        var one = Request(0, 0, 150, 0, 1);

        Assert.True(double.IsNaN(ServingMetrics.TpotMs(one)));
        Assert.True(double.IsNaN(ServingMetrics.TpotOf(150, 150, 1)));
        Assert.True(s_objectives.IsMet(one));
    }

    [Fact]
    public void PooledGap_WeighsByLength_MeanTpotDoesNot()
    {
        RequestOutcome[] outcomes = [Request(0, 0, 10, 10, 2), Request(1, 0, 10, 100, 101)];

        Assert.Equal(((1 * 10) + (100 * 100)) / 101.0, ServingMetrics.PooledGapMs(outcomes), 1e-9);
        Assert.Equal(55, outcomes.Average(o => ServingMetrics.TpotMs(o)), 1e-9);
    }

    [Fact]
    public void Throughput_CountsFinishedRequests_InAndOutApart()
    {
        var done = ServingMetrics.Throughput([Request(0, 1_000, 500, 100, 6), Request(1, 2_000, 500, 100, 16), Lost(2)]);

        Assert.Equal(3, done.Span.Seconds, 1e-9);
        Assert.Equal((2, 20L, 22L), (done.Requests, done.InputTokens, done.OutputTokens));
        Assert.Equal(22 / 3.0, done.OutputPerSecond, 1e-9);
        Assert.Equal(40, done.RequestsPerMinute, 1e-9);
        Assert.Equal(0, ServingMetrics.Throughput([Lost(0)]).Requests);
    }

    [Fact]
    public void Goodput_CountsRequestsThatKeepAll_LostOnesAsOffered()
    {
        // 30 of 100 keep both limits, and all are done within a minute of the first.
        var outcomes = Enumerable.Range(0, 100).Select(i => Request(i, 0, i < 30 ? 100 : i < 60 ? 300 : 100, i < 60 ? 50 : 150, 2)).ToList();
        outcomes[99] = Request(99, 59_600, 100, 300, 2);

        Assert.Equal(0.30, ServingMetrics.AttainmentOf(outcomes, s_objectives), 1e-12);
        Assert.Equal(0.5, ServingMetrics.GoodputOf(outcomes, s_objectives), 1e-9);
        Assert.Equal(900, ServingMetrics.GoodputPerDollarOf(0.5, 2), 1e-9);
        Assert.Equal(0.30 * 100 / 101, ServingMetrics.AttainmentOf([.. outcomes, Lost(100)], s_objectives), 1e-12);
    }

    [Fact]
    public void Utilization_IsTheDocumentsArithmetic()
    {
        Assert.Equal(0.2, ServingMetrics.MfuOf(20, 100), 1e-12);
        Assert.Equal(1_400, ServingMetrics.DocumentGBps(7e9, 2, 100), 1e-9);
        Assert.Equal(0.70, ServingMetrics.MbuOf(14e9, 0, 0.010, 2_000), 1e-12);
        Assert.Equal(0.687, ServingMetrics.MbuOf(14e9, 0, 0.010, 2_039), 0.0005);
    }

    [Fact]
    public void VisibleToken_IsTheEnd_WhenNothingIsStreamed()
    {
        var one = Request(0, 5, 100, 10, 11) with { FirstVisible = SimTime.FromMs(155) };

        Assert.Equal(150, ServingMetrics.TimeToVisibleMs(one), 1e-9);
        Assert.Equal(200, ServingMetrics.TimeToVisibleMs(one, isStreamed: false), 1e-9);
        Assert.Equal(100 + (50 * 20) + 300, ServingMetrics.TimeToPublishMs(100, 20, 50, 300), 1e-9);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void Little_BothSidesAgree(ulong seed)
    {
        var random = new Xoshiro256(seed);
        var little = LittleLaw.Of(Enumerable.Range(0, 500).Select(i => Request(i, random.NextInt32(10_000), random.NextInt32(500), random.NextInt32(20), 1 + random.NextInt32(9))));

        Assert.Equal(1, little.Product / little.MeanInside, 1e-9);
        Assert.True(double.IsNaN(LittleLaw.Of([Lost(0)]).MeanInside));
    }

    [Fact]
    public void Summary_GivesIntervals_AndSaysWhenItGrows()
    {
        var random = new Xoshiro256(7);
        var steady = ServingSummary.Of([.. Enumerable.Range(0, 2_000).Select(i => Request(i, i * 100, 50 + random.NextInt32(100), 10, 5)), Lost(2_000)]);
        var growing = ServingSummary.Of([.. Enumerable.Range(0, 300).Select(i => Request(i, i * 100, 50 + (i * 10), 10, 5))]);
        var ttft = steady.Of(ServingMetrics.Ttft);

        Assert.Equal((2_001, 2_000), (steady.Offered, steady.Done));
        Assert.True(ttft.Mean.Low < 99.5 && ttft.Mean.High > 99.5 && ttft.Mean.High - ttft.Mean.Low < 5);
        Assert.False(ttft.Grows || ttft.At(0.99).IsTooFew);
        Assert.True(growing.Of(ServingMetrics.Ttft).Grows && double.IsNaN(growing.Of(ServingMetrics.Ttft).Mean.Low));
        Assert.True(growing.Of(ServingMetrics.Ttft).At(0.99).IsTooFew);
        Assert.True(double.IsNaN(ServingSummary.Of([]).Of(ServingMetrics.Tpot).Max));
    }

    [Fact]
    public void Presets_ReadByNameOrAsText()
    {
        Assert.Equal("ttft=450,tpot=40", SloPresets.Parse("mlperf-llama-2-70b-interactive").ToString());
        Assert.Equal("ttft=200,tpot=100", SloPresets.Parse("TTFT=200,tpot=100ms").ToString());
        Assert.Contains("or one of these names: document-chat, mlperf-llama-2-70b", Assert.Throws<InputException>(() => SloPresets.Parse("chat")).Message, StringComparison.Ordinal);
        Assert.Equal(5, SloPresets.All.Count);
    }

    private static RequestOutcome Request(int id, double arrivalMs, double ttftMs, double tpotMs, int tokens)
    {
        var (arrival, first) = (SimTime.FromMs(arrivalMs), SimTime.FromMs(arrivalMs + ttftMs));
        return new(id, arrival, arrival, first, first, SimTime.FromMs(arrivalMs + ttftMs + (tpotMs * (tokens - 1))), 10, tokens, 0, 0, 0, ServiceClass.Online, OutcomeStatus.Done);
    }

    private static RequestOutcome Lost(int id) =>
        new(id, SimTime.FromMs(5_000), SimTime.Never, SimTime.Never, SimTime.Never, SimTime.Never, 10, 10, 0, 0, -1, ServiceClass.Online, OutcomeStatus.Unfinished);
}
