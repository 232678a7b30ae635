namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Time between two successive tokens of one request, pooled over requests.</summary>
    public static readonly Metric TokenGap = new(
        "token-gap-ms", "Time between tokens", "ms", false, "ITL = time of a token - time of the token before it, all gaps of all requests in one pool: a request weighs by its length, which it does not in a mean of TPOT");

    /// <summary>Mean of the pooled gaps: sum of (E2E - TTFT) / sum of (N - 1). <i>Units:</i> ms; NaN when no request has two tokens.</summary>
    public static double PooledGapMs(IEnumerable<RequestOutcome> outcomes)
    {
        var (time, gaps) = (0.0, 0L);
        foreach (var outcome in outcomes)
        {
            if (outcome.Status == OutcomeStatus.Done)
            {
                time += (outcome.LastToken - outcome.FirstToken).Ms;
                gaps += outcome.OutputTokens - 1;
            }
        }

        return gaps == 0 ? double.NaN : time / gaps;
    }
}
