namespace HotRow.Lab;

/// <summary>A provider's limit on the rate of requests: a bucket that fills at the limit's rate up to a burst; a request takes one token or is refused.</summary>
internal static class TokenBucket
{
    /// <summary>Share of requests that are refused.</summary>
    /// <param name="times">When they come, ascending. <i>Units:</i> s.</param>
    /// <param name="perSecond">Tokens that flow in, per second.</param>
    /// <param name="burst">The most tokens the bucket holds, at least 1; it begins full.</param>
    internal static double RefusedShare(ReadOnlySpan<double> times, double perSecond, double burst)
    {
        var (tokens, last, refused) = (burst, 0.0, 0);
        foreach (var time in times)
        {
            tokens = Math.Min(burst, tokens + ((time - last) * perSecond));
            last = time;
            if (tokens >= 1)
            {
                tokens--;
            }
            else
            {
                refused++;
            }
        }

        return (double)refused / times.Length;
    }
}
