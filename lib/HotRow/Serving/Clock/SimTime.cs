namespace HotRow.Serving;

/// <summary>A moment or a span of simulated time. <i>Units:</i> ns.</summary>
/// <param name="Ns">Nanoseconds since the start of the simulation.</param>
/// <remarks>Whole nanoseconds, so that equal times are equal and a run depends on no rounding of sums: 2^63 ns are 292 years.</remarks>
public readonly record struct SimTime(long Ns) : IComparable<SimTime>
{
    /// <summary>Later than every event.</summary>
    public static SimTime Never { get; } = new(long.MaxValue);

    /// <summary>The start of the simulation.</summary>
    public static SimTime Zero => default;

    /// <summary>The same in seconds.</summary>
    public double Seconds => Ns / 1e9;

    /// <summary>The same in milliseconds.</summary>
    public double Ms => Ns / 1e6;

    /// <summary>That many seconds, rounded to the nearest nanosecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The seconds are no number, negative, or more than a century.</exception>
    public static SimTime FromSeconds(double seconds) => seconds is >= 0 and <= 3.2e9
        ? new((long)Math.Round(seconds * 1e9))
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "simulated time is between 0 and a century");

    /// <summary>That many milliseconds, rounded to the nearest nanosecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="FromSeconds"/>.</exception>
    public static SimTime FromMs(double ms) => FromSeconds(ms / 1e3);

    /// <inheritdoc/>
    public int CompareTo(SimTime other) => Ns.CompareTo(other.Ns);

    /// <inheritdoc/>
    public override string ToString() => System.FormattableString.Invariant($"{Seconds:0.000000000} s");

#pragma warning disable CS1591 // Operators say what they do.
    public static SimTime operator +(SimTime a, SimTime b) => new(checked(a.Ns + b.Ns));

    public static SimTime operator -(SimTime a, SimTime b) => new(a.Ns - b.Ns);

    public static bool operator <(SimTime a, SimTime b) => a.Ns < b.Ns;

    public static bool operator >(SimTime a, SimTime b) => a.Ns > b.Ns;

    public static bool operator <=(SimTime a, SimTime b) => a.Ns <= b.Ns;

    public static bool operator >=(SimTime a, SimTime b) => a.Ns >= b.Ns;
#pragma warning restore CS1591
}
