using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The exam's second part: means against closed forms, within the interval that the number of customers allows.</summary>
/// <remarks>Waits are correlated, so their standard error comes from 40 batch means. A row is |mean - formula| over 3.29 standard errors (two-sided 99.9 %); one whose standard
/// error is more than 5 % of the formula says nothing and is left out by name.</remarks>
internal static class ClosedFormPart
{
    /// <summary>How many standard errors a row allows.</summary>
    internal const double Deviations = 3.29;

    private const double LargestError = 0.05;

    // Where a batch is full before its window ends once in ten thousand times, a short run sees no spread at all.
    private const double LeastTolerance = 1e-4;
    private const int BatchSize = 8;
    private const double WindowSeconds = 0.1;

    private static readonly (string Name, int Servers, double Load, double Variation)[] s_queues =
    [
        ("M/M/1", 1, 0.5, 1), ("M/M/1", 1, 0.8, 1), ("M/M/1", 1, 0.9, 1), ("M/D/1", 1, 0.5, 0), ("M/D/1", 1, 0.8, 0), ("M/D/1", 1, 0.9, 0),
        ("M/G/1", 1, 0.7, 2), ("M/M/2", 2, 0.8, 1), ("M/M/4", 4, 0.8, 1), ("M/M/8", 8, 0.9, 1),
    ];

    private static readonly double[] s_rates = [10, 40, 80];

    public static void Declare(RunContext context)
    {
        var customers = context.ByScale(20_000, 300_000, 1_000_000);
        context.Point(new() { { "part", EntryExam.Queues } }, point => Queues(point, customers), 1);
        context.Point(new() { { "part", EntryExam.Batches } }, point => Batches(point, customers), 0.5);
    }

    private static void Queues(Point point, int customers)
    {
        point.Note = $"{customers:N0} customers each, the first 1 % left out; mean wait in multiples of the mean service time, at a load; services of M/G/1 have variation 2";
        foreach (var (name, servers, load, variation) in s_queues)
        {
            var options = servers == 1 ? SimulatedQueue.Options(1) : SimulatedQueue.OneQueue(servers);
            var waits = SimulatedQueue.Waits(SimulatedQueue.Run(options, SimulatedQueue.Customers(load, servers, customers, 1, variation, point.Seed)));
            Row(point, $"{name}, {load}", waits, servers > 1 ? MMc.MeanWait(servers, load) : MG1.MeanWait(load, variation));
        }
    }

    private static void Batches(Point point, int customers)
    {
        point.Note = $"{customers:N0} requests each, the server always free; static batches of 8 at 10/s: wait of the first and mean wait (s); dynamic batches of 8 or 100 ms: size, and wait of the first (s)";
        var full = Batches(Schedulers.StaticBatch, 10, customers, point.Seed).ToArray();
        Row(point, "static: first", [.. full.Select(b => b[0].QueueingDelay.Seconds)], BatchFill.StaticWait(BatchSize, 1, 10));
        Row(point, "static: mean", [.. full.Select(b => b.Average(r => r.QueueingDelay.Seconds))], BatchFill.StaticMeanWait(BatchSize, 10));
        foreach (var rate in s_rates)
        {
            var batches = Batches(Schedulers.DynamicBatch, rate, customers, point.Seed).ToArray();
            Row(point, $"{rate:0}/s: size", [.. batches.Select(b => (double)b.Length)], BatchFill.DynamicMeanSize(BatchSize, rate, WindowSeconds));
            Row(point, $"{rate:0}/s: first", [.. batches.Select(b => b[0].QueueingDelay.Seconds)], BatchFill.DynamicFirstWait(BatchSize, rate, WindowSeconds));
        }
    }

    // The last batch is cut off by the end of the requests.
    private static IEnumerable<RequestOutcome[]> Batches(SchedulerInfo scheduler, double rate, int requests, ulong seed)
    {
        var args = new SchedulerArgs(BatchSize, Window: SimTime.FromSeconds(WindowSeconds));
        var run = ServingChecks.Checked(ServingSimulator.Run(AlwaysFree.Options(scheduler, args), new PoissonArrivals(new(rate, requests, new FixedLengths(1, 1))).Requests(seed)));
        return run.Outcomes.GroupBy(o => o.Started.Ns).Select(b => b.ToArray()).SkipLast(1);
    }

    private static void Row(Point point, string name, double[] values, double expected)
    {
        var mean = BatchMeans.Of(values);
        if (mean.StandardError <= LargestError * expected)
        {
            ExamRow.Add(point, name, mean.Mean, expected, Math.Max(Deviations * mean.StandardError, LeastTolerance * expected));
        }
        else
        {
            point.Note += $"; too few for '{name}': standard error {100 * mean.StandardError / expected:0.0} %";
        }
    }
}
