namespace HotRow.Serving;

public static partial class ServingMetrics
{
    /// <summary>Requests a second that keep every objective.</summary>
    public static readonly Metric Goodput = new("goodput", "Goodput", "1/s", true, "requests that keep ALL objectives / (last token - first arrival)");

    /// <summary>Requests a second that keep every objective; 0 when none finished.</summary>
    public static double GoodputOf(IReadOnlyCollection<RequestOutcome> outcomes, ServiceObjectives objectives)
    {
        var span = Throughput(outcomes).Span;
        return span > SimTime.Zero ? outcomes.Count(o => objectives.IsMet(o)) / span.Seconds : 0;
    }
}
