using System.Diagnostics;

namespace HotRow;

/// <summary>Requests that come by the clock and not when the last answer is there: what users do to a service.</summary>
/// <remarks>The service has one worker and answers in order of arrival, so the part of the schedule that has passed is its queue: no second thread has to put
/// requests into one, and none disturbs the worker. A request that waits is counted from when it should have started, so a stall delays all that came during it.
/// <para><i>Deviation:</i> a worker with nothing to do spins until the next arrival, so its caches and its processor's clock stay warmer than those of one that sleeps.</para></remarks>
public static class OpenLoop
{
    /// <summary>A Poisson process: independent, exponentially distributed gaps. <i>Units:</i> s since the start.</summary>
    /// <param name="requests">How many arrivals.</param>
    /// <param name="perSecond">Mean rate, above 0.</param>
    /// <param name="seed">Seed of the gaps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or the rate is not a positive number.</exception>
    public static double[] PoissonTimes(int requests, double perSecond, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(requests);
        if (!(perSecond > 0 && double.IsFinite(perSecond)))
        {
            throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "the rate is a positive number");
        }

        var random = new Xoshiro256(seed);
        var arrivals = new double[requests];
        var now = 0.0;
        for (var i = 0; i < requests; i++)
        {
            now -= Math.Log(1 - random.NextDouble()) / perSecond;
            arrivals[i] = now;
        }

        return arrivals;
    }

    /// <summary>Serves every request as soon as it has come and the one before is answered.</summary>
    /// <param name="serve">Answers one request.</param>
    /// <param name="arrivals">When each comes, ascending. <i>Units:</i> s since the call.</param>
    /// <returns>Answer - intended start, per request. <i>Units:</i> s.</returns>
    public static double[] Run(Action serve, ReadOnlySpan<double> arrivals)
    {
        ArgumentNullException.ThrowIfNull(serve);
        var latencies = new double[arrivals.Length];
        var start = Stopwatch.GetTimestamp();
        double Now() => (double)(Stopwatch.GetTimestamp() - start) / Stopwatch.Frequency;
        for (var i = 0; i < arrivals.Length; i++)
        {
            while (Now() < arrivals[i])
            {
                Thread.SpinWait(8);
            }

            serve();
            latencies[i] = Now() - arrivals[i];
        }

        return latencies;
    }

    /// <summary>The same service as a model: each request waits for what is left of the one before.</summary>
    /// <param name="arrivals">When each comes, ascending. <i>Units:</i> s.</param>
    /// <param name="services">How long each takes. <i>Units:</i> s.</param>
    /// <returns>Answer - intended start, per request. <i>Units:</i> s.</returns>
    /// <remarks><i>Source:</i> D. Lindley, "The theory of queues with a single server" (1952).</remarks>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static double[] Model(ReadOnlySpan<double> arrivals, ReadOnlySpan<double> services)
    {
        if (arrivals.Length != services.Length)
        {
            throw new ArgumentException($"{services.Length} service times for {arrivals.Length} arrivals", nameof(services));
        }

        var latencies = new double[arrivals.Length];
        var free = 0.0;
        for (var i = 0; i < arrivals.Length; i++)
        {
            free = Math.Max(free, arrivals[i]) + services[i];
            latencies[i] = free - arrivals[i];
        }

        return latencies;
    }
}
