using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>Continuous batching against a run worked out by hand.</summary>
public sealed class ContinuousBatchTests
{
    // Steps of 10 ms, at most 3 sequences and 8 tokens each, 6 blocks of 4 tokens.
    //   0-10   r0: 6 of 6, r1: 2 of 5 (the budget ends)                               blocks 2 + 1
    //  10-20   r0: +1, r1: 3 of 5. r2 came at 5: 12 tokens need 3 blocks, 2 are free; r3 came at 12 and would fit, but nobody overtakes
    //  20-30   r0: +1, r1: +1
    //  30-40   r0 and r1 are done. r2: 8 of 12
    //  40-50   r2: 4 of 12, r3: 4 of 4                                                  blocks 3 + 1
    //  50-90   r2 and r3: +1 each, four times                                           blocks 4 + 2; r4 came at 31 and needs 1
    //  90-100  r2 needs a fifth block: r3 began last and loses its two; its tail is overwritten. r2: its 6th token, done
    // 100-110  r3 knows 9 tokens, finds 4, computes 5: its 6th token. r4: its only token
    // 110-130  r3: its 7th and 8th
    // 200-250  r5: 8 of 10, 2 of 10, then three tokens
    private static readonly ServingRequest[] s_requests =
    [
        Simulated.Request(0, 0, 6, 3), Simulated.Request(1, 0, 5, 2), Simulated.Request(2, 5, 12, 6),
        Simulated.Request(3, 12, 4, 8), Simulated.Request(4, 31, 3, 1), Simulated.Request(5, 200, 10, 4),
    ];

    private static ServingOptions Options => new(Schedulers.ContinuousBatch, Simulated.Constant(10), KvAllocators.Paged, new(6, 4, 4))
    {
        SchedulerArgs = new(MaxSequences: 3, TokenBudget: 8),
        LogsSteps = true,
    };

    [Fact]
    public void Run_SixRequestsByHand_EveryTimeIsAsOnPaper()
    {
        var run = ServingChecks.Checked(ServingSimulator.Run(Options, s_requests), conservesWork: true);

        Assert.Equal(
            [(0, 10, 30), (0, 20, 30), (30, 50, 100), (40, 50, 130), (100, 110, 110), (200, 220, 250)],
            run.Outcomes.Select(o => (o.Started.Ms, o.FirstToken.Ms, o.LastToken.Ms)));
        Assert.Equal([0, 0, 0, 1, 0, 0], run.Outcomes.Select(o => o.Preemptions));
        Assert.Equal([0, 0, 0, 4, 0, 0], run.Outcomes.Select(o => o.CachedTokens));
        Assert.Equal((18, 180_000_000, 250_000_000), (run.Steps, run.BusyNs, run.Span.Ns));
        Assert.Equal((24, 1, 4), (run.Tokens, run.Preemptions, run.FoundTokens));

        // Times in the system: 30 + 30 + 95 + 118 + 79 + 50 ms.
        Assert.Equal((Int128)402_000_000, run.InSystemNs);

        // r3 waited two steps for its sixth token; every other gap is one step.
        Assert.Equal((18, 20_000_000, 10_000_000), (run.Gaps.Count, run.Gaps.GreatestNs, run.Gaps.LeastNs));
    }

    [Fact]
    public void Run_SixRequestsByHand_EveryStepIsAsOnPaper()
    {
        var steps = ServingSimulator.Run(Options, s_requests).StepLog;

        Assert.Equal(
            [(8, 0, 0), (3, 1, 7), (0, 2, 14), (8, 0, 0), (8, 0, 0), (0, 2, 18), (0, 2, 20), (0, 2, 22), (0, 2, 24), (0, 1, 17), (8, 0, 0), (0, 1, 10), (0, 1, 11), (8, 0, 0), (2, 0, 0), (0, 1, 11), (0, 1, 12), (0, 1, 13)],
            steps.Select(s => (s.PrefillTokens, s.Decodes, s.DecodeContext)));
        Assert.Equal([3, 4, 4, 2, 4, 6, 6, 6, 6, 5, 4, 3, 3, 2, 3, 3, 3, 4], steps.Select(s => s.HeldBlocks));
    }

    [Fact]
    public void Run_BlocksThatAreNotFoundAgain_CostTheWholePromptOnceMore()
    {
        var run = ServingChecks.Checked(ServingSimulator.Run(Options with { Allocator = KvAllocators.PagedWithoutReuse }, s_requests), conservesWork: true);

        // 100-110 r3: 8 of 9, and the budget ends; 110-120 r3: the ninth, r4.
        Assert.Equal([100, 140, 120], run.Outcomes.Skip(2).Take(3).Select(o => o.LastToken.Ms));
        Assert.Equal(0, run.FoundTokens);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void Run_ShortMemoryAndManyPreemptions_KeepsEveryRule(ulong seed)
    {
        var requests = Simulated.Draw(seed, 400, 40, 60, 30);
        var options = Options with { Kv = new(30, 4, 4), SchedulerArgs = new(MaxSequences: 8, TokenBudget: 16) };

        var run = ServingChecks.Checked(ServingSimulator.Run(options, requests), conservesWork: true);

        Assert.Equal(requests.Length, run.Done);
        Assert.True(run.Preemptions > 50);
        Assert.True(run.MostInStep <= 8 && run.StepLog.All(s => s.PrefillTokens + s.Decodes <= 16));
        Assert.Equal(requests.Select(r => r.Id), run.Outcomes.OrderBy(o => o.Started.Ns).ThenBy(o => o.Id).Select(o => o.Id));
    }
}
