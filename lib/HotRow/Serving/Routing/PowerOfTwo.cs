namespace HotRow.Serving;

public static partial class RequestRouters
{
    /// <summary>The less loaded of two drawn replicas.</summary>
    public static readonly RequestRouterInfo PowerOfTwo = Add(new("power-of-two", "M. Mitzenmacher, The power of two choices in randomized load balancing, 2001", static () => new PowerOfTwo()));
}

/// <summary>Draws two different ready replicas and takes the one with fewer requests, the first drawn where they are equal.</summary>
internal sealed class PowerOfTwo : IRequestRouter
{
    public int Choose(in ServingRequest request, ReadOnlySpan<ReplicaLoad> loads, Xoshiro256 random)
    {
        var ready = RandomRouter.Ready(loads);
        var first = RandomRouter.Draw(loads, random, ready, -1);
        if (ready == 1)
        {
            return first;
        }

        var second = RandomRouter.Draw(loads, random, ready - 1, first);
        return loads[second].Requests < loads[first].Requests ? second : first;
    }
}
