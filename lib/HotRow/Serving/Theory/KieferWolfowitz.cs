namespace HotRow.Serving;

/// <summary>The waits of several servers behind one queue in order of arrival, exactly.</summary>
public static class KieferWolfowitz
{
    /// <summary>Carries the sorted vector of the work that each server still has; an arrival waits for the smallest.</summary>
    /// <param name="arrivals">When each request comes, ascending.</param>
    /// <param name="services">How long each takes.</param>
    /// <param name="servers">How many servers, at least 1.</param>
    /// <returns>From arrival to the beginning of service, per request.</returns>
    /// <remarks><i>Source:</i> J. Kiefer, J. Wolfowitz, "On the theory of queues with many servers" (1955). <i>Cost:</i> one pass over the servers per request.</remarks>
    /// <exception cref="ArgumentException">The two differ in length, or there is no server.</exception>
    public static SimTime[] Waits(ReadOnlySpan<SimTime> arrivals, ReadOnlySpan<SimTime> services, int servers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        if (arrivals.Length != services.Length)
        {
            throw new ArgumentException($"{services.Length} service times for {arrivals.Length} arrivals", nameof(services));
        }

        var waits = new SimTime[arrivals.Length];
        var work = new long[servers];
        for (var i = 0; i < waits.Length; i++)
        {
            var gap = i == 0 ? 0 : arrivals[i].Ns - arrivals[i - 1].Ns;
            for (var s = 0; s < servers; s++)
            {
                work[s] = Math.Max(0, work[s] - gap);
            }

            waits[i] = new(work[0]);

            // The server that takes it now has more to do: it moves up until the vector is sorted again.
            var changed = work[0] + services[i].Ns;
            var place = 0;
            while (place + 1 < servers && work[place + 1] < changed)
            {
                work[place] = work[place + 1];
                place++;
            }

            work[place] = changed;
        }

        return waits;
    }
}
