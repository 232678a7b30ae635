using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>What a trial counts, on outcomes written by hand, and what a plan rests on.</summary>
public sealed class PlanTrialTests
{
    [Fact]
    public void MostRunning_OneEndsWhereTheNextBegins_IsOne()
    {
        RequestOutcome[] outcomes = [Outcome(0, 0, 10, 0), Outcome(1, 10, 20, 0), Outcome(2, 0, 20, 1)];

        Assert.Equal(1, PlanTrial.Of(PlanWorld.Candidate("a"), 2, outcomes, new(ServiceObjectives.OfMs(), 1)).MostRunning);
        Assert.Equal(2, PlanTrial.Of(PlanWorld.Candidate("a"), 2, [.. outcomes, Outcome(3, 19, 30, 0)], new(ServiceObjectives.OfMs(), 1)).MostRunning);
    }

    [Fact]
    public void IsRobust_NeedsThePlanItselfAndEveryScenario()
    {
        static PlanUncertainty Of(bool itself, bool scenario) => new(PlanWorld.Trial(2, itself), [new("other", PlanWorld.Trial(2, true)), new("worse", PlanWorld.Trial(2, scenario))]);

        Assert.Equal([true, false, false], new[] { Of(true, true), Of(false, true), Of(true, false) }.Select(u => u.IsRobust));
    }

    [Fact]
    public void KvBudget_IsNineTenthsOfTheMemoryWithoutTwoGigabytesAndTheWeights()
    {
        // 80 GB x 0.9 - 2 GB = 70 GB each; a block holds 16 tokens.
        var device = PlanWorld.Candidate("other").Accelerator with { MemoryGB = new(80, "") };
        var shape = ModelShapes.Llama31With8B;

        Assert.Equal((int)((70e9 - shape.WeightBytes) / (16 * shape.KvBytesPerToken)), KvBudget.Blocks(shape, device, 1));
        Assert.Equal((int)((140e9 - shape.WeightBytes) / (16 * shape.KvBytesPerToken)), KvBudget.Blocks(shape, device, 2));
    }

    [Fact]
    public void Resample_EveryBlockIsDrawn()
    {
        // A request at the start of every one of 20 blocks, the last one at the end of its own.
        var requests = Enumerable.Range(0, 20).Select(i => new ServingRequest(i, SimTime.FromSeconds((60 * i) + (i == 19 ? 60 : 0)), 1 + i, 1)).ToArray();

        var drawn = Enumerable.Range(1, 40).SelectMany(seed => ArrivalBlocks.Resample(requests, (ulong)seed)).Select(r => r.InputTokens).Distinct().Order();

        Assert.Equal(requests.Select(r => r.InputTokens), drawn);
    }

    private static RequestOutcome Outcome(int id, long started, long last, int replica) =>
        new(id, default, new(started), new(started + 1), new(started + 1), new(last), 1, 2, 0, 0, replica, ServiceClass.Online, OutcomeStatus.Done);
}
