namespace HotRow.Serving;

/// <summary>What a router sees of a replica.</summary>
/// <param name="Waiting">Requests that wait there.</param>
/// <param name="Running">Requests that run there.</param>
/// <param name="IsReady">Takes requests now.</param>
public readonly record struct ReplicaLoad(int Waiting, int Running, bool IsReady)
{
    /// <summary>Requests in the replica: its queue's length as queueing theory counts it.</summary>
    public int Requests => Waiting + Running;
}

/// <summary>Sends each request to a replica.</summary>
public interface IRequestRouter
{
    /// <summary>The replica for a request; one that is ready.</summary>
    /// <param name="request">The request.</param>
    /// <param name="loads">The replicas; at least one is ready.</param>
    /// <param name="random">For routers that draw.</param>
    int Choose(in ServingRequest request, ReadOnlySpan<ReplicaLoad> loads, Xoshiro256 random);
}

/// <summary>One entry of the catalog of routers.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The paper it is written from.</param>
/// <param name="Create">Makes one.</param>
public sealed record RequestRouterInfo(string Name, string Source, Func<IRequestRouter> Create);

/// <summary>The catalog of routers. A new router is one new file holding its own part of this class.</summary>
public static partial class RequestRouters
{
    private static Catalog<RequestRouterInfo>? s_catalog;

    /// <summary>All routers, sorted by name.</summary>
    public static IReadOnlyList<RequestRouterInfo> All => s_catalog?.All ?? [];

    /// <summary>The router of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static RequestRouterInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static RequestRouterInfo Add(RequestRouterInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<RequestRouterInfo> NewCatalog() => new("router", e => e.Name);
}
