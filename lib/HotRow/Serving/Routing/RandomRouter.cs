namespace HotRow.Serving;

public static partial class RequestRouters
{
    /// <summary>Any ready replica.</summary>
    public static readonly RequestRouterInfo Random = Add(new("random", "splitting a Poisson stream at random", static () => new RandomRouter()));
}

/// <summary>Any ready replica, each with the same probability: Poisson arrivals stay Poisson at every replica, so each is a queue of its own.</summary>
internal sealed class RandomRouter : IRequestRouter
{
    public int Choose(in ServingRequest request, ReadOnlySpan<ReplicaLoad> loads, Xoshiro256 random) => Draw(loads, random, Ready(loads), -1);

    /// <summary>How many replicas are ready, at least 1.</summary>
    internal static int Ready(ReadOnlySpan<ReplicaLoad> loads)
    {
        var ready = 0;
        foreach (var load in loads)
        {
            ready += load.IsReady ? 1 : 0;
        }

        return ready > 0 ? ready : throw new ArgumentException("no replica is ready", nameof(loads));
    }

    /// <summary>One of so many ready replicas, that one left out.</summary>
    internal static int Draw(ReadOnlySpan<ReplicaLoad> loads, Xoshiro256 random, int ready, int except)
    {
        var skip = random.NextInt32(ready);
        for (var i = 0; i < loads.Length; i++)
        {
            if (loads[i].IsReady && i != except && skip-- == 0)
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(ready), ready, "more than there are");
    }
}
