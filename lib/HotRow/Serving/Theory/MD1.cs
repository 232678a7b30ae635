namespace HotRow.Serving;

/// <summary>One server, Poisson arrivals, constant service times.</summary>
public static class MD1
{
    /// <summary>Mean time from arrival to the beginning of service: rho / (2 (1 - rho)) x S, half of M/M/1's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The load is not in [0, 1), or the service time is not positive.</exception>
    public static double MeanWait(double load, double service = 1) => MG1.MeanWait(load, variation: 0, service);
}
