namespace HotRow.Serving;

public static partial class PercentileDefinitions
{
    /// <summary>Linear between the values at both sides of 1 + p (n - 1).</summary>
    public static readonly PercentileDefinition Linear = Add(new("linear", "linear between order statistics", "Hyndman-Fan 7; numpy's, pandas' and spreadsheets' default, used in vLLM's benchmark tables", (p, n) => 1 + (p * (n - 1))));
}
