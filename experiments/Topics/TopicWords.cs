namespace HotRow.Lab;

/// <summary>How topics put numbers of a run into sentences; a number that was not measured says so.</summary>
internal static class TopicWords
{
    /// <summary>A share as a percentage with one decimal: "95.7 %".</summary>
    public static string Percent(double share) => Findings.Text(Math.Round(100 * share, 1), "%");

    /// <summary>A factor as two significant digits show it: "2.6×".</summary>
    public static string Times(double factor) => Findings.Text(Short(factor), "x");

    /// <summary>A stored ratio without its interval: "34×".</summary>
    public static string Times(Findings findings, IExperiment experiment, Metric metric, params (string Name, ParameterValue Value)[] parameters) =>
        Times(findings.Value(experiment, metric, parameters));

    /// <summary>A number with unit and interval: "5.4 [4.4, 9.3]×"; for numbers of which the first is meant when several match.</summary>
    public static string WithInterval(Observation? number, string unit) => number is not null && double.IsFinite(number.Value)
        ? NumberText.WithInterval(number.Value, number.Low, number.High) + NumberText.UnitSuffix(unit)
        : Findings.NotMeasured;

    /// <summary>A quantity as two significant digits show it.</summary>
    public static string About(double value, string unit) => Findings.Text(Short(value), unit);

    /// <summary>The words for a ratio whose interval lies above 1, below 1, or on both sides; "" when it was not measured.</summary>
    public static string Side(Observation? ratio, string above, string below, string neither) =>
        ratio is null || !double.IsFinite(ratio.Value) ? ""
        : (double.IsFinite(ratio.Low) ? ratio.Low : ratio.Value) > 1 ? above
        : (double.IsFinite(ratio.High) ? ratio.High : ratio.Value) < 1 ? below
        : neither;

    // Two digits for what is read aloud; whole numbers keep all of theirs.
    private static double Short(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value;
        }

        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return unit >= 1 ? Math.Round(value / unit) * unit : Math.Round(value, (int)Math.Round(-Math.Log10(unit)));
    }
}
