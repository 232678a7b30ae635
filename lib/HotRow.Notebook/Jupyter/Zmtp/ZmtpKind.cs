namespace HotRow.Notebook;

/// <summary>What a kind of socket calls itself, whom it talks to and how much it takes.</summary>
/// <param name="Type">The name of the protocol for it.</param>
/// <param name="Accepts">The kinds of socket that may talk to it.</param>
/// <param name="Limits">What it takes from a peer.</param>
/// <param name="QueuedBytes">How much lies ready for a peer before the sender waits.</param>
/// <param name="IsSigned">Whether its peers sign what they send, and so can be told from strangers.</param>
internal sealed record ZmtpKind(string Type, IReadOnlyList<string> Accepts, ZmtpLimits Limits, int QueuedBytes, bool IsSigned)
{
    /// <summary>Answers each request on the connection it came by.</summary>
    internal static ZmtpKind Router { get; } = new("ROUTER", ["DEALER", "REQ", "ROUTER"], ZmtpLimits.Requests, QueuedBytes: 256 << 10, IsSigned: true);

    /// <summary>The same for requests that carry no code.</summary>
    internal static ZmtpKind ControlRouter { get; } = Router with { Limits = ZmtpLimits.Orders };

    /// <summary>Sends to everyone who subscribed.</summary>
    internal static ZmtpKind Publisher { get; } = new("PUB", ["SUB", "XSUB"], ZmtpLimits.Small, QueuedBytes: 32 << 20, IsSigned: false);

    /// <summary>Answers one request with one reply.</summary>
    internal static ZmtpKind Replier { get; } = new("REP", ["REQ", "DEALER"], ZmtpLimits.Small, QueuedBytes: 64 << 10, IsSigned: false);

    /// <summary>The name on the wire.</summary>
    internal byte[] Name { get; } = System.Text.Encoding.ASCII.GetBytes(Type);
}
