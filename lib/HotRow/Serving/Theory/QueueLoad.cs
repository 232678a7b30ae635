namespace HotRow.Serving;

/// <summary>What every formula of a queue asks of its arguments.</summary>
internal static class QueueLoad
{
    /// <summary>A load of a queue that has a steady state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The load is not in [0, 1), or the service time is no positive number.</exception>
    internal static void Require(double load, double service)
    {
        if (!(load is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(load), load, "a queue has a steady state at a load from 0 to below 1 only");
        }

        if (!(service > 0 && double.IsFinite(service)))
        {
            throw new ArgumentOutOfRangeException(nameof(service), service, "the mean service time is a positive number");
        }
    }
}
