using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Our own server under open-loop load, against a simulation of the same arrivals: a part of the simulator's entry exam that experiments declare as points.</summary>
/// <remarks>Every load runs twice with the same arrivals (A/A). Latencies count from the scheduled start, and nothing is subtracted from them: the network, the web server and the
/// client are in what was measured and not in what was simulated. When the generator was late or the two runs differ, this machine cannot tell, and says how much.</remarks>
internal static class OwnServerExam
{
    /// <summary>Part of the points' parameters.</summary>
    internal const string Part = "own server";

    /// <summary>Largest error of a mean. <i>Units:</i> %.</summary>
    internal const double MeanTolerance = 5;

    /// <summary>Largest error of a p90. <i>Units:</i> %.</summary>
    internal const double TailTolerance = 10;

    /// <summary>Largest difference of two equal runs. <i>Units:</i> %.</summary>
    internal const double NoiseTolerance = 5;

    /// <summary>Largest overrun of the busy loop: beyond it the processor was somebody else's. <i>Units:</i> %.</summary>
    internal const double OverrunTolerance = 2;

    /// <summary>Largest share of requests that are sent more than 1 ms late.</summary>
    internal const double LateTolerance = 0.01;

    /// <summary>A latency as measured or simulated.</summary>
    internal static readonly Metric LatencyMs = new("own-latency-ms", "Latency", "ms", false, "from the scheduled start; TPOT: (E2E - TTFT) / (N - 1); p90 between order statistics");

    /// <summary>How far the simulation is off.</summary>
    internal static readonly Metric Error = new("own-error", "Error of the simulation", "%", false, "100 x (simulated / measured - 1), measured as the mean of two runs; interval: against either run");

    /// <summary>How far two equal runs lie apart.</summary>
    internal static readonly Metric Again = new("own-again", "Difference of two equal runs", "%", false, "100 x |second run / first run - 1|");

    /// <summary>Requests that were sent late.</summary>
    internal static readonly Metric Late = new("own-late", "Requests sent more than 1 ms late", "", false, "requests with sent - scheduled > 1 ms / requests");

    /// <summary>How much longer the busy loop took than it should have.</summary>
    internal static readonly Metric Overrun = new("own-overrun", "Overrun of the busy loop", "%", false, "100 x (time spent in steps / time of the latency model - 1)");

    /// <summary>The loads that are run.</summary>
    internal static readonly double[] Loads = [0.5, 0.7];

    /// <summary>The latencies that are compared, with the largest error of each in %.</summary>
    internal static readonly (string Name, double Tolerance)[] Quantities =
    [
        ("TTFT mean", MeanTolerance), ("TPOT mean", MeanTolerance), ("E2E mean", MeanTolerance),
        ("TTFT p90", TailTolerance), ("TPOT p90", TailTolerance), ("E2E p90", TailTolerance),
    ];

    /// <summary>Declares a point for each load.</summary>
    internal static void Declare(RunContext context, double weight = 1)
    {
        foreach (var load in Loads)
        {
            context.Point(new() { { "part", Part }, { "load", load } }, point => Measure(point, context, load), weight);
        }
    }

    /// <summary>What became of the exam at a load.</summary>
    internal static Verdict Judge(ResultSet results, double load)
    {
        var errors = Quantities.Select(q => (q.Name, q.Tolerance, Value: results.Value(Error, ("part", Part), ("load", load), ("quantity", q.Name)))).ToArray();
        if (Array.Exists(errors, e => double.IsNaN(e.Value)))
        {
            return Verdict.NotRun;
        }

        var noise = Quantities.Max(q => results.Value(Again, ("part", Part), ("load", load), ("quantity", q.Name)));
        var late = results.Value(Late, ("part", Part), ("load", load));
        var overrun = results.Value(Overrun, ("part", Part), ("load", load));
        var figure = string.Join(", ", errors.Select(e => FormattableString.Invariant($"{e.Name} {e.Value:+0.0;-0.0} %"))) + FormattableString.Invariant($"; two equal runs differ by up to {noise:0.0} %");
        return late > LateTolerance ? Verdict.NotTestableHere(FormattableString.Invariant($"{late:0.0%} of the requests were sent more than 1 ms late"), figure)
            : overrun > OverrunTolerance ? Verdict.NotTestableHere(FormattableString.Invariant($"the busy loop took {overrun:0.0} % longer than it should have: other work had its processor"), figure)
            : noise > NoiseTolerance ? Verdict.NotTestableHere("two equal runs differ by more than a prediction may be wrong", figure)
            : errors.All(e => Math.Abs(e.Value) <= e.Tolerance) ? Verdict.Reproduced(figure)
            : Verdict.Contradicted(figure, "the simulation is not the server");
    }

    /// <summary>An error as a check row shows it: NaN where nothing was measured or this machine cannot tell.</summary>
    internal static double Checked(ResultSet results, double load, string quantity) =>
        Judge(results, load).Kind is VerdictKind.Reproduced or VerdictKind.Contradicted ? results.Value(Error, ("part", Part), ("load", load), ("quantity", quantity)) : double.NaN;

    /// <summary>Requests of random length as a Poisson process; prompts of 200 to 800 words, answers of 8 to 32.</summary>
    internal static ServingRequest[] Requests(int count, double load, double pace, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var arrivals = OpenLoop.PoissonTimes(count, load / TinyModel.SecondsEach(500, 20, pace), seed ^ 0xA1);
        return [.. arrivals.Select((at, id) => new ServingRequest(id, SimTime.FromSeconds(at), 200 + random.NextInt32(601), 8 + random.NextInt32(25)))];
    }

    /// <summary>The same requests as the generator sends them.</summary>
    internal static (TimeSpan Due, int Input, TinyRequest Request)[] Schedule(IEnumerable<ServingRequest> requests) =>
        [.. requests.Select(r => (TimeSpan.FromTicks(r.Arrival.Ns / 100), r.InputTokens, new TinyRequest(0, r.OutputTokens)))];

    private static void Measure(Point point, RunContext context, double load)
    {
        var pace = context.ByScale(0.02, 1.0, 1.0);
        var options = TinyModel.Options(pace);
        if (TinyServer.Open(point, options) is not { } server)
        {
            return;
        }

        var client = point.Own(new LoadGenerator(server));
        var requests = Requests(context.ByScale(10, 150, 300), load, pace, point.Seed);
        point.Check("every token comes once and in order", () => Delivered(client.Run(Schedule(Requests(context.ByScale(5, 40, 40), 0.5, pace, point.Seed + 1)))));
        point.After(_ =>
        {
            SentRequest[][] runs = [client.Run(Schedule(requests)), client.Run(Schedule(requests))];
            Report(point, runs, Simulated(options, requests));
            point.Value(Late, runs.Max(r => (double)r.Count(a => a.LateMs > 1) / r.Length), kind: ValueKind.Measured);
            point.Value(Overrun, 100 * server.Worker.Overrun, kind: ValueKind.Measured);
            point.Note = $"{requests.Length} requests, twice; {runs.Sum(r => r.Count(a => a.Error.Length > 0))} failed";
        });
    }

    private static (bool Passed, string Detail) Delivered(SentRequest[] answers)
    {
        var failed = answers.Where(a => a.Error.Length > 0).ToArray();
        return (failed.Length == 0, failed.Length == 0 ? $"{answers.Length} answers" : $"{failed.Length} of {answers.Length} failed: {failed[0].Error}");
    }

    private static void Report(Point point, SentRequest[][] runs, double[] simulated)
    {
        var measured = runs.Select(run => Figures(
            [.. run.Where(a => a.Error.Length == 0).Select(a => a.TtftMs)], [.. run.Where(a => a.Error.Length == 0).Select(a => a.TpotMs)], [.. run.Where(a => a.Error.Length == 0).Select(a => a.EndToEndMs)])).ToArray();
        for (var q = 0; q < Quantities.Length; q++)
        {
            var at = new Parameters { { "quantity", Quantities[q].Name } };
            var (first, second) = (measured[0][q], measured[1][q]);
            double Off(double real) => 100 * ((simulated[q] / real) - 1);
            point.Value(LatencyMs, (first + second) / 2, "measured", ValueKind.Measured, Math.Min(first, second), Math.Max(first, second), at);
            point.Value(LatencyMs, simulated[q], "simulated", ValueKind.Modelled, at: at);
            point.Value(Error, Off((first + second) / 2), "", ValueKind.Measured, Math.Min(Off(first), Off(second)), Math.Max(Off(first), Off(second)), at);
            point.Value(Again, 100 * Math.Abs((second / first) - 1), "", ValueKind.Measured, at: at);
        }
    }

    private static double[] Simulated(ServingOptions options, ServingRequest[] requests)
    {
        var outcomes = ServingSimulator.Run(options, requests).Outcomes;
        return Figures([.. outcomes.Select(o => o.Ttft.Ms)], [.. outcomes.Select(o => o.TpotSeconds * 1e3)], [.. outcomes.Select(o => o.EndToEnd.Ms)]);
    }

    private static double[] Figures(double[] ttft, double[] tpot, double[] endToEnd)
    {
        double[][] all = [ttft, tpot, endToEnd];
        foreach (var values in all)
        {
            Array.Sort(values);
        }

        return [.. all.Select(v => v.Average()), .. all.Select(v => PercentileDefinitions.Linear.Quantile(v, 0.9))];
    }
}
