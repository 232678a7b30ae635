using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>A plan with all that it rests on, before it becomes text or JSON.</summary>
internal sealed record PlanReport
{
    /// <summary>The arrivals as they were opened.</summary>
    internal required ServingTrace Trace { get; init; }

    /// <summary>The part of them that was simulated.</summary>
    internal required TraceArrivals Window { get; init; }

    /// <summary>Digest of that part.</summary>
    internal required string Digest { get; init; }

    /// <summary>The model.</summary>
    internal required ModelShape Shape { get; init; }

    /// <summary>Where the accelerators' figures come from.</summary>
    internal required AcceleratorCatalogue Catalogue { get; init; }

    /// <summary>What they cost; null when nobody said.</summary>
    internal required PriceList? Prices { get; init; }

    /// <summary>What was looked at, and what was out of the question.</summary>
    internal required CandidateList Candidates { get; init; }

    /// <summary>Requests longer than the model's context: every plan refuses them.</summary>
    internal required int TooLong { get; init; }

    /// <summary>The answer.</summary>
    internal required ServingPlan Plan { get; init; }

    /// <summary>Whether the cheapest plan lies where its latency model was compared with a real system; null without a plan.</summary>
    internal ValidityCheck? Validity => Plan.Cheapest is { } best ? ValidityOf(best) : null;

    /// <summary>Whether a trial lies where its latency model was compared with a real system.</summary>
    internal ValidityCheck ValidityOf(PlanTrial trial) =>
        ValidityCheck.Of(trial.Candidate.Latency, Plan.Requests.Select(r => (r.InputTokens, r.OutputTokens)), trial.MostRunning, trial.Candidate.Scheduler, trial.Servers);

    /// <summary>$ for a million answer tokens of the simulated arrivals, without those of requests that fit into no replica; NaN when plans are not compared in dollars.</summary>
    internal double PerMillionTokens(PlanTrial trial)
    {
        var span = (Plan.Requests[^1].Arrival - Plan.Requests[0].Arrival).Seconds;
        return Prices is null || span <= 0 ? double.NaN : Plan.CostOf(trial) / 3_600 * span / Plan.Requests.Where(r => (long)r.InputTokens + r.OutputTokens <= trial.Candidate.MostTokens).Sum(r => (double)r.OutputTokens) * 1e6;
    }

    /// <summary>Searches.</summary>
    /// <exception cref="InputException">None of the accelerators has a price although others have.</exception>
    internal static PlanReport Find(
        ServingTrace trace, PlanGoal goal, ModelShape shape, AcceleratorCatalogue catalogue, IReadOnlyList<Accelerator> looked, PriceList? prices, int maxSequences,
        IReadOnlyList<int> tensorParallel, Progress progress, CancellationToken timeIsOver)
    {
        var window = Busiest(trace);
        ServingRequest[] requests = [.. window.Requests(0)];
        var fitting = requests.Select(r => r.InputTokens + r.OutputTokens).Where(t => t <= shape.Context).DefaultIfEmpty(1).Max();
        var unpriced = prices is null ? [] : looked.Where(a => prices.Of(a) is null).Select(a => new NoCandidate(a.Name, "has no price; give it one with --prices or --price")).ToArray();
        var list = CandidateList.For(
            shape, looked.Where(a => unpriced.All(u => u.Hardware != a.Name)), goal.MaxDevices, fitting, maxSequences, tensorParallel,
            (accelerator, devices) => ServedModel.Latency(ServedModel.Auto, new(shape, accelerator, devices)));
        list = list with { Others = [.. list.Others, .. unpriced] };
        var simulations = 0;
        var planner = new Planner(goal, requests, new SimulatedTrials())
        {
            TimeIsOver = timeIsOver,
            Progress = text =>
            {
                lock (progress)
                {
                    simulations++;
                    progress.Tell(() => $"{simulations:N0} simulations; {text}");
                }
            },
        };
        return new()
        {
            Trace = trace,
            Window = window,
            Digest = ArrivalDigest.Of(requests),
            Shape = shape,
            Catalogue = catalogue,
            Prices = prices,
            Candidates = list,
            TooLong = requests.Count(r => (long)r.InputTokens + r.OutputTokens > shape.Context),
            Plan = planner.Find(list.Candidates, CommandLine.Stop),
        };
    }

    private static TraceArrivals Busiest(ServingTrace trace)
    {
        var (first, count) = trace.Arrivals.Window;
        if (count <= PlanCommand.MostRequests)
        {
            return trace.Arrivals;
        }

        var part = count == trace.Recorded.Count ? trace.Recorded : RecordedRequests.Of(trace.Recorded.Name, new TraceArrivals(trace.Recorded, first, count).Requests(0));
        var busiest = TraceArrivals.Busiest(part, PlanCommand.MostRequests).Window;
        return new(part, busiest.First, busiest.Count) { TimeScale = trace.Arrivals.TimeScale };
    }
}
