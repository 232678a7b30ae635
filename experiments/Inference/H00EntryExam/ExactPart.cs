using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The exam's first part: what must agree to the nanosecond.</summary>
internal static class ExactPart
{
    private const int BatchSize = 8;

    // Continuous batching by hand: steps of 10 ms with at most 3 sequences and 8 tokens, 6 blocks of 4 tokens. Request 2 waits for memory, request 3 is overtaken by
    // nobody and later loses its blocks, finds half of them again, and request 4 waits for a block.
    private static readonly (double ArrivalMs, int Input, int Output, double StartedMs, double FirstMs, double LastMs)[] s_byHand =
    [
        (0, 6, 3, 0, 10, 30), (0, 5, 2, 0, 20, 30), (5, 12, 6, 30, 50, 100), (12, 4, 8, 40, 50, 130), (31, 3, 1, 100, 110, 110), (200, 10, 4, 200, 220, 250),
    ];

    public static void Declare(RunContext context) => context.Point(new() { { "part", EntryExam.Exact } }, point => Take(point, context.ByScale(5_000, 100_000, 100_000)), 0.2);

    private static void Take(Point point, int customers)
    {
        point.Note = $"{customers:N0} customers each; a row counts what differs: waits from the recursions of Lindley (1 server) and of Kiefer and Wolfowitz, first waits of static batches from "
            + "the span of their arrivals, times of six requests from those worked out by hand, bytes of two runs of one seed";
        foreach (var servers in new[] { 1, 2, 8 })
        {
            ExamRow.AddExact(point, servers == 1 ? "1 server" : $"{servers} servers", Queue(servers, customers, point.Seed));
        }

        ExamRow.AddExact(point, "static batches", Batches(customers, point.Seed));
        ExamRow.AddExact(point, "by hand", ByHand());
        ExamRow.AddExact(point, "same seed", OtherBytes(customers / 10, point.Seed));
    }

    private static long Queue(int servers, int customers, ulong seed)
    {
        var requests = SimulatedQueue.Customers(0.9, servers, customers, 1, 1, seed).ToArray();
        var (arrivals, services) = (Array.ConvertAll(requests, r => r.Arrival), Array.ConvertAll(requests, r => new SimTime(r.InputTokens)));
        var run = SimulatedQueue.Run(servers == 1 ? SimulatedQueue.Options(1) : SimulatedQueue.OneQueue(servers), requests);
        return run.Outcomes.Zip(servers == 1 ? Lindley.Waits(arrivals, services) : KieferWolfowitz.Waits(arrivals, services, servers)).LongCount(w => w.First.QueueingDelay != w.Second);
    }

    // The server is always free: a step takes a nanosecond.
    private static long Batches(int customers, ulong seed)
    {
        var requests = new PoissonArrivals(new(10, customers / BatchSize * BatchSize, new FixedLengths(1, 1))).Requests(seed);
        var run = ServingChecks.Checked(ServingSimulator.Run(AlwaysFree.Options(Schedulers.StaticBatch, new(BatchSize)), requests));
        return run.Outcomes.Chunk(BatchSize).LongCount(batch => batch[0].QueueingDelay != batch[^1].Arrival - batch[0].Arrival);
    }

    private static long ByHand()
    {
        var options = new ServingOptions(Schedulers.ContinuousBatch, new LineLatency("10 ms", 10, 0, 0, 0, ValidRange.None), KvAllocators.Paged, new(6, 4, 4)) { SchedulerArgs = new(3, 8) };
        var run = SimulatedQueue.Run(options, s_byHand.Select((r, id) => new ServingRequest(id, SimTime.FromMs(r.ArrivalMs), r.Input, r.Output)));
        return run.Outcomes.Zip(s_byHand).Sum(p => Differs(p.First.Started, p.Second.StartedMs) + Differs(p.First.FirstToken, p.Second.FirstMs) + Differs(p.First.LastToken, p.Second.LastMs));
    }

    private static long OtherBytes(int requests, ulong seed)
    {
        var options = SimulatedServer.Options(Schedulers.ContinuousBatch) with { Replicas = 3, Router = RequestRouters.PowerOfTwo, Seed = seed };
        var digests = Enumerable.Range(0, 2).Select(_ => SimulatedServer.Run(options, SimulatedServer.AzureLike(6, requests, seed)).Digest).ToArray();
        return digests[0] == digests[1] ? 0 : 1;
    }

    private static long Differs(SimTime found, double ms) => found == SimTime.FromMs(ms) ? 0 : 1;
}
