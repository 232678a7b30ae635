namespace HotRow.Serving;

/// <summary>What a scheduler may see and change of its server.</summary>
/// <param name="requests">Progress of every request of the run.</param>
/// <param name="kv">The server's memory of keys and values.</param>
/// <param name="prefixes">Gives the prefix hashes of a request.</param>
public sealed class ServerState(RequestProgress requests, IKvAllocator kv, Func<int, ReadOnlyMemory<long>> prefixes)
{
    /// <summary>Progress of every request of the run.</summary>
    public RequestProgress Requests { get; } = requests;

    /// <summary>The server's memory of keys and values.</summary>
    public IKvAllocator Kv { get; } = kv;

    /// <summary>The longest answer a request may ask for: what a reservation must allow for.</summary>
    public int MaxOutputTokens { get; init; } = int.MaxValue;

    /// <summary>Chained hashes of the request's prompt; empty when unknown.</summary>
    public ReadOnlySpan<long> Prefix(int request) => prefixes(request).Span;
}
