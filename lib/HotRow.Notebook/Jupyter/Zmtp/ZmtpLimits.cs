namespace HotRow.Notebook;

/// <summary>What one listening socket takes from a peer; more ends the connection.</summary>
/// <param name="MessageBytes">Bytes of a whole message.</param>
/// <param name="Parts">Parts of a message.</param>
internal sealed record ZmtpLimits(int MessageBytes, int Parts)
{
    /// <summary>For requests: a cell with pasted data fits.</summary>
    internal static ZmtpLimits Requests { get; } = new(64 << 20, 1024);

    /// <summary>For interrupts, shutdowns and questions without code.</summary>
    internal static ZmtpLimits Orders { get; } = new(256 << 10, 64);

    /// <summary>For heartbeats, subscriptions, the handshake and all commands.</summary>
    internal static ZmtpLimits Small { get; } = new(4096, 16);
}
