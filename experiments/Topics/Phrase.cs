namespace HotRow.Lab;

/// <summary>Numbers as one says them aloud: two digits, no interval. A number that was not measured says so.</summary>
internal static class Phrase
{
    /// <summary>A ratio: "4.9 times".</summary>
    public static string Times(double ratio) => double.IsFinite(ratio) ? Two(ratio) + " times" : Findings.NotMeasured;

    /// <summary>A share: "82 %".</summary>
    public static string Percent(double share) => double.IsFinite(share) ? Two(100 * share) + "\u00a0%" : Findings.NotMeasured;

    /// <summary>A number with its unit: "39 ns".</summary>
    public static string Of(double value, string unit) => double.IsFinite(value) ? Two(value) + NumberText.UnitSuffix(unit) : Findings.NotMeasured;

    /// <summary>One of three words, by the side of a threshold on which a number lies.</summary>
    public static string Side(double value, double threshold, string above, string below, string unknown) =>
        double.IsNaN(value) ? unknown : value > threshold ? above : below;

    private static string Two(double value)
    {
        var step = value == 0 ? 1 : Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return NumberText.Figure(Math.Round(value / step) * step);
    }
}
