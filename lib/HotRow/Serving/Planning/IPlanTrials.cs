namespace HotRow.Serving;

/// <summary>Serves arrivals with a number of replicas: all that a planner knows of the world.</summary>
public interface IPlanTrials
{
    /// <summary>What becomes of every request. May be called by several threads at once.</summary>
    /// <param name="candidate">How one replica serves.</param>
    /// <param name="replicas">How many there are, at least 1.</param>
    /// <param name="requests">The arrivals, ids 0, 1, 2 ... in order.</param>
    /// <param name="slowdown">What every step's time is multiplied with; 1 as the latency model says.</param>
    /// <param name="stop">Ends it early.</param>
    IReadOnlyList<RequestOutcome> Run(Candidate candidate, int replicas, IReadOnlyList<ServingRequest> requests, double slowdown, CancellationToken stop);
}
