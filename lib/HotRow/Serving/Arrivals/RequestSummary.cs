namespace HotRow.Serving;

/// <summary>Recorded requests in a few numbers.</summary>
/// <param name="Count">Requests.</param>
/// <param name="SpanSeconds">From the first to the last.</param>
/// <param name="PerSecond">Mean rate: (requests - 1) / span; NaN without a span.</param>
/// <param name="GapVariation">Standard deviation / mean of the gaps; 1 for Poisson arrivals, NaN without a span.</param>
/// <param name="Input">Lengths of the prompts.</param>
/// <param name="Output">Lengths of the answers.</param>
public sealed record RequestSummary(int Count, double SpanSeconds, double PerSecond, double GapVariation, LengthSummary Input, LengthSummary Output)
{
    /// <summary>Summarizes requests in order of time. <i>Cost:</i> a sorted copy of each of the lengths.</summary>
    internal static RequestSummary Of(ReadOnlySpan<long> ns, ReadOnlySpan<int> input, ReadOnlySpan<int> output)
    {
        var (gaps, span) = (ns.Length - 1, (ns[^1] - ns[0]) / 1e9);
        var mean = span / gaps;
        var squares = 0.0;
        for (var i = 1; i < ns.Length; i++)
        {
            var deviation = ((ns[i] - ns[i - 1]) / 1e9) - mean;
            squares += deviation * deviation;
        }

        return new(ns.Length, span, span > 0 ? gaps / span : double.NaN, span > 0 ? Math.Sqrt(squares / gaps) / mean : double.NaN, LengthSummary.Of(input), LengthSummary.Of(output));
    }
}
