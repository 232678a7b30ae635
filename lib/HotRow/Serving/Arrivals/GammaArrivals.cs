namespace HotRow.Serving;

public static partial class ArrivalProcesses
{
    /// <summary>Gamma arrivals.</summary>
    public static readonly ArrivalProcessInfo Gamma = Add(new("gamma", "independent, gamma-distributed gaps of a given variation", args => new GammaArrivals(args)));
}

/// <summary>Arrivals burstier or steadier than Poisson: independent gaps, gamma-distributed with mean 1 / rate and the variation asked for.</summary>
/// <remarks>Variation 1 is Poisson, above it bursts, 0 a metronome. The gamma distribution of shape 1 / variation^2 has that variation.
/// <para><i>Throws:</i> <see cref="ArgumentOutOfRangeException"/> when made with arguments out of range, or when it reaches a time beyond a century.</para>
/// <para><i>Source:</i> G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000), with their boost for shapes below 1.</para></remarks>
public sealed class GammaArrivals(ArrivalArgs args) : IArrivalProcess
{
    private readonly ArrivalArgs _args = ArrivalStream.Checked(args);

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"gamma, {_args.PerSecond:0.###}/s, gap variation {_args.Variation:0.###}, {_args.Lengths.Name}");

    /// <inheritdoc/>
    public IEnumerable<ServingRequest> Requests(ulong seed)
    {
        var mean = 1 / _args.PerSecond;
        var shape = 1 / (_args.Variation * _args.Variation);
        return ArrivalStream.Requests(_args, seed, (now, random) => now + (_args.Variation == 0 ? mean : Draw(shape, random) * mean / shape));
    }

    private static double Draw(double shape, Xoshiro256 random) => shape >= 1
        ? DrawAboveOne(shape, random)
        : DrawAboveOne(shape + 1, random) * StableMath.Exp(-ArrivalStream.Exponential(random) / shape);

    private static double DrawAboveOne(double shape, Xoshiro256 random)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = NormalSample.Draw(random);
            var v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && -ArrivalStream.Exponential(random) < (0.5 * x * x) + d - (d * v) + (d * StableMath.Log(v)))
            {
                return d * v;
            }
        }
    }
}
