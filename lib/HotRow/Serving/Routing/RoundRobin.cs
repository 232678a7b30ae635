namespace HotRow.Serving;

public static partial class RequestRouters
{
    /// <summary>Each ready replica in turn.</summary>
    public static readonly RequestRouterInfo RoundRobin = Add(new("round-robin", "the usual default of load balancers", static () => new RoundRobin()));
}

/// <summary>Each ready replica in turn, whatever it has to do.</summary>
internal sealed class RoundRobin : IRequestRouter
{
    private int _last = -1;

    public int Choose(in ServingRequest request, ReadOnlySpan<ReplicaLoad> loads, Xoshiro256 random)
    {
        for (var step = 1; step <= loads.Length; step++)
        {
            var candidate = (int)((_last + (long)step) % loads.Length);
            if (loads[candidate].IsReady)
            {
                return _last = candidate;
            }
        }

        throw new ArgumentException("no replica is ready", nameof(loads));
    }
}
