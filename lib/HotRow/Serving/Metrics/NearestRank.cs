namespace HotRow.Serving;

public static partial class PercentileDefinitions
{
    /// <summary>The smallest value that at least the share p of all values does not exceed: always a value that was seen.</summary>
    public static readonly PercentileDefinition NearestRank = Add(new("nearest-rank", "nearest rank", "Hyndman-Fan 1; an observed value, used by load generators and by this project's own statistics", (p, n) => Math.Ceiling((p * n) - Slack)));

    // A product such as 0.9 x 10 may come out a rounding error above the whole number that it is.
    private const double Slack = 1e-9;
}
