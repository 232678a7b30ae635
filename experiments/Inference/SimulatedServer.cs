using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The server that the simulations of batching share: Llama 3.1 8B in bf16 on one RTX 4090, a line of four coefficients for its steps.</summary>
internal static class SimulatedServer
{
    internal const string Title = "Llama 3.1 8B on one RTX 4090 (modelled)";

    /// <summary>Blocks of 16 tokens that vLLM had on that device, without its null block.</summary>
    internal const int KvBlocks = 2_587;

    /// <summary>The part of all experiments on it: first token within 1 s, then 100 ms a token.</summary>
    internal static readonly ServiceObjectives Objectives = ServiceObjectives.OfMs(ttft: 1_000, tpot: 100);

    /// <summary>Its step times.</summary>
    internal static LineLatency Steps => LineLatency.Rtx4090WithLlama31With8B;

    /// <summary>What a run of it simulates.</summary>
    internal static ServingOptions Options(SchedulerInfo scheduler, SchedulerArgs? args = null) =>
        new(scheduler, Steps, KvAllocators.Paged, new(KvBlocks)) { SchedulerArgs = args ?? new() };

    /// <summary>A run whose books balance.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    internal static ServingRun Run(ServingOptions options, IEnumerable<ServingRequest> requests) => ServingChecks.Checked(ServingSimulator.Run(options, requests));

    /// <summary>Poisson arrivals with lengths like those of Azure's conversations.</summary>
    internal static IEnumerable<ServingRequest> AzureLike(double perSecond, int count, ulong seed) =>
        new PoissonArrivals(new(perSecond, count, new AzureLikeLengths())).Requests(seed);

    /// <summary>Quantiles of a latency over the requests that are done, by linear interpolation. <i>Units:</i> s.</summary>
    internal static double[] Quantiles(ServingRun run, Func<RequestOutcome, double> latency, params double[] probabilities)
    {
        var sorted = run.Outcomes.Where(o => o.Status == OutcomeStatus.Done).Select(latency).Where(v => !double.IsNaN(v)).Order().ToArray();
        return Array.ConvertAll(probabilities, p => PercentileDefinitions.Linear.Quantile(sorted, p));
    }
}
