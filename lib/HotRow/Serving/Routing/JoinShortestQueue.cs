namespace HotRow.Serving;

public static partial class RequestRouters
{
    /// <summary>The replica with the fewest requests.</summary>
    public static readonly RequestRouterInfo JoinShortestQueue = Add(new("join-shortest-queue", "W. Winston, Optimality of the shortest line discipline, 1977", static () => new JoinShortestQueue()));
}

/// <summary>The ready replica with the fewest requests, waiting and running together.</summary>
/// <remarks>Among equals the next after the last choice is taken: the lowest number would send all light traffic to the first replica.</remarks>
internal sealed class JoinShortestQueue : IRequestRouter
{
    private int _last = -1;

    public int Choose(in ServingRequest request, ReadOnlySpan<ReplicaLoad> loads, Xoshiro256 random)
    {
        var best = -1;
        for (var step = 1; step <= loads.Length; step++)
        {
            var candidate = (int)((_last + (long)step) % loads.Length);
            if (loads[candidate].IsReady && (best < 0 || loads[candidate].Requests < loads[best].Requests))
            {
                best = candidate;
            }
        }

        return best >= 0 ? _last = best : throw new ArgumentException("no replica is ready", nameof(loads));
    }
}
