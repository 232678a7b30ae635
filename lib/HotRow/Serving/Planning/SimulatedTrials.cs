namespace HotRow.Serving;

/// <summary>Trials by the simulator. Every run is checked: what it loses or makes from nothing is an exception and never a figure.</summary>
/// <param name="router">Sends requests to replicas; null takes them in turn.</param>
/// <param name="seed">Of routers that draw.</param>
public sealed class SimulatedTrials(RequestRouterInfo? router = null, ulong seed = 1) : IPlanTrials
{
    /// <summary>What is simulated for so many replicas of a candidate.</summary>
    public ServingOptions Options(Candidate candidate, int replicas, double slowdown = 1)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var latency = slowdown == 1 ? candidate.Latency : new SlowedLatency(candidate.Latency, slowdown);
        return new(candidate.Scheduler, latency, KvAllocators.Paged, new(candidate.KvBlocks, Candidate.BlockTokens))
        {
            SchedulerArgs = candidate.SchedulerArgs,
            Replicas = replicas,
            Router = router ?? RequestRouters.RoundRobin,
            Split = candidate.Split is { } split ? split with { PrefillServers = split.PrefillServers * replicas, DecodeServers = split.DecodeServers * replicas } : null,
            ContextTokens = candidate.Shape.Context,
            Seed = seed,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<RequestOutcome> Run(Candidate candidate, int replicas, IReadOnlyList<ServingRequest> requests, double slowdown, CancellationToken stop) =>
        ServingChecks.Checked(ServingSimulator.Run(Options(candidate, replicas, slowdown), requests, stop)).Outcomes;
}
