namespace HotRow.Serving;

/// <summary>Several servers behind one queue, Poisson arrivals, exponential service times.</summary>
/// <remarks><i>Source:</i> A. K. Erlang (1917), as in L. Kleinrock, "Queueing Systems" I (1975), chapter 3.</remarks>
public static class MMc
{
    /// <summary>The part of the requests that find all servers busy (Erlang's C formula).</summary>
    /// <param name="servers">How many servers, at least 1.</param>
    /// <param name="load">Arrival rate x mean service time / servers, below 1.</param>
    /// <remarks>By the recursion of Erlang's B formula, which neither overflows nor cancels at thousands of servers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no server, or the load is not in [0, 1).</exception>
    public static double ErlangC(int servers, double load)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        QueueLoad.Require(load, 1);
        var offered = servers * load;
        var blocked = 1.0;
        for (var i = 1; i <= servers; i++)
        {
            blocked = offered * blocked / (i + (offered * blocked));
        }

        return blocked / (1 - (load * (1 - blocked)));
    }

    /// <summary>Mean time from arrival to the beginning of service: C / (c (1 - rho)) x S.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="ErlangC"/>, or the service time is not positive.</exception>
    public static double MeanWait(int servers, double load, double service = 1)
    {
        QueueLoad.Require(load, service);
        return ErlangC(servers, load) / (servers * (1 - load)) * service;
    }
}
