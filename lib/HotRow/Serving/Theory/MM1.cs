namespace HotRow.Serving;

/// <summary>One server, Poisson arrivals, exponential service times, in order of arrival.</summary>
/// <remarks><i>Units:</i> any, the same for all times. <i>Source:</i> L. Kleinrock, "Queueing Systems" I (1975), chapter 3.</remarks>
public static class MM1
{
    /// <summary>Mean time from arrival to the beginning of service: rho / (1 - rho) x S.</summary>
    /// <param name="load">Arrival rate x mean service time, below 1.</param>
    /// <param name="service">Mean service time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The load is not in [0, 1), or the service time is not positive.</exception>
    public static double MeanWait(double load, double service = 1)
    {
        QueueLoad.Require(load, service);
        return load / (1 - load) * service;
    }

    /// <summary>Mean time from arrival to the end of service: S / (1 - rho): twice the service time at half load, ten times at 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="MeanWait"/>.</exception>
    public static double MeanResponse(double load, double service = 1) => MeanWait(load, service) + service;

    /// <summary>The response time that a share of the requests stays below: it is exponentially distributed.</summary>
    /// <param name="load">Arrival rate x mean service time, below 1.</param>
    /// <param name="share">The share, 0.99 for the 99th percentile.</param>
    /// <param name="service">Mean service time.</param>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="MeanWait"/>, or the share is not in [0, 1).</exception>
    public static double ResponseQuantile(double load, double share, double service = 1)
    {
        if (!(share is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share of the requests is from 0 to below 1");
        }

        return -Math.Log(1 - share) * MeanResponse(load, service);
    }

    /// <summary>The part of the requests that wait longer than that: rho x exp(-(mu - lambda) t).</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="MeanWait"/>.</exception>
    public static double WaitTail(double load, double time, double service = 1)
    {
        QueueLoad.Require(load, service);
        return load * Math.Exp(-(1 - load) / service * time);
    }

    /// <summary>Variance of the mean wait of n successive requests x n, for large n: waits are correlated, so it is far above the variance of one wait.</summary>
    /// <remarks><i>Source:</i> D. Daley, "The serial correlation coefficients of waiting times in a stationary single server queue" (1968).</remarks>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="MeanWait"/>.</exception>
    public static double AsymptoticVariance(double load, double service = 1)
    {
        QueueLoad.Require(load, service);
        return load * (2 + (5 * load) - (4 * load * load) + (load * load * load)) / Math.Pow(1 - load, 4) * service * service;
    }

    /// <summary>By how many percent the mean response grows when service is one percent slower: 1 / (1 - rho). Near saturation a small error of capacity is a large error of latency.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="MeanWait"/>.</exception>
    public static double Elasticity(double load)
    {
        QueueLoad.Require(load, 1);
        return 1 / (1 - load);
    }
}
