using System.Text.RegularExpressions;

namespace HotRow.Lab;

/// <summary>Numbers of a run as one says them aloud, and the words that go with them. A number that was not measured says so.</summary>
internal static partial class Phrase
{
    /// <summary>A ratio in two digits: "4.9 times".</summary>
    public static string Times(double ratio) => double.IsFinite(ratio) ? Digits(ratio) + " times" : Findings.NotMeasured;

    /// <summary>A share in two digits: "82 %", "8.1 %"; near the whole as many as what is missing needs: "99.7 %".</summary>
    public static string Percent(double share)
    {
        if (!double.IsFinite(share))
        {
            return Findings.NotMeasured;
        }

        var missing = 100 * Math.Abs(1 - share);
        return share < 0.1 || missing is 0 or >= 10
            ? Of(100 * share, "%")
            : Findings.Text(Math.Round(100 * share, Math.Clamp(-(int)Math.Floor(Math.Log10(missing)), 0, 6)), "%");
    }

    /// <summary>A number with its unit, in two digits: "39 ns".</summary>
    public static string Of(double value, string unit) => double.IsFinite(value) ? NumberText.Figure(Two(value)) + NumberText.UnitSuffix(unit) : Findings.NotMeasured;

    /// <summary>A number with unit and interval: "5.4 [4.4, 9.3]×"; for numbers of which the first is meant when several match.</summary>
    public static string WithInterval(Observation? number, string unit) => number is not null && double.IsFinite(number.Value)
        ? NumberText.WithInterval(number.Value, number.Low, number.High) + NumberText.UnitSuffix(unit)
        : Findings.NotMeasured;

    /// <summary>A stored number in two digits, as one says it: "1.9 times", "39 ns".</summary>
    /// <exception cref="InvalidOperationException">Several match: the question is not precise enough.</exception>
    public static string Number(Findings found, IExperiment experiment, Metric metric, params (string Name, ParameterValue Value)[] parameters)
    {
        var value = found.Value(experiment, metric, parameters);
        return metric.Unit == "x" ? Times(value) : Of(value, metric.Unit);
    }

    /// <summary>Sentences joined to what one says aloud; a sentence that would have to name a number that was not measured is left out.</summary>
    public static string Say(params string[] sentences) => string.Join(' ', sentences.Where(IsMeasured));

    /// <summary>A sentence with its numbers, or the one that needs none where a number was not measured.</summary>
    public static string Or(string sentence, string without) => IsMeasured(sentence) ? sentence : without;

    /// <summary>A text without its sentences whose number was not measured; when none is left, that nothing was.</summary>
    public static string OnlyMeasured(string text) =>
        Say(SentenceEnd().Split(text)) is { Length: > 0 } rest ? rest : "Nothing of the answer was measured here yet.";

    /// <summary>The words for a ratio whose interval lies above 1, below 1, or on both sides; "" when it was not measured.</summary>
    public static string Side(Observation? ratio, string above, string below, string neither) =>
        ratio is null || !double.IsFinite(ratio.Value) ? ""
        : (double.IsFinite(ratio.Low) ? ratio.Low : ratio.Value) > 1 ? above
        : (double.IsFinite(ratio.High) ? ratio.High : ratio.Value) < 1 ? below
        : neither;

    /// <summary>The words for a number above a threshold, or for one that is not; "" when it was not measured.</summary>
    public static string Side(double value, double threshold, string above, string below) => !double.IsFinite(value) ? "" : value > threshold ? above : below;

    /// <summary>A remark where a ratio's interval lies wholly on the side that the mechanism does not explain; "" otherwise.</summary>
    /// <param name="ratio">The ratio.</param>
    /// <param name="above">Whether it is expected above 1.</param>
    public static string Unexpected(Observation? ratio, bool above) => above
        ? Side(ratio, "", " (against the prediction)", "")
        : Side(ratio, " (against the prediction)", "", "");

    private static bool IsMeasured(string sentence) => !sentence.Contains(Findings.NotMeasured, StringComparison.Ordinal);

    // "1.0", not "1": a ratio of one is a figure too.
    private static string Digits(double ratio)
    {
        var two = Two(ratio);
        return two >= 1 && two < 10 ? two.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : NumberText.Figure(two);
    }

    private static double Two(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        var step = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return step >= 1 ? Math.Round(value / step) * step : Math.Round(value, Math.Min(15, (int)Math.Round(-Math.Log10(step))));
    }

    // A full stop inside a number or an abbreviation is not followed by a capital.
    [GeneratedRegex("(?<=[.!?]) +(?=[A-Z`\"(])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();
}
