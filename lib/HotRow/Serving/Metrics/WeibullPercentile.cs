namespace HotRow.Serving;

public static partial class PercentileDefinitions
{
    /// <summary>Linear between the values at both sides of p (n + 1): reaches further into the tail than the linear one.</summary>
    public static readonly PercentileDefinition Weibull = Add(new("weibull", "Weibull", "Hyndman-Fan 6; hydrology, some statistics packages", (p, n) => p * (n + 1)));
}
