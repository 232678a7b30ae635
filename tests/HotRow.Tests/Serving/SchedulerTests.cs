using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>Each scheduler on a few requests whose times are worked out by hand. A step takes 10 ms and 1 ms for each token of a prompt.</summary>
public sealed class SchedulerTests
{
    private static readonly LineLatency s_line = new("test", 10, 1_000, 0, 0, ValidRange.None);

    [Fact]
    public void Static_WaitsForAFullBatchAndPadsItToItsLongestAnswer()
    {
        // Batch 1 begins when its second request comes, at 30: one step for prompts of 5 and 3 (18 ms), then two more tokens of the longer answer.
        // The last request alone never fills a batch; as the last arrival it begins when the server is free, at 68.
        var run = Run(Schedulers.StaticBatch, new(2), Request(0, 0, 5, 1), Request(1, 30, 3, 3), Request(2, 40, 2, 2));

        Assert.Equal([30, 30, 68], Ms(run, o => o.Started));
        Assert.Equal([48, 48, 80], Ms(run, o => o.FirstToken));
        Assert.Equal([48, 68, 90], Ms(run, o => o.LastToken));

        // The padded place is computed: both steps of the longer answer have two sequences.
        Assert.Equal([0, 2, 2, 0, 1], run.StepLog.Select(s => s.Decodes));
    }

    [Fact]
    public void Static_ServerAlwaysFree_TheFirstOfEachBatchWaitsForTheLast()
    {
        var random = new Xoshiro256(8);
        var arrivals = new long[80];
        for (var i = 1; i < arrivals.Length; i++)
        {
            arrivals[i] = arrivals[i - 1] + 40 + random.NextInt32(200);
        }

        var run = Run(Schedulers.StaticBatch, new(8), [.. arrivals.Select((ms, i) => Request(i, ms, 1, 1))]);

        Assert.Equal(Enumerable.Range(0, 80).Select(i => (double)(arrivals[(i / 8 * 8) + 7] - arrivals[i])), Ms(run, o => o.QueueingDelay));
    }

    [Fact]
    public void Dynamic_BeginsWhenFullOrWhenTheOldestHasWaitedForTheWindow()
    {
        // Two of the first three fill a batch at 5. The third came at 5 as well and may wait until 105; the fourth fills its batch at 60.
        // The last waits for its whole window: no one tells a dynamic batch that no more come.
        var run = Run(Schedulers.DynamicBatch, new(2, Window: SimTime.FromMs(100)), Request(0, 0, 1, 1), Request(1, 5, 1, 1), Request(2, 5, 1, 1), Request(3, 60, 1, 1), Request(4, 200, 1, 1));

        Assert.Equal([5, 5, 60, 60, 300], Ms(run, o => o.Started));
    }

    [Fact]
    public void WholePrefill_APromptStopsTheAnswersForItsWholeLength()
    {
        // The prompt of 40 is longer than the budget of 20 and still one step: request 0 gets its second token at 21, its third at 71 and not at 31.
        var run = Run(Schedulers.WholePrefill, new(4, 20), Request(0, 0, 1, 4), Request(1, 15, 40, 1));

        Assert.Equal([11, 71], Ms(run, o => o.FirstToken));
        Assert.Equal([11, 10, 50, 10, 10], run.StepLog.Select(s => s.Ns / 1_000_000));
        Assert.Equal(0.05 + 0.01, run.Gaps.GreatestNs / 1e9, 9);
    }

    [Fact]
    public void Disaggregated_TheSecondTokenComesAfterTheTransferAndNoPromptStopsAnAnswer()
    {
        // Prompts one after the other on the first server: 10 + 4 and 10 + 30 ms. Keys and values of 4 tokens take 8 ms on the link, of 30 tokens 60 ms.
        var run = Run(Schedulers.Disaggregated, new(4), Request(0, 0, 4, 3), Request(1, 1, 30, 2));

        Assert.Equal([14, 54], Ms(run, o => o.FirstToken));
        Assert.Equal([14 + 8 + 10 + 10, 54 + 60 + 10], Ms(run, o => o.LastToken));
        Assert.Equal([0, 0, 1, 1, 1], run.StepLog.Select(s => s.Server));
    }

    [Fact]
    public void Disaggregated_ForWholeRequests_IsRefused() => Assert.Throws<ArgumentException>(() => Schedulers.Disaggregated.Create(new()));

    [Fact]
    public void Backlog_BatchWorkWaitsUntilNoOnlinePromptIsThere()
    {
        // All come at once. The online prompt takes its step alone, to 16; beside its answer a quarter of the budget goes to the work that is due first,
        // to 16 + 10 + 4, and in the next step to the other.
        var run = Run(Schedulers.BacklogFill, new(4, 16), Work(0, 0, 4, 1, 9_000), Work(1, 0, 4, 1, 5_000), Request(2, 0, 6, 3));

        Assert.Equal([16, 30], new[] { run.Outcomes[2], run.Outcomes[1] }.Select(o => o.FirstToken.Ms));
        Assert.True(run.Outcomes[0].Started > run.Outcomes[1].Started, "the later deadline goes first");
        Assert.Equal(0, run.Preemptions);
    }

    [Fact]
    public void Backlog_AQuarterOfTheBudgetWhileSomebodyWaits_AllOfItOtherwise()
    {
        var beside = Run(Schedulers.BacklogFill, new(4, 16), Work(0, 0, 12, 1, 9_000), Request(1, 0, 6, 5));
        var alone = Run(Schedulers.BacklogFill, new(4, 16), Work(0, 0, 12, 1, 9_000));

        Assert.Equal([6, 4, 4, 4, 0], beside.StepLog.Select(s => s.PrefillTokens));
        Assert.Equal([12], alone.StepLog.Select(s => s.PrefillTokens));
    }

    [Fact]
    public void Backlog_LessThanAQuarterOfItsTimeLeft_CountsAsOnline()
    {
        // A stream of online prompts leaves no step to the work. It is due at 400 ms: from 300 ms on it stands in the same queue as the others.
        var online = Enumerable.Range(0, 60).Select(i => Request(i + 1, 10 * i, 10, 1));
        var run = Run(Schedulers.BacklogFill, new(1, 16), [Work(0, 0, 10, 1, 400), .. online]);
        var begun = run.Outcomes[0].Started.Ms;

        // A request takes 20 ms, so steps begin at 300 and 320; at 300 a quarter is left and not less. The 33 that came up to 320 go before it.
        Assert.Equal(33 * 20, begun);
    }

    [Fact]
    public void Backlog_OnlineRequestWithoutRoom_TakesTheWorksBlocks()
    {
        // Eight blocks of 4: the work holds 6, the online prompt needs 5.
        var run = Run(Schedulers.BacklogFill, new(4, 64), 8, Work(0, 0, 22, 8, 60_000), Request(1, 35, 20, 2));

        Assert.Equal(42, run.Outcomes[1].Started.Ms);
        Assert.Equal([1, 0], run.Outcomes.Select(o => o.Preemptions));
        Assert.Equal(2, run.Done);
    }

    private static ServingRequest Request(int id, long ms, int input, int output) => new(id, SimTime.FromMs(ms), input, output);

    private static ServingRequest Work(int id, long ms, int input, int output, long due) =>
        new(id, SimTime.FromMs(ms), input, output, Class: ServiceClass.Batch, Deadline: SimTime.FromMs(due));

    private static double[] Ms(ServingRun run, Func<RequestOutcome, SimTime> time) => [.. run.Outcomes.Select(o => time(o).Ms)];

    private static ServingRun Run(SchedulerInfo scheduler, SchedulerArgs args, params ServingRequest[] requests) => Run(scheduler, args, 400, requests);

    private static ServingRun Run(SchedulerInfo scheduler, SchedulerArgs args, int blocks, params ServingRequest[] requests) =>
        ServingChecks.Checked(ServingSimulator.Run(new(scheduler, s_line, KvAllocators.PagedWithoutReuse, new(blocks, 4, 4))
        {
            SchedulerArgs = args,
            LogsSteps = true,
            Split = scheduler.IsDisaggregated ? new(1, 1, new(1e-6), 2) : null,
        }, requests));
}
