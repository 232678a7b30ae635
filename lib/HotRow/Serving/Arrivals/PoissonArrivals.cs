namespace HotRow.Serving;

public static partial class ArrivalProcesses
{
    /// <summary>Poisson arrivals.</summary>
    public static readonly ArrivalProcessInfo Poisson = Add(new("poisson", "independent, exponentially distributed gaps", args => new PoissonArrivals(args)));
}

/// <summary>Many independent users: gaps are independent and exponentially distributed, whatever the server does.</summary>
/// <remarks><i>Throws:</i> <see cref="ArgumentOutOfRangeException"/> when made with arguments out of range, or when it reaches a time beyond a century.</remarks>
public sealed class PoissonArrivals(ArrivalArgs args) : IArrivalProcess
{
    private readonly ArrivalArgs _args = ArrivalStream.Checked(args);

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"poisson, {_args.PerSecond:0.###}/s, {_args.Lengths.Name}");

    /// <inheritdoc/>
    public IEnumerable<ServingRequest> Requests(ulong seed) =>
        ArrivalStream.Requests(_args, seed, (now, random) => now + (ArrivalStream.Exponential(random) / _args.PerSecond));
}
