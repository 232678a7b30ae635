using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The limit of unlimited replicas against the simulator with one request: never later, or a search that would succeed is not begun.</summary>
public sealed class UnloadedLimitTests
{
    private static readonly ILatencyModel s_latency = new Simulated.StepTime((in StepShape step) => 1_000_000 + (step.PrefillTokens * 100L) + (step.DecodeContext * 1_000));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(33)]
    public void Of_OneRequestAlone_IsNotLaterThanTheSimulation(int output)
    {
        var (limit, alone) = Both(PlanWorld.Candidate("a") with { Latency = s_latency }, new(0, default, 5_000, output));

        Assert.Equal(alone.FirstToken, limit.FirstToken);
        Assert.True(limit.LastToken <= alone.LastToken, $"{limit.LastToken} is later than {alone.LastToken}");

        // At most half a token's length a step earlier.
        Assert.True(alone.LastToken - limit.LastToken <= new SimTime(500 * output));
    }

    [Theory]
    [InlineData(11, OutcomeStatus.Done)]
    [InlineData(12, OutcomeStatus.Refused)]
    public void Of_RequestThatJustFillsTheMemory_FitsWhereItDoesInTheSimulation(int output, OutcomeStatus expected)
    {
        // 10 blocks of 16 tokens: 150 of the prompt and 10 of the answer, whose last one is never read again.
        var (limit, alone) = Both(PlanWorld.Candidate("a") with { Latency = s_latency, KvBlocks = 10 }, new(0, default, 150, output));

        Assert.Equal((expected, expected), (limit.Status, alone.Status));
    }

    private static (RequestOutcome Limit, RequestOutcome Alone) Both(Candidate candidate, ServingRequest request) =>
        (UnloadedLimit.Of(candidate, [request])[0], new SimulatedTrials().Run(candidate, 1, [request], 1, default)[0]);
}
