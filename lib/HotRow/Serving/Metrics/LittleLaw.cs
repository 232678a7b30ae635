namespace HotRow.Serving;

/// <summary>Little's law on a window that begins and ends empty: the time average of requests inside is their rate times their mean time inside.</summary>
/// <param name="MeanInside">Time average L of the requests inside, from the moments at which the number changes.</param>
/// <param name="PerSecond">Rate lambda of arrivals over the window.</param>
/// <param name="MeanSeconds">Mean time W inside.</param>
/// <remarks>Both sides are computed apart, so that a request counted twice or lost shows. <i>Source:</i> J. Little, "A proof for the queuing formula L = lambda W", 1961.</remarks>
public readonly record struct LittleLaw(double MeanInside, double PerSecond, double MeanSeconds)
{
    /// <summary>lambda W, which must be <see cref="MeanInside"/>.</summary>
    public double Product => PerSecond * MeanSeconds;

    /// <summary>Both sides for the finished requests of a run.</summary>
    /// <returns>NaN everywhere when none finished or the window has no length.</returns>
    public static LittleLaw Of(IEnumerable<RequestOutcome> outcomes)
    {
        var changes = new List<(long Ns, int Change)>();
        var inside = 0.0;
        foreach (var outcome in outcomes)
        {
            if (outcome.Status == OutcomeStatus.Done)
            {
                changes.Add((outcome.Arrival.Ns, 1));
                changes.Add((outcome.LastToken.Ns, -1));
                inside += outcome.EndToEnd.Seconds;
            }
        }

        changes.Sort();
        var requests = changes.Count / 2;
        var window = requests == 0 ? 0 : (changes[^1].Ns - changes[0].Ns) / 1e9;
        if (window == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var (area, count) = (0.0, 0);
        for (var i = 0; i < changes.Count - 1; i++)
        {
            count += changes[i].Change;
            area += count * ((changes[i + 1].Ns - changes[i].Ns) / 1e9);
        }

        return new(area / window, requests / window, inside / requests);
    }
}
