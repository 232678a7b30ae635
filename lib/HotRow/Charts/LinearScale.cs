namespace HotRow;

/// <summary>An even scale with ticks at 1, 2 or 5 times a power of ten.</summary>
internal sealed class LinearScale : AxisScale
{
    private const int WantedTicks = 6;

    /// <summary>Value of the low end.</summary>
    public required double Low { get; init; }

    /// <summary>Value of the high end.</summary>
    public required double High { get; init; }

    /// <summary>Distance between ticks.</summary>
    public required double Step { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<AxisTick> Ticks
    {
        get
        {
            var ticks = new List<AxisTick>();
            var first = Math.Ceiling((Low / Step) - 1e-9);
            var last = Math.Floor((High / Step) + 1e-9);
            var largest = Math.Max(Math.Abs(Low), Math.Abs(High));
            for (var i = first; i <= last; i++)
            {
                ticks.Add(new(Place(i * Step), NumberText.Tick(i * Step, largest, Step)));
            }

            return ticks;
        }
    }

    /// <summary>The scale of a range.</summary>
    public static LinearScale Over(double low, double high, double from, double to, bool snap, bool zero)
    {
        // Ends of a range that only rounding tells apart would get ticks that all read the same.
        if (high - low <= Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9)
            (low, high) = (Math.Min(0, low * 1.25), low == 0 ? 1 : Math.Max(0, high * 1.25));

        // From zero when the values reach near it anyway: differences then look as large as they are.
        if (zero || (snap && low > 0 && low <= high / 2))
            low = Math.Min(low, 0);
        if (zero)
            high = Math.Max(high, 0);

        var step = NiceStep((high - low) / WantedTicks);
        if (snap)
        {
            low = Math.Floor((low / step) + 1e-9) * step;
            high = Math.Ceiling((high / step) - 1e-9) * step;
        }
        else
        {
            var pad = (high - low) * 0.03;
            low = low >= 0 && low - pad < 0 ? 0 : low - pad;
            high += pad;
        }

        return new() { From = from, To = to, Low = low, High = high, Step = step };
    }

    /// <summary>The smallest 1, 2 or 5 times a power of ten that is not below the given step.</summary>
    public static double NiceStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        var rest = step / power;
        return power * (rest <= 1 + 1e-9 ? 1 : rest <= 2 + 1e-9 ? 2 : rest <= 5 + 1e-9 ? 5 : 10);
    }

    /// <inheritdoc/>
    public override double Share(double value) => (value - Low) / (High - Low);
}
