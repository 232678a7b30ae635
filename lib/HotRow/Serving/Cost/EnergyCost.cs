namespace HotRow.Serving;

/// <summary>Electricity of a device.</summary>
public static class EnergyCost
{
    /// <summary>Hours of a year of 365 days.</summary>
    public const double HoursPerYear = 8_760;

    /// <summary>Electricity of a year. <i>Units:</i> kWh.</summary>
    /// <param name="watts">Power at work.</param>
    /// <param name="load">Share of the year at that power.</param>
    /// <param name="pue">Power usage effectiveness: what the building takes over what the devices take, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double KwhPerYear(double watts, double load = 1, double pue = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(watts);
        ArgumentOutOfRangeException.ThrowIfNegative(load);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(load, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pue, 1);
        return watts / 1e3 * HoursPerYear * load * pue;
    }

    /// <summary>Power that a year's electricity stands for, all year long. <i>Units:</i> W.</summary>
    public static double WattsOf(double kwhPerYear) => kwhPerYear / HoursPerYear * 1e3;

    /// <summary>Energy of a token. <i>Units:</i> J.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The power is negative, or the rate not above 0.</exception>
    public static double JoulesPerToken(double watts, double tokensPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(watts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokensPerSecond);
        return watts / tokensPerSecond;
    }
}
