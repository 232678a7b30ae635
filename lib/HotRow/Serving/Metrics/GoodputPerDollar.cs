namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Requests that keep every objective for one dollar.</summary>
    public static readonly Metric GoodputPerDollar = new("goodput-per-dollar", "Goodput per dollar", "1/$", true, "goodput / (price per hour / 3,600)");

    /// <summary>Requests that keep every objective for one dollar.</summary>
    /// <param name="goodput">Requests a second that keep every objective.</param>
    /// <param name="pricePerHour">What all devices cost. <i>Units:</i> $/h.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is not above 0.</exception>
    public static double GoodputPerDollarOf(double goodput, double pricePerHour)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pricePerHour);
        return goodput * 3_600 / pricePerHour;
    }
}
