namespace HotRow.Serving;

public static partial class PercentileDefinitions
{
    /// <summary>Linear between the values at both sides of p (n + 1/3) + 1/3: about half of all samples lie too high, half too low, whatever the distribution.</summary>
    public static readonly PercentileDefinition MedianUnbiased = Add(new("median-unbiased", "median unbiased", "Hyndman-Fan 8, which the authors recommend", (p, n) => (p * (n + (1 / 3.0))) + (1 / 3.0)));
}
