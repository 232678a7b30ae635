namespace HotRow.Lab;

/// <summary>What a request to <see cref="TinyServer"/> may ask for; more is refused with one line and nothing of it is computed.</summary>
/// <param name="InputTokens">Longest prompt, in words.</param>
/// <param name="OutputTokens">Longest answer, hidden tokens and visible ones each.</param>
/// <param name="InFlight">Most requests that wait or run; one more gets status 503.</param>
/// <param name="ToolMs">Longest pause for a tool, and longest time on a slow network. <i>Units:</i> ms.</param>
internal sealed record TinyServerLimits(int InputTokens = 4_096, int OutputTokens = 1_024, int InFlight = 1_024, int ToolMs = 5_000)
{
    /// <summary>A prompt's longest body: its words have at most seven letters and a blank. <i>Units:</i> B.</summary>
    internal long BodyBytes => InputTokens * 8L;
}
