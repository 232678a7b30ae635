namespace HotRow.Serving;

/// <summary>A link that carries keys and values from one server to another: one transfer after the other.</summary>
/// <param name="GBps">Bandwidth, above 0. <i>Units:</i> GB/s.</param>
/// <param name="Latency">Time of a transfer of no bytes; the next transfer need not wait for it.</param>
public sealed record KvLink(double GBps, SimTime Latency = default)
{
    /// <summary>How long the link is taken by that many bytes, without the latency.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not a positive number.</exception>
    public SimTime Occupied(double bytes) => GBps > 0 && double.IsFinite(GBps)
        ? new((long)Math.Round(bytes / GBps))
        : throw new ArgumentOutOfRangeException(nameof(bytes), GBps, "a link's bandwidth is a positive number of GB/s");
}

/// <summary>Servers of prompts and servers of answers. A request's keys and values cross a link after its first token.</summary>
/// <param name="PrefillServers">Servers that compute prompts, at least 1. Each has a link of its own.</param>
/// <param name="DecodeServers">Servers that make the answers, at least 1.</param>
/// <param name="Link">The link of each prefill server.</param>
/// <param name="KvBytesPerToken">What crosses it for each token of the prompt. <i>Units:</i> B.</param>
/// <remarks><i>Deviation:</i> the prefill server's blocks are free when the transfer ends, also while no decode server has room: what waits there is taken to lie in
/// memory that is never short. DistServe leaves it with the prefill server until it is fetched, so a crowded decode server slows prompts down, too; here it does not.</remarks>
public sealed record SplitLayout(int PrefillServers, int DecodeServers, KvLink Link, double KvBytesPerToken);
