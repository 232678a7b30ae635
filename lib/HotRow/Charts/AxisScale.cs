namespace HotRow;

/// <summary>A tick of an axis.</summary>
/// <param name="Position">Where it stands, in pixels.</param>
/// <param name="Label">Its text; "" for a minor tick.</param>
internal readonly record struct AxisTick(double Position, string Label);

/// <summary>Values of an axis to pixels, with ticks.</summary>
internal abstract class AxisScale
{
    /// <summary>Pixel of the low end.</summary>
    public required double From { get; init; }

    /// <summary>Pixel of the high end; below <see cref="From"/> for a vertical axis.</summary>
    public required double To { get; init; }

    /// <summary>Labelled and minor ticks, low to high.</summary>
    public abstract IReadOnlyList<AxisTick> Ticks { get; }

    /// <summary>The pixel of a value, held inside the axis.</summary>
    public double Place(double value)
    {
        var share = Share(value);
        return From + ((To - From) * (double.IsNaN(share) ? 0 : Math.Clamp(share, 0, 1)));
    }

    /// <summary>The pixel of a value, beyond the axis too.</summary>
    public double PlaceFreely(double value) => From + ((To - From) * Share(value));

    /// <summary>How far along the axis a value stands, 0 to 1 inside.</summary>
    public abstract double Share(double value);

    /// <summary>The scale that suits a set of values.</summary>
    /// <param name="values">All finite; for a logarithmic scale above zero.</param>
    /// <param name="log">Logarithmic.</param>
    /// <param name="from">Pixel of the low end.</param>
    /// <param name="to">Pixel of the high end.</param>
    /// <param name="snap">Whether the ends move outwards to round values.</param>
    /// <param name="zero">Whether a linear scale must reach zero.</param>
    public static AxisScale Over(IReadOnlyCollection<double> values, bool log, double from, double to, bool snap, bool zero = false)
    {
        var low = values.Count == 0 ? 1 : values.Min();
        var high = values.Count == 0 ? 1 : values.Max();
        return log ? LogScale.Over(low, high, from, to, snap) : LinearScale.Over(low, high, from, to, snap, zero);
    }
}
