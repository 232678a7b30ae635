namespace HotRow.Notebook;

/// <summary>The bytes that all peers of a socket together may have lying in unfinished messages before they have proven who they are. Thread-safe.</summary>
internal sealed class ZmtpBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Takes some of it.</summary>
    /// <returns>Whether that much was left; if not, nothing is taken.</returns>
    internal bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
            return true;
        Return(count);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    internal void Return(long count) => Interlocked.Add(ref _left, count);
}
