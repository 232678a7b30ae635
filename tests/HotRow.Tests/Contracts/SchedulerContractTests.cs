using HotRow.Serving;

namespace HotRow.Tests.Contracts;

/// <summary>What every entry of the scheduler catalog promises, whatever comes and however little memory there is.</summary>
public sealed class SchedulerContractTests
{
    private const int MaxSequences = 6;
    private const int TokenBudget = 48;
    private const int LongestPrompt = 90;
    private const int LongestAnswer = 30;

    public static TheoryData<string> Names => new(Schedulers.All.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_RandomRequestsInLittleMemory_KeepsToTheRulesAndFinishesAll(string name)
    {
        foreach (var allocator in KvAllocators.All)
        {
            for (var seed = 1UL; seed <= 12; seed++)
            {
                // From memory for one request at a time, where nearly every step takes blocks away, to memory for all.
                var blocks = (seed % 3) switch { 0 => 32, 1 => 60, _ => 400 };
                var (options, watched) = Options(Schedulers.Find(name), allocator, blocks, (int)(1 + (seed % 2)));
                var requests = Requests(seed, 120);

                var run = ServingChecks.Checked(ServingSimulator.Run(options, requests));

                Assert.Equal((requests.Length, 0, 0), (run.Done, run.Refused, run.Unfinished));
                Assert.All(watched, w => Assert.Equal((0, 0), (w.Waiting, w.Running)));
                Assert.Equal(requests.Sum(r => (long)r.OutputTokens), run.Tokens);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_TheSameRequestsTwice_GiveTheSameBytes(string name)
    {
        string Digest(ulong seed) => ServingSimulator.Run(Options(Schedulers.Find(name), KvAllocators.Paged, 60, 2).Options, Requests(seed, 200)).Digest;

        Assert.Equal(Digest(1), Digest(1));
        Assert.NotEqual(Digest(1), Digest(2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_WithNothingToDo_AsksToBeLeftAlone(string name)
    {
        var info = Schedulers.Find(name);
        foreach (var role in info.IsDisaggregated ? [ServerRole.Prefill, ServerRole.Decode] : new[] { ServerRole.Whole })
        {
            var scheduler = info.Create(new(MaxSequences, TokenBudget, SimTime.FromMs(100), role));
            var (server, plan) = (new ServerState(new(), KvAllocators.Paged.Create(new(10, 4, 4)), static _ => default), new StepPlan());
            plan.Add(1, 1);

            Assert.False(scheduler.TryPlan(server, default, plan, out var wake));
            Assert.Equal((0, 0, 0), (plan.Count, scheduler.Waiting, scheduler.Running));
            Assert.Equal(SimTime.Never, wake);
        }
    }

    private static (ServingOptions Options, List<WatchedScheduler> Watched) Options(SchedulerInfo info, KvAllocatorInfo allocator, int blocks, int servers)
    {
        var watched = new List<WatchedScheduler>();
        var watching = info with
        {
            Create = args =>
            {
                watched.Add(new(info, args));
                return watched[^1];
            },
        };
        return (new(watching, new LineLatency("test", 2, 30, 100, 500, ValidRange.None), allocator, new(blocks, 4, 4))
        {
            SchedulerArgs = new(MaxSequences, TokenBudget, SimTime.FromMs(25)),
            MaxOutputTokens = LongestAnswer,
            Replicas = servers,
            Split = info.IsDisaggregated ? new(servers, servers, new(0.001, SimTime.FromMs(1)), 50) : null,
        }, watched);
    }

    // Bursts of equal arrivals and pauses in turn, a third of it batch work; some prompts begin alike.
    private static ServingRequest[] Requests(ulong seed, int count)
    {
        var random = new Xoshiro256(seed);
        var requests = new ServingRequest[count];
        var now = 0L;
        for (var i = 0; i < count; i++)
        {
            now += random.NextInt32(3) == 0 ? 0 : random.NextInt32(random.NextInt32(10) == 0 ? 400_000_000 : 30_000_000);
            var (input, batch) = (1 + random.NextInt32(LongestPrompt), random.NextInt32(3) == 0);
            var prefix = Enumerable.Range(0, input / 4).Select(b => b < 5 ? (1000L * random.NextInt32(3)) + b : (100_000L * i) + b).ToArray();
            requests[i] = new(
                i, new(now), input, 1 + random.NextInt32(LongestAnswer), prefix, Class: batch ? ServiceClass.Batch : ServiceClass.Online,
                Deadline: batch ? new(now + random.NextInt32(2_000_000_000)) : default);
        }

        return requests;
    }

    // Passes everything on and looks at what comes back.
    private sealed class WatchedScheduler(SchedulerInfo info, SchedulerArgs args) : IBatchScheduler
    {
        private readonly IBatchScheduler _inner = info.Create(args);

        public int Waiting => _inner.Waiting;

        public int Running => _inner.Running;

        public void Enqueue(int request)
        {
            var before = Waiting + Running;
            _inner.Enqueue(request);
            Assert.Equal(before + 1, Waiting + Running);
        }

        public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
        {
            var before = Waiting + Running;
            var planned = _inner.TryPlan(server, now, plan, out wake);
            Assert.Equal(before, Waiting + Running);
            Assert.Equal(planned, plan.Count > 0);
            if (!planned)
            {
                Assert.True(wake > now);
                return false;
            }

            var (seen, tokens, longest) = (new HashSet<int>(), 0, 0);
            foreach (var (request, part) in plan.Work)
            {
                Assert.True(seen.Add(request), $"request {request} is twice in a step");
                var missing = server.Requests.Known(request) - server.Requests.Computed(request);
                Assert.InRange(part, 1, missing);
                Assert.True(info.SplitsPrompts || part == missing, "a prompt is split");
                Assert.True(args.Role != ServerRole.Prefill || server.Requests.Produced(request) == 0, "an answer is computed where prompts are");
                tokens += part;
                longest = Math.Max(longest, part);
            }

            Assert.InRange(plan.Count + plan.PaddedSequences, 1, MaxSequences);
            Assert.True(tokens <= TokenBudget || !info.SplitsPrompts, $"{tokens} tokens in a step");
            Assert.True(Running >= plan.Count);
            return true;
        }

        public void Completed(ServerState server, int request)
        {
            var before = Waiting + Running;
            _inner.Completed(server, request);
            Assert.Equal(before - 1, Waiting + Running);
        }
    }
}
