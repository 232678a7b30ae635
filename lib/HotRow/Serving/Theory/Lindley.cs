namespace HotRow.Serving;

/// <summary>The waits of a single-server queue in order of arrival, exactly.</summary>
public static class Lindley
{
    /// <summary>W[n + 1] = max(0, W[n] + S[n] - (A[n + 1] - A[n])).</summary>
    /// <param name="arrivals">When each request comes, ascending.</param>
    /// <param name="services">How long each takes.</param>
    /// <returns>From arrival to the beginning of service, per request.</returns>
    /// <remarks><i>Source:</i> D. Lindley, "The theory of queues with a single server" (1952). In whole nanoseconds, so a simulation must agree to the last one.</remarks>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static SimTime[] Waits(ReadOnlySpan<SimTime> arrivals, ReadOnlySpan<SimTime> services)
    {
        if (arrivals.Length != services.Length)
        {
            throw new ArgumentException($"{services.Length} service times for {arrivals.Length} arrivals", nameof(services));
        }

        var waits = new SimTime[arrivals.Length];
        for (var i = 1; i < waits.Length; i++)
        {
            waits[i] = new(Math.Max(0, waits[i - 1].Ns + services[i - 1].Ns - (arrivals[i].Ns - arrivals[i - 1].Ns)));
        }

        return waits;
    }
}
