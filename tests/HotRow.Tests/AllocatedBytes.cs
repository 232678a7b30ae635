namespace HotRow.Tests;

/// <summary>What a call allocates on this thread.</summary>
internal static class AllocatedBytes
{
    /// <summary>What a single measurement can be off by: a collection that another thread starts counts the unused rest of this
    /// thread's allocation buffer as allocated.</summary>
    public const long OneBuffer = 8 * 1024;

    private const int Tries = 10;

    /// <summary>The least of several calls: one alone can show up to <see cref="OneBuffer"/> that it did not allocate.</summary>
    public static long Of(Action call)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
