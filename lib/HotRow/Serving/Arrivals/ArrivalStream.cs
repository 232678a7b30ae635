namespace HotRow.Serving;

/// <summary>What generated arrival processes share: requests one after the other from a rule for the next time.</summary>
internal static class ArrivalStream
{
    // Lengths are drawn from a sequence of their own, so that another source of lengths leaves the times as they are.
    private const ulong LengthStream = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The arguments, checked.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is no positive number, the count is negative, or the variation is no number from 0 to 100.</exception>
    internal static ArrivalArgs Checked(ArrivalArgs args)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentOutOfRangeException.ThrowIfNegative(args.Count);
        if (!(args.PerSecond > 0 && double.IsFinite(args.PerSecond)))
        {
            throw new ArgumentOutOfRangeException(nameof(args), args.PerSecond, "requests a second are a positive number");
        }

        return args.Variation is >= 0 and <= 100 ? args : throw new ArgumentOutOfRangeException(nameof(args), args.Variation, "the variation of the gaps is from 0 to 100");
    }

    /// <summary>Requests at the times that a rule gives. Each time is rounded by itself to the nanosecond, so that no rounding adds up.</summary>
    /// <param name="args">Count and lengths.</param>
    /// <param name="seed">Seed of the times and of the lengths.</param>
    /// <param name="next">The next time after one, in seconds; not before it.</param>
    internal static IEnumerable<ServingRequest> Requests(ArrivalArgs args, ulong seed, Func<double, Xoshiro256, double> next)
    {
        var (times, lengths) = (new Xoshiro256(seed), new Xoshiro256(seed ^ LengthStream));
        var now = 0.0;
        for (var id = 0; id < args.Count; id++)
        {
            now = next(now, times);
            var (input, output) = args.Lengths.Next(lengths);
            yield return new(id, SimTime.FromSeconds(now), input, output);
        }
    }

    /// <summary>An exponentially distributed number of mean 1.</summary>
    internal static double Exponential(Xoshiro256 random) => -StableMath.Log(1 - random.NextDouble());
}
