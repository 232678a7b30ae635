namespace HotRow.Lab;

/// <summary>One request as the client saw it. All times are of the server's clock.</summary>
/// <param name="Id">The id it was sent with.</param>
/// <param name="Due">When it was to be sent: latencies count from here.</param>
/// <param name="Sent">When it was sent.</param>
/// <param name="First">When its first token came.</param>
/// <param name="Last">When its last token came.</param>
/// <param name="Tokens">Tokens that came.</param>
/// <param name="Error">What went wrong; "" when nothing did.</param>
internal readonly record struct SentRequest(int Id, TimeSpan Due, TimeSpan Sent, TimeSpan First, TimeSpan Last, int Tokens, string Error)
{
    /// <summary>First token seen - scheduled start. <i>Units:</i> ms.</summary>
    internal double TtftMs => (First - Due).TotalMilliseconds;

    /// <summary>Last token seen - scheduled start. <i>Units:</i> ms.</summary>
    internal double EndToEndMs => (Last - Due).TotalMilliseconds;

    /// <summary>(E2E - TTFT) / (N - 1); NaN for an answer of one token. <i>Units:</i> ms.</summary>
    internal double TpotMs => Tokens > 1 ? (Last - First).TotalMilliseconds / (Tokens - 1) : double.NaN;

    /// <summary>Sent - scheduled: what the generator itself was late. <i>Units:</i> ms.</summary>
    internal double LateMs => (Sent - Due).TotalMilliseconds;
}
