namespace HotRow;

/// <summary>How a trace spreads its accesses over its distinct ids.</summary>
/// <param name="Accesses">Accesses in all.</param>
/// <param name="Distinct">Distinct ids.</param>
/// <param name="Top1Percent">Share of the accesses, 0 to 1, that go to the max(1, floor(distinct / 100)) most used ids.</param>
/// <param name="Top5Percent">The same for five in a hundred.</param>
/// <param name="Top20Percent">The same for twenty in a hundred.</param>
/// <param name="OneHitShare">Share of the distinct ids, 0 to 1, that are accessed once.</param>
/// <param name="ZipfAlpha">Maximum-likelihood exponent of the bounded Zipf law over ranks 1..Distinct; NaN with one distinct id, where every exponent fits.</param>
public sealed record TraceProfile(long Accesses, int Distinct, double Top1Percent, double Top5Percent, double Top20Percent, double OneHitShare, double ZipfAlpha)
{
    /// <summary>Profiles a trace. <i>Cost:</i> one replay, 8 bytes per row, and a sort of the counts.</summary>
    /// <exception cref="InputException">The trace is empty.</exception>
    public static TraceProfile Of(IAccessTrace trace)
    {
        var counts = new long[trace.RowCount];
        foreach (var batch in trace.Batches())
        {
            foreach (var row in batch.Indices.Span)
            {
                counts[row]++;
            }
        }

        return Of(counts) ?? throw new InputException($"the trace '{trace.Name}' has no accesses; a profile needs at least one");
    }

    /// <summary>How many rows of a share of the distinct ids are: max(1, floor(percent / 100 * distinct)).</summary>
    /// <param name="percent">In hundredths.</param>
    /// <param name="distinct">Distinct ids.</param>
    /// <remarks>In decimal arithmetic, so that 0.1 % of 1,000 is 1 and not just below it.</remarks>
    public static int RowsOfPercent(decimal percent, int distinct) => (int)Math.Max(1, Math.Floor(percent * distinct / 100));

    /// <summary>Profiles the accesses of each row, which are sorted in place; null when there are none.</summary>
    internal static TraceProfile? Of(long[] counts)
    {
        Array.Sort(counts);
        Array.Reverse(counts);
        var distinct = Array.FindIndex(counts, count => count == 0) is var zero and >= 0 ? zero : counts.Length;
        if (distinct == 0)
        {
            return null;
        }

        var used = counts.AsSpan(0, distinct);
        long accesses = 0, once = 0;
        foreach (var count in used)
        {
            accesses += count;
            once += count == 1 ? 1 : 0;
        }

        return new TraceProfile(accesses, distinct, TopShare(used, 1, accesses), TopShare(used, 5, accesses), TopShare(used, 20, accesses),
            (double)once / distinct, ZipfLaw.Fit(used));
    }

    private static double TopShare(ReadOnlySpan<long> counts, int percent, long accesses)
    {
        long top = 0;
        foreach (var count in counts[..RowsOfPercent(percent, counts.Length)])
        {
            top += count;
        }

        return (double)top / accesses;
    }
}
