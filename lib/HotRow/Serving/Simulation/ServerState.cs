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

    /// <summary>No request comes any more, to any server: a batch that is not full need not wait. The simulator sets it at the last arrival, then asks every
    /// idle server once more.</summary>
    public bool NoMoreArrivals { get; set; }

    /// <summary>What the request may grow to: its prompt and the longest answer.</summary>
    public int WholeTokens(int request) => (int)Math.Min((long)Requests.Input(request) + MaxOutputTokens, int.MaxValue);

    /// <summary>Chained hashes of the request's prompt; empty when unknown.</summary>
    public ReadOnlySpan<long> Prefix(int request) => prefixes(request).Span;
}
