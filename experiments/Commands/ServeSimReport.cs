using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What a simulation gave, before it becomes text or JSON.</summary>
internal sealed record ServeSimReport
{
    private const int MostListed = 5;

    /// <summary>The arrivals.</summary>
    internal required ServingTrace Trace { get; init; }

    /// <summary>Their digest.</summary>
    internal required string Digest { get; init; }

    /// <summary>What served them.</summary>
    internal required ServedFleet Fleet { get; init; }

    /// <summary>What was asked of it.</summary>
    internal required ServiceObjectives Objectives { get; init; }

    /// <summary>The run.</summary>
    internal required ServingRun Run { get; init; }

    /// <summary>Its latencies and throughput.</summary>
    internal required ServingSummary Summary { get; init; }

    /// <summary>Whether the latency model was compared with a real system for the like.</summary>
    internal required ValidityCheck Validity { get; init; }

    /// <summary>How percentiles are read.</summary>
    internal required PercentileDefinition Definition { get; init; }

    /// <summary>What one accelerator costs, $/h; null when nobody said.</summary>
    internal required double? Price { get; init; }

    /// <summary>Share of the requests that keep every objective.</summary>
    internal double Attainment => ServingMetrics.AttainmentOf(Run.Outcomes, Objectives);

    /// <summary>The limited latencies, each with the share of the requests that keep it, the least kept first.</summary>
    internal IReadOnlyList<(ObjectiveKind Kind, double Attainment)> Kept =>
        [.. Objectives.Limited.Select(k => (k, Run.Outcomes.Count(o => Objectives.IsMet(o, k)) / (double)Run.Outcomes.Count)).OrderBy(k => k.Item2)];

    /// <summary>Requests that fit into no server, the first of them.</summary>
    internal IReadOnlyList<int> RefusedIds => [.. Run.Outcomes.Where(o => o.Status == OutcomeStatus.Refused).Select(o => o.Id).Take(MostListed)];

    /// <summary>Operations of the model's formula over the peak of all accelerators, while they computed.</summary>
    internal double Mfu => Run.BusyNs == 0 ? double.NaN
        : ServingMetrics.MfuOf(Fleet.Shape.FlopsPerToken * Run.ComputedTokens / (Run.BusyNs / 1e9), Fleet.Accelerator.DenseTflops * 1e12 * Fleet.TensorParallel);

    /// <summary>Weights once a step, and the keys and values that answers read, over the peak bandwidth, while they computed.</summary>
    internal double Mbu => Run.BusyNs == 0 ? double.NaN
        : ServingMetrics.MbuOf(Fleet.Shape.WeightBytes * Run.Steps, Fleet.Shape.KvBytesPerToken * DecodeContext, Run.BusyNs / 1e9, Fleet.Accelerator.BandwidthGBps.Value * Fleet.TensorParallel);

    /// <summary>$/h of all accelerators; NaN without a price.</summary>
    internal double PerHour => Price * Fleet.Devices ?? double.NaN;

    /// <summary>$ for a million answer tokens; NaN without a price.</summary>
    internal double PerMillionTokens => PerHour / 3_600 / Summary.Throughput.OutputPerSecond * 1e6;

    /// <summary>$ for a thousand finished requests; NaN without a price.</summary>
    internal double PerThousandRequests => PerHour / 3_600 / Summary.Throughput.RequestsPerSecond * 1e3;

    // The k-th token of an answer reads the keys and values of the prompt and of k - 1 tokens before it.
    private double DecodeContext => Run.Outcomes.Where(o => o.Status == OutcomeStatus.Done).Sum(o => ((o.OutputTokens - 1.0) * o.InputTokens) + (o.OutputTokens * (o.OutputTokens - 1.0) / 2));

    /// <summary>Runs the simulation and checks it.</summary>
    internal static ServeSimReport Simulate(ServingTrace trace, ServedFleet fleet, ServiceObjectives objectives, PercentileDefinition definition, double? price, Progress progress)
    {
        var run = ServingChecks.Checked(ServingSimulator.Run(fleet.Options, Watched(trace, progress), CommandLine.Stop));
        return new()
        {
            Trace = trace,
            Digest = ArrivalDigest.Of(trace.Requests()),
            Fleet = fleet,
            Objectives = objectives,
            Run = run,
            Summary = ServingSummary.Of(run.Outcomes, definition),
            Validity = ValidityCheck.Of(fleet.Options.Latency, run.Outcomes.Select(o => (o.InputTokens, o.OutputTokens)), run.MostInStep, fleet.Options.Scheduler, fleet.Servers),
            Definition = definition,
            Price = price,
        };
    }

    private static IEnumerable<ServingRequest> Watched(ServingTrace trace, Progress progress)
    {
        var count = trace.Arrivals.Window.Count;
        foreach (var request in trace.Requests())
        {
            progress.Tell(() => $"simulating, {request.Id:N0} of {count:N0} requests have arrived");
            yield return request;
        }
    }
}
