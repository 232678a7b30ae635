using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>A queue of queueing theory, run by the serving simulator: a request's prompt of n tokens takes n nanoseconds, and its answer is the one token at the prompt's end.</summary>
internal static class SimulatedQueue
{
    /// <summary>Mean service time. <i>Units:</i> s.</summary>
    internal const double ServiceSeconds = 0.01;

    /// <summary>Waits at the beginning that are left out of means: the queue starts empty.</summary>
    internal const int WarmUpShare = 100;

    // Memory plays no part: no request is ever too long.
    private static readonly KvArgs s_ample = new(1 << 12, 1 << 20, 1 << 20);

    /// <summary>One request at a time on each server, every server with its own queue.</summary>
    internal static ServingOptions Options(int servers, RequestRouterInfo? router = null) => new(Schedulers.ContinuousBatch, new NanosecondSteps(), KvAllocators.Paged, s_ample)
    {
        SchedulerArgs = new(MaxSequences: 1, TokenBudget: int.MaxValue),
        Replicas = servers,
        Router = router ?? RequestRouters.RoundRobin,
    };

    /// <summary>The same with one queue in front of all servers.</summary>
    internal static ServingOptions OneQueue(int servers)
    {
        var waiting = new Queue<int>();
        return Options(servers) with { Scheduler = new("one-queue", "first come, first served by whichever server is free", _ => new SharedQueue(waiting)) };
    }

    /// <summary>Customers whose gaps and services are drawn with given variations. <i>Units of the variations:</i> standard deviation / mean.</summary>
    /// <param name="perServer">Load of each server: arrival rate x mean service / servers.</param>
    /// <param name="servers">How many servers they are for.</param>
    /// <param name="customers">How many.</param>
    /// <param name="arrivalVariation">Of the gaps: 1 is Poisson.</param>
    /// <param name="serviceVariation">Of the services: 0, or at least 1.</param>
    /// <param name="seed">Seed of both.</param>
    internal static IEnumerable<ServingRequest> Customers(double perServer, int servers, int customers, double arrivalVariation, double serviceVariation, ulong seed)
    {
        var args = new ArrivalArgs(perServer * servers / ServiceSeconds, customers, new ServiceTimes(serviceVariation), arrivalVariation);
        return (arrivalVariation == 1 ? ArrivalProcesses.Poisson : ArrivalProcesses.Gamma).Create(args).Requests(seed);
    }

    /// <summary>A run whose books balance and in which no server idled with requests at hand.</summary>
    /// <exception cref="InvalidOperationException">They do not, or one did.</exception>
    internal static ServingRun Run(ServingOptions options, IEnumerable<ServingRequest> customers) => ServingChecks.Checked(ServingSimulator.Run(options, customers), conservesWork: true);

    /// <summary>Waits in multiples of the mean service time, in order of arrival, without those of the warm-up.</summary>
    internal static double[] Waits(ServingRun run)
    {
        var skipped = run.Outcomes.Count / WarmUpShare;
        var waits = new double[run.Outcomes.Count - skipped];
        for (var i = 0; i < waits.Length; i++)
        {
            waits[i] = run.OutcomeSpan[skipped + i].QueueingDelay.Seconds / ServiceSeconds;
        }

        return waits;
    }

    private sealed class NanosecondSteps : ILatencyModel
    {
        public string Name => "prompt tokens are nanoseconds";

        public ValidRange Valid => ValidRange.None;

        public long StepNs(in StepShape step) => step.PrefillTokens;
    }

    // A variation above 1 is a mixture of two exponential distributions with balanced means.
    private sealed class ServiceTimes(double variation) : ILengthSource
    {
        private readonly double _slowShare = (1 - Math.Sqrt(((variation * variation) - 1) / ((variation * variation) + 1))) / 2;

        public string Name => FormattableString.Invariant($"services of variation {variation}");

        public (int Input, int Output) Next(Xoshiro256 random) => (Math.Max(1, (int)Math.Round(Drawn(random) * ServiceSeconds * 1e9)), 1);

        private double Drawn(Xoshiro256 random)
        {
            if (variation == 0)
            {
                return 1;
            }

            var share = variation == 1 ? 0.5 : random.NextDouble() < _slowShare ? _slowShare : 1 - _slowShare;
            return -Math.Log(1 - random.NextDouble()) / (2 * share);
        }
    }

    private sealed class SharedQueue(Queue<int> waiting) : IBatchScheduler
    {
        public int Waiting => waiting.Count;

        public int Running { get; private set; }

        public void Enqueue(int request) => waiting.Enqueue(request);

        public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
        {
            plan.Clear();
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
}
