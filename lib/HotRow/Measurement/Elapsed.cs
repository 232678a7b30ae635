using System.Diagnostics;

namespace HotRow;

/// <summary>Simple timings for commands that report a speed beside their result; comparisons belong to the harness.</summary>
public static class Elapsed
{
    /// <summary>Runs something once and says how long it took.</summary>
    public static TimeSpan Of(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>A clock that starts now: each call says how long ago that was.</summary>
    public static Func<TimeSpan> Clock()
    {
        var start = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The middle one of some timings; of an even number, the mean of the two middle ones.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static TimeSpan Median(IEnumerable<TimeSpan> timings)
    {
        var sorted = timings.Order().ToArray();
        return sorted.Length > 0
            ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2
            : throw new ArgumentException("the median of no timings is undefined", nameof(timings));
    }
}
