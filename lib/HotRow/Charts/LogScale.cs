namespace HotRow;

/// <summary>A logarithmic scale with labelled decades, or 1-2-5 where few decades are seen, and minor ticks between.</summary>
internal sealed class LogScale : AxisScale
{
    private const int MostLabels = 8;

    /// <summary>Decimal logarithm of the low end.</summary>
    public required double Low { get; init; }

    /// <summary>Decimal logarithm of the high end.</summary>
    public required double High { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisTick> Ticks
    {
        get
        {
            var span = High - Low;
            var decades = Math.Floor(High + 1e-9) - Math.Ceiling(Low - 1e-9) + 1;
            var every = (int)Math.Max(1, Math.Ceiling(decades / MostLabels));
            var ticks = new List<AxisTick>();
            for (var exponent = (int)Math.Floor(Low); exponent <= (int)Math.Ceiling(High); exponent++)
            {
                for (var digit = 1; digit <= 9; digit++)
                {
                    var at = exponent + Math.Log10(digit);
                    if (at < Low - 1e-9 || at > High + 1e-9 || (digit > 1 && span > 7))
                        continue;

                    var labelled = digit == 1 ? exponent % every == 0 : decades < 3 && (digit is 2 or 5 || (span < 0.7 && digit is 3 or 4 or 7));
                    ticks.Add(new(From + ((To - From) * (at - Low) / span), labelled ? NumberText.Tick(digit * Math.Pow(10, exponent)) : ""));
                }
            }

            return ticks.Count(t => t.Label.Length > 0) >= 2 ? ticks : EvenTicks();
        }
    }

    /// <summary>The scale of a range above zero.</summary>
    public static LogScale Over(double low, double high, double from, double to, bool snap)
    {
        var lowest = Math.Log10(low);
        var highest = Math.Log10(high);
        if (highest - lowest < 1e-9)
            (lowest, highest) = (lowest - 0.5, highest + 0.5);

        if (snap)
        {
            var room = (highest - lowest) * 0.02;
            lowest = Down(lowest - room);
            highest = -Down(-highest - room);
        }
        else
        {
            var pad = (highest - lowest) * 0.03;
            (lowest, highest) = (lowest - pad, highest + pad);
        }

        return new() { From = from, To = to, Low = lowest, High = highest };
    }

    /// <inheritdoc/>
    public override double Share(double value) => value > 0 ? (Math.Log10(value) - Low) / (High - Low) : double.NegativeInfinity;

    // A range that holds no two round values gets those of an even axis, at their logarithmic places.
    private List<AxisTick> EvenTicks()
    {
        var (low, high) = (Math.Pow(10, Low), Math.Pow(10, High));
        var step = LinearScale.NiceStep((high - low) / 5);
        var ticks = new List<AxisTick>();
        for (var i = Math.Ceiling(low / step); i * step <= high; i++)
        {
            ticks.Add(new(Place(i * step), NumberText.Tick(i * step, high, step)));
        }

        return ticks;
    }

    // Down to 1, 2 or 5 times a power of ten; by symmetry (log 2 + log 5 = 1) the same steps serve upwards.
    private static double Down(double exponent)
    {
        var whole = Math.Floor(exponent + 1e-9);
        var rest = exponent - whole + 1e-9;
        return whole + (rest >= Math.Log10(5) ? Math.Log10(5) : rest >= Math.Log10(2) ? Math.Log10(2) : 0);
    }
}
