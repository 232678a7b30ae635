namespace HotRow.Serving;

public static partial class ArrivalProcesses
{
    /// <summary>Arrivals that follow the time of day.</summary>
    public static readonly ArrivalProcessInfo Diurnal = Add(new("diurnal", "Poisson with a rate that swings by half around its mean once a day", args => new DiurnalArrivals(args)));
}

/// <summary>Poisson arrivals whose rate rises and falls as a sine around the mean rate, once a period.</summary>
/// <remarks>Begins at the mean, rising. <i>Throws:</i> <see cref="ArgumentOutOfRangeException"/> when made with arguments out of range, or when it reaches a time beyond a century.
/// <para><i>Source:</i> thinning, P. A. W. Lewis and G. S. Shedler, Naval Research Logistics Quarterly 26 (1979).</para></remarks>
public sealed class DiurnalArrivals : IArrivalProcess
{
    private const double Day = 86_400;

    private readonly ArrivalArgs _args;
    private readonly double _swing;
    private readonly double _period;

    /// <summary>Creates the process.</summary>
    /// <param name="args">Mean rate, count, lengths.</param>
    /// <param name="swing">The largest deviation from the mean rate as a share of it, 0 to 1.</param>
    /// <param name="periodSeconds">Length of a day, above 0.</param>
    public DiurnalArrivals(ArrivalArgs args, double swing = 0.5, double periodSeconds = Day)
    {
        _args = ArrivalStream.Checked(args);
        _swing = swing is >= 0 and <= 1 ? swing : throw new ArgumentOutOfRangeException(nameof(swing), swing, "a share of the mean rate, 0 to 1");
        _period = periodSeconds > 0 && double.IsFinite(periodSeconds) ? periodSeconds : throw new ArgumentOutOfRangeException(nameof(periodSeconds), periodSeconds, "a positive number of seconds");
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"diurnal, {_args.PerSecond:0.###}/s -+ {100 * _swing:0.#} %, {_args.Lengths.Name}");

    /// <summary>The rate at a time. <i>Units:</i> requests a second.</summary>
    public double RateAt(double seconds) => _args.PerSecond * (1 + (_swing * Math.Sin(2 * Math.PI * (seconds % _period) / _period)));

    /// <inheritdoc/>
    public IEnumerable<ServingRequest> Requests(ulong seed)
    {
        var most = _args.PerSecond * (1 + _swing);
        return ArrivalStream.Requests(_args, seed, Next);

        double Next(double now, Xoshiro256 random)
        {
            do
            {
                now += ArrivalStream.Exponential(random) / most;
            }
            while (random.NextDouble() * most >= RateAt(now));
            return now;
        }
    }
}
