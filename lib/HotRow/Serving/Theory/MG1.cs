namespace HotRow.Serving;

/// <summary>One server, Poisson arrivals, service times of any distribution.</summary>
/// <remarks><i>Source:</i> F. Pollaczek (1930) and A. Khinchine (1932), as in L. Kleinrock, "Queueing Systems" I (1975), chapter 5.</remarks>
public static class MG1
{
    /// <summary>Mean time from arrival to the beginning of service: rho (1 + cv^2) / (2 (1 - rho)) x S.</summary>
    /// <param name="load">Arrival rate x mean service time, below 1.</param>
    /// <param name="variation">Standard deviation / mean of the service times: 0 is constant (M/D/1), 1 exponential (M/M/1).</param>
    /// <param name="service">Mean service time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The load is not in [0, 1), the variation is negative, or the service time is not positive.</exception>
    public static double MeanWait(double load, double variation, double service = 1)
    {
        QueueLoad.Require(load, service);
        if (!(variation >= 0 && double.IsFinite(variation)))
        {
            throw new ArgumentOutOfRangeException(nameof(variation), variation, "a coefficient of variation is not negative");
        }

        return load * (1 + (variation * variation)) / (2 * (1 - load)) * service;
    }
}
