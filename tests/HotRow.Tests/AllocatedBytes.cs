namespace HotRow.Tests;

/// <summary>What a call allocates on this thread.</summary>
internal static class AllocatedBytes
{
    private const int Tries = 10;

    /// <summary>The least of several calls. A collection that another thread starts counts the unused rest of this thread's
    /// allocation buffer (up to 8 KiB) as allocated, so one call alone can show bytes that it did not allocate.</summary>
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
