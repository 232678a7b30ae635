using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The simulator against exact recursions, runs by hand, and its own rules.</summary>
public sealed class ServingSimulatorTests
{
    private static ServingOptions Plain(ILatencyModel latency) => new(Schedulers.ContinuousBatch, latency, KvAllocators.Paged, Simulated.Ample);

    // One request at a time, one token each, a prompt as long as its service.
    private static ServingOptions Queue(int servers) => Plain(Simulated.PromptIsNanoseconds) with
    {
        SchedulerArgs = new(MaxSequences: 1, TokenBudget: int.MaxValue),
        Replicas = servers,
    };

    [Fact]
    public void Run_Stopped_EndsThoughNoMoreRequestsCome()
    {
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var latency = new Simulated.StepTime((in StepShape _) =>
        {
            if (++steps == 10)
            {
                stop.Cancel();
            }

            return 1;
        });

        Assert.ThrowsAny<OperationCanceledException>(() => ServingSimulator.Run(Plain(latency), [Simulated.Request(0, 0, 1, 1_000)], stop.Token));
        Assert.Equal(10, steps);
    }

    [Fact]
    public void Run_OneServerAndGivenServices_WaitsAreLindleysToTheNanosecond()
    {
        var (requests, arrivals, services) = Customers(100_000, meanGap: 1_000_000, meanService: 900_000);

        var run = ServingChecks.Checked(ServingSimulator.Run(Queue(1), requests), conservesWork: true);

        Assert.Equal(Lindley.Waits(arrivals, services), run.Outcomes.Select(o => o.QueueingDelay).ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Run_SeveralServersBehindOneQueue_WaitsAreKieferAndWolfowitzsToTheNanosecond(int servers)
    {
        var (requests, arrivals, services) = Customers(100_000, meanGap: 1_000_000, meanService: 900_000 * servers);
        var shared = new Queue<int>();
        var options = Queue(servers) with { Scheduler = new("shared", "", _ => new SharedQueue(shared)) };

        var run = ServingChecks.Checked(ServingSimulator.Run(options, requests), conservesWork: true);

        Assert.Equal(KieferWolfowitz.Waits(arrivals, services, servers), run.Outcomes.Select(o => o.QueueingDelay).ToArray());
    }

    [Fact]
    public void Run_TwoArrivalsOfOneInstant_AreInOneStep()
    {
        var run = ServingSimulator.Run(Plain(Simulated.Constant(10)), [Simulated.Request(0, 5, 3, 1), Simulated.Request(1, 5, 3, 1)]);

        Assert.Equal((1, 2), (run.Steps, run.MostInStep));
    }

    [Fact]
    public void Run_SameSeed_SameBytes_AndAnotherTimeOtherBytes()
    {
        var requests = Simulated.Draw(5, 500, 100, 40, 20);
        var options = Plain(LineLatency.Rtx4090WithLlama31With8B) with { Replicas = 3, Router = RequestRouters.PowerOfTwo, Seed = 9 };

        var (one, two) = (ServingSimulator.Run(options, requests), ServingSimulator.Run(options, requests));
        requests[7] = requests[7] with { Arrival = requests[7].Arrival + new SimTime(1) };
        var other = ServingSimulator.Run(options, requests.OrderBy(r => r.Arrival.Ns).Select((r, i) => r with { Id = i }));

        Assert.Equal(one.Digest, two.Digest);
        Assert.NotEqual(one.Digest, other.Digest);
        Assert.All([one, two, other], run => Assert.Empty(ServingChecks.Violations(run, conservesWork: true)));
    }

    [Fact]
    public void Run_RequestsThatCanNeverFit_AreRefusedAndTheRestIsServed()
    {
        // 4 blocks of 4 tokens hold 16, and the last token needs no place: 10 + 7 just fits.
        var options = Plain(Simulated.Constant(1)) with { Kv = new(4, 4, 4), ContextTokens = 17 };
        ServingRequest[] requests =
        [
            Simulated.Request(0, 0, 10, 7), Simulated.Request(1, 0, 10, 8), Simulated.Request(2, 0, 18, 1), Simulated.Request(3, 0, 1, 1),
        ];

        var run = ServingChecks.Checked(ServingSimulator.Run(options, requests), conservesWork: true);

        Assert.Equal([OutcomeStatus.Done, OutcomeStatus.Refused, OutcomeStatus.Refused, OutcomeStatus.Done], run.Outcomes.Select(o => o.Status));
        Assert.Equal((2, 2, 0), (run.Done, run.Refused, run.Unfinished));
    }

    [Fact]
    public void Run_CutOff_LeavesTheRestUnfinished()
    {
        var run = ServingChecks.Checked(ServingSimulator.Run(
            Plain(Simulated.Constant(10)) with { Until = SimTime.FromMs(35) }, [Simulated.Request(0, 0, 4, 3), Simulated.Request(1, 20, 4, 9), Simulated.Request(2, 90, 4, 1)]));

        Assert.Equal([OutcomeStatus.Done, OutcomeStatus.Unfinished], run.Outcomes.Select(o => o.Status));
        Assert.Equal((30, 35, 4), (run.Outcomes[1].FirstToken.Ms, run.End.Ms, run.Tokens));
    }

    [Fact]
    public void Run_HiddenTokens_TheFirstVisibleOneComesAfterThem()
    {
        var run = ServingSimulator.Run(Plain(Simulated.Constant(10)), [Simulated.Request(0, 0, 4, 5) with { HiddenTokens = 3 }, Simulated.Request(1, 0, 4, 2)]);

        Assert.Equal([40, 10], run.Outcomes.Select(o => o.FirstVisible.Ms));
    }

    [Fact]
    public void Run_SplitByHand_TransfersCrossTheLinkOneAfterTheOther()
    {
        // Both prompts end at 10 ms. 100 tokens x 1 MB at 10 GB/s take the link for 10 ms, 50 tokens for 5 ms; each has 1 ms of latency.
        // r0 is on its way until 21, r1 until 26. The decode server's steps of 10 ms: 21-31 r0, 31-41 r0 and r1, 41-51 r1.
        var options = Plain(Simulated.Constant(10)) with
        {
            Scheduler = Schedulers.Disaggregated,
            Split = new(1, 1, new(10, SimTime.FromMs(1)), 1e6),
        };

        var run = ServingChecks.Checked(ServingSimulator.Run(options, [Simulated.Request(0, 0, 100, 3), Simulated.Request(1, 0, 50, 3), Simulated.Request(2, 40, 5, 1)]));

        Assert.Equal([10, 10, 50], run.Outcomes.Select(o => o.FirstToken.Ms));
        Assert.Equal([41, 51, 50], run.Outcomes.Select(o => o.LastToken.Ms));
        Assert.Equal([1, 1, 0], run.Outcomes.Select(o => o.Replica));
        Assert.Equal([20, 30], run.Servers.Select(s => s.BusyNs / 1_000_000));
    }

    [Fact]
    public void Run_Split_ThePromptsMemoryIsHeldUntilItsTransferEnds()
    {
        // Seven blocks hold one prompt of 100 tokens. The first leaves at 10 ms and is on its way until 21: only then the second begins.
        var options = Plain(Simulated.Constant(10)) with
        {
            Scheduler = Schedulers.Disaggregated,
            Kv = new(7, 16, 16),
            Split = new(1, 1, new(10, SimTime.FromMs(1)), 1e6),
        };

        var run = ServingChecks.Checked(ServingSimulator.Run(options, [Simulated.Request(0, 0, 100, 3), Simulated.Request(1, 0, 100, 3)]));

        Assert.Equal([0, 21], run.Outcomes.Select(o => o.Started.Ms));
        Assert.Equal([41, 62], run.Outcomes.Select(o => o.LastToken.Ms));
    }

    [Fact]
    public void Run_Autoscaled_ServersComeAfterTheirDelayAndLeaveWhenDone()
    {
        // Looks at 100, 200, 300 ms: wants 2, 2, 1. The second server is there from 100 and takes requests from 150.
        var options = Queue(1) with { Autoscaler = new Steps(100, 2, 2, 1), StartDelay = SimTime.FromMs(50), Router = RequestRouters.JoinShortestQueue };
        var requests = Enumerable.Range(0, 40).Select(i => Simulated.Request(i, 10 * i, 18_000_000, 1)).ToArray();

        var run = ServingChecks.Checked(ServingSimulator.Run(options, requests));

        var second = run.Outcomes.Where(o => o.Replica == 1).ToArray();
        Assert.Equal(150, second[0].Started.Ms);
        Assert.Equal(290, second[^1].Arrival.Ms);
        Assert.Equal([2, 2, 1], run.Fleet.Take(3).Select(f => f.Replicas));
        Assert.Equal(second[^1].LastToken - SimTime.FromMs(100), new SimTime(run.Servers[1].OnNs));
        Assert.Equal(run.End, new SimTime(run.Servers[0].OnNs));
    }

    [Fact]
    public void Run_ServerSwitchedOnAgainBeforeItHasGone_IsReadyAtOnce()
    {
        // Looks at 100, 200 ... ms: 2, 1, 2. The second server has from 100 ms on something to do, so at 300 ms it is still there.
        var options = Queue(1) with { Autoscaler = new Steps(100, 2, 1, 2), Router = RequestRouters.JoinShortestQueue };
        var requests = Enumerable.Range(0, 60).Select(i => Simulated.Request(i, 10 * i, 40_000_000, 1)).ToArray();

        var run = ServingChecks.Checked(ServingSimulator.Run(options, requests));

        Assert.Contains(run.Outcomes, o => o.Replica == 1 && o.Arrival.Ms is > 100 and < 200);
        Assert.DoesNotContain(run.Outcomes, o => o.Replica == 1 && o.Arrival.Ms is > 200 and < 300);
        Assert.Contains(run.Outcomes, o => o.Replica == 1 && o.Arrival.Ms is > 300 and < 320);
        Assert.Equal((60, 2), (run.Done, run.Servers.Count));
    }

    [Fact]
    public void Violations_ASchedulerThatNeverServesALaterRequest_IdlesWithWork()
    {
        var options = Plain(Simulated.Constant(1)) with { Scheduler = new("lazy", "", _ => new Lazy()) };

        var run = ServingSimulator.Run(options, [Simulated.Request(0, 0, 1, 1), Simulated.Request(1, 3, 1, 1), Simulated.Request(2, 9, 1, 1)]);

        // From the second arrival to the last event.
        Assert.Equal((1, 2, 6_000_000), (run.Done, run.Unfinished, run.IdleWithWorkNs));
        Assert.Empty(ServingChecks.Violations(run));
        Assert.Single(ServingChecks.Violations(run, conservesWork: true));
        Assert.Throws<InvalidOperationException>(() => ServingChecks.Checked(run, conservesWork: true));
    }

    [Fact]
    public void Run_WrongRequestsOrOptions_AreRefused()
    {
        var plain = Plain(Simulated.Constant(1));
        ServingRequest[] backwards = [Simulated.Request(0, 5, 1, 1), Simulated.Request(1, 4, 1, 1)];

        Assert.Throws<ArgumentException>(() => ServingSimulator.Run(plain, backwards));
        Assert.Throws<ArgumentException>(() => ServingSimulator.Run(plain, [Simulated.Request(1, 0, 1, 1)]));
        Assert.Throws<ArgumentException>(() => ServingSimulator.Run(plain, [Simulated.Request(0, 0, 0, 1)]));
        Assert.Throws<ArgumentException>(() => ServingSimulator.Run(plain with { Scheduler = Schedulers.Disaggregated }, []));
        Assert.Throws<ArgumentException>(() => ServingSimulator.Run(plain with { Split = new(1, 1, new(1), 1) }, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ServingSimulator.Run(plain with { Replicas = 0 }, []));
        Assert.Throws<InvalidOperationException>(() => ServingSimulator.Run(Plain(new Simulated.StepTime((in StepShape _) => 0)), [Simulated.Request(0, 0, 1, 1)]));
    }

    [Fact]
    public void Run_NoRequests_IsAnEmptyRun()
    {
        var run = ServingChecks.Checked(ServingSimulator.Run(Plain(Simulated.Constant(1)), []), conservesWork: true);

        Assert.Empty(run.Outcomes);
        Assert.Equal((0, 0, 0), (run.Steps, run.Tokens, run.Span.Ns));
    }

    private static (ServingRequest[] Requests, SimTime[] Arrivals, SimTime[] Services) Customers(int count, double meanGap, double meanService)
    {
        var random = new Xoshiro256(11);
        var (requests, arrivals, services) = (new ServingRequest[count], new SimTime[count], new SimTime[count]);
        var now = 0.0;
        for (var i = 0; i < count; i++)
        {
            now -= Math.Log(1 - random.NextDouble()) * meanGap;
            arrivals[i] = new((long)now);
            services[i] = new(1 + (long)(-Math.Log(1 - random.NextDouble()) * meanService));
            requests[i] = new(i, arrivals[i], (int)services[i].Ns, 1);
        }

        return (requests, arrivals, services);
    }

    // One queue in front of all servers: each takes the next request when it is free.
    private sealed class SharedQueue(Queue<int> waiting) : IBatchScheduler
    {
        public int Waiting => waiting.Count;

        public int Running { get; private set; }

        public void Enqueue(int request) => waiting.Enqueue(request);

        public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
        {
            wake = SimTime.Never;
            if (!waiting.TryDequeue(out var request))
            {
                return false;
            }

            plan.Add(request, server.Requests.Input(request));
            Running = 1;
            return true;
        }

        public void Completed(ServerState server, int request) => Running = 0;
    }

    // Serves one request and then none.
    private sealed class Lazy : IBatchScheduler
    {
        public int Waiting { get; private set; }

        public int Running => 0;

        public void Enqueue(int request) => Waiting++;

        public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
        {
            wake = SimTime.Never;
            if (now == SimTime.Zero)
            {
                plan.Add(0, 1);
                Waiting = 0;
            }

            return plan.Count > 0;
        }

        public void Completed(ServerState server, int request)
        {
        }
    }

    private sealed class Steps(double periodMs, params int[] wanted) : IAutoscaler
    {
        private int _look;

        public SimTime Period => SimTime.FromMs(periodMs);

        public int Wanted(in FleetState fleet, SimTime now) => wanted[Math.Min(_look++, wanted.Length - 1)];
    }
}
