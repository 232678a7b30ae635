namespace HotRow;

/// <summary>A quantity that results hold: it says by itself what it is, in which unit, and which way is better.</summary>
/// <param name="Id">Kebab-case identity in result files.</param>
/// <param name="Label">What an axis or a table head shows, without the unit.</param>
/// <param name="Unit">The unit, "" for a plain ratio. GB is 10^9 bytes.</param>
/// <param name="HigherIsBetter">Which way is better; null for a plain fact.</param>
/// <param name="Formula">How it is computed, in one line.</param>
public sealed record Metric(string Id, string Label, string Unit, bool? HigherIsBetter, string Formula)
{
    /// <summary>The label with its unit: "Time per row (ns)".</summary>
    public string Axis => Unit.Length == 0 ? Label : $"{Label} ({Unit})";
}
