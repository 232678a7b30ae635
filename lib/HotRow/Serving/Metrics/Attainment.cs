namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Share of the offered requests that keep every objective.</summary>
    public static readonly Metric Attainment = new("attainment", "Attainment", "", true, "requests that keep ALL objectives / requests offered; refused and unfinished ones keep none");

    /// <summary>Share of the offered requests that keep every objective; NaN when none was offered.</summary>
    public static double AttainmentOf(IReadOnlyCollection<RequestOutcome> outcomes, ServiceObjectives objectives) =>
        outcomes.Count == 0 ? double.NaN : outcomes.Count(o => objectives.IsMet(o)) / (double)outcomes.Count;
}
