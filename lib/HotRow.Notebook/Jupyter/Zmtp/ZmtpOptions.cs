namespace HotRow.Notebook;

/// <summary>How long peers may take, and how much strangers.</summary>
internal sealed record ZmtpOptions
{
    /// <summary>For the whole handshake.</summary>
    public TimeSpan HandshakePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For taking something worth the name, with a full queue.</summary>
    public TimeSpan SendPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of messages under way from all peers of a socket that have not signed anything yet; a little from each is free.</summary>
    public long StrangersBytes { get; init; } = 128 << 20;
}
