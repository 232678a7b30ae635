namespace HotRow.Serving;

/// <summary>How much a run got done.</summary>
/// <param name="Span">From the first arrival to the last token.</param>
/// <param name="Requests">Requests that finished.</param>
/// <param name="InputTokens">Tokens of their prompts.</param>
/// <param name="OutputTokens">Tokens of their answers.</param>
public readonly record struct ServingThroughput(SimTime Span, int Requests, long InputTokens, long OutputTokens)
{
    /// <summary>Prompt tokens a second.</summary>
    public double InputPerSecond => InputTokens / Span.Seconds;

    /// <summary>Answer tokens a second: what "throughput" means without another word.</summary>
    public double OutputPerSecond => OutputTokens / Span.Seconds;

    /// <summary>Requests a second.</summary>
    public double RequestsPerSecond => Requests / Span.Seconds;

    /// <summary>Requests a minute.</summary>
    public double RequestsPerMinute => 60 * RequestsPerSecond;
}

public static partial class ServingMetrics
{
    /// <summary>Prompt tokens a second.</summary>
    public static readonly Metric InputThroughput = new("input-throughput", "Input throughput", "tokens/s", true, "prompt tokens of finished requests / (last token - first arrival)");

    /// <summary>Answer tokens a second.</summary>
    public static readonly Metric OutputThroughput = new("output-throughput", "Output throughput", "tokens/s", true, "answer tokens of finished requests / (last token - first arrival)");

    /// <summary>Requests a second.</summary>
    public static readonly Metric RequestThroughput = new("request-throughput", "Finished requests", "1/s", true, "finished requests / (last token - first arrival)");

    /// <summary>The rate at which one user's answer comes.</summary>
    public static readonly Metric TokensPerUser = new("tokens-per-user", "Output rate of one user", "tokens/s", true, "1 / TPOT");

    /// <summary>What a run got done.</summary>
    /// <remarks>In overload the span is longer than the arrivals': the rate is then the server's capacity, not the load.</remarks>
    public static ServingThroughput Throughput(IEnumerable<RequestOutcome> outcomes)
    {
        var (first, last) = (SimTime.Never, SimTime.Zero);
        var (requests, input, output) = (0, 0L, 0L);
        foreach (var outcome in outcomes)
        {
            first = outcome.Arrival < first ? outcome.Arrival : first;
            if (outcome.Status == OutcomeStatus.Done)
            {
                last = outcome.LastToken > last ? outcome.LastToken : last;
                requests++;
                input += outcome.InputTokens;
                output += outcome.OutputTokens;
            }
        }

        return new(requests == 0 ? SimTime.Zero : last - first, requests, input, output);
    }
}
