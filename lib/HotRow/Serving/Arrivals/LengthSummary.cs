namespace HotRow.Serving;

/// <summary>Lengths of prompts or answers in a few numbers. <i>Units:</i> tokens.</summary>
/// <param name="Total">Sum.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Shortest">The shortest.</param>
/// <param name="P50">Median; quantiles are linear between order statistics.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Longest">The longest.</param>
public sealed record LengthSummary(long Total, double Mean, int Shortest, double P50, double P90, double P99, int Longest)
{
    /// <summary>Summarizes lengths, at least one.</summary>
    internal static LengthSummary Of(ReadOnlySpan<int> lengths)
    {
        var sorted = lengths.ToArray();
        Array.Sort(sorted);
        var total = 0L;
        foreach (var length in sorted)
        {
            total += length;
        }

        return new(total, (double)total / sorted.Length, sorted[0], At(0.5), At(0.9), At(0.99), sorted[^1]);

        double At(double probability)
        {
            var rank = (sorted.Length - 1) * probability;
            var below = (int)rank;
            return sorted[below] + ((sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]) * (rank - below));
        }
    }
}
