using System.Diagnostics.CodeAnalysis;

namespace HotRow;

/// <summary>Puts this process under a limit of memory for a while, file pages in the page cache included: a control group of its own below the one it is in.</summary>
/// <remarks>Memory that the process has when it enters stays charged to where it was; what it takes from then on counts, and so do the file pages
/// that it brings in. At the limit Linux gives up file pages first. Pages that were cached before are charged to others: drop a file
/// (<see cref="FileCache.Drop"/>) to have it limited. Child processes that are started meanwhile are in the group too, and leave with this one.
/// <para>Needs the right to make a control group: root as a rule. A process that is killed leaves an empty group, which the next one removes.</para>
/// <para><i>Source:</i> the kernel's admin guide, cgroup-v1/memory and cgroup-v2.</para></remarks>
public sealed class MemoryLimit : IDisposable
{
    private const long SpareBytes = 64L << 20;
    private static readonly Lock s_lock = new();
    private readonly LimitedGroup _group;
    private readonly EventHandler _atExit;
    private bool _left;

    private MemoryLimit(ControlGroup parent, long bytes)
    {
        _group = new(parent);
        Bytes = bytes;
        _atExit = (_, _) => TryLeave();
    }

    /// <summary>The limit that this process is under; null when it entered none.</summary>
    public static MemoryLimit? Current { get; private set; }

    /// <summary>The smallest limit that is accepted now. <i>Units:</i> bytes.</summary>
    /// <remarks>A collected heap is given back and taken again, and then counts: the committed heap and 64 MiB for everything else. Below that
    /// the kernel would end the process instead of giving up file pages.</remarks>
    public static long MinimumBytes => SpareBytes + GC.GetGCMemoryInfo().TotalCommittedBytes;

    /// <summary>The limit. <i>Units:</i> bytes.</summary>
    public long Bytes { get; }

    /// <summary>What is charged to the limit now. <i>Units:</i> bytes.</summary>
    public long UsedBytes => _group.UsedBytes;

    /// <summary>Enters a limit.</summary>
    /// <exception cref="InputException">It is not possible; the message says why.</exception>
    public static MemoryLimit Enter(long bytes) =>
        TryEnter(bytes, out var limit, out var why) ? limit : throw new InputException($"this process cannot be limited to {bytes / 1e6:F0} MB of memory: {why}");

    /// <summary>Enters a limit, or says why that is not possible.</summary>
    /// <param name="bytes">At least <see cref="MinimumBytes"/>.</param>
    /// <param name="limit">To be disposed to leave it.</param>
    /// <param name="why">One clause.</param>
    public static bool TryEnter(long bytes, [NotNullWhen(true)] out MemoryLimit? limit, [NotNullWhen(false)] out string? why)
    {
        limit = null;
        lock (s_lock)
        {
            if (Current is not null)
            {
                why = $"it is under a limit of {Current.Bytes / 1e6:F0} MB already";
                return false;
            }

            var minimum = MinimumBytes;
            if (bytes < minimum)
            {
                why = $"it may take {minimum / 1e6:F0} MB anew for its own heap and code, and would be ended when that does not fit";
                return false;
            }

            if (!ControlGroup.TryFindOwn(out var parent, out why))
            {
                return false;
            }

            var entering = new MemoryLimit(parent, bytes);
            try
            {
                LimitedGroup.RemoveAbandoned(parent);
                entering._group.Enter(bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                entering.TryLeave();
                why = $"the control group {entering._group.Folder} could not be set up: {e.Message}";
                return false;
            }

            AppDomain.CurrentDomain.ProcessExit += entering._atExit;
            (Current, limit) = (entering, entering);
            return true;
        }
    }

    /// <summary>Leaves the limit and removes the group.</summary>
    /// <exception cref="IOException">The process could not be moved back; it stays under the limit.</exception>
    public void Dispose()
    {
        lock (s_lock)
        {
            if (_left)
            {
                return;
            }

            _group.Leave();
            _left = true;
            Current = null;
            AppDomain.CurrentDomain.ProcessExit -= _atExit;
        }
    }

    private void TryLeave()
    {
        try
        {
            _group.Leave();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ends, or was never moved; an empty group that is left is removed by the next one.
            return;
        }
    }
}
