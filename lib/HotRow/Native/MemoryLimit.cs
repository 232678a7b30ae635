using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HotRow;

/// <summary>Puts this process under a limit of memory for a while, file pages in the page cache included: a control group of its own below the one it is in.</summary>
/// <remarks>Memory that the process has when it enters stays charged to where it was; what it takes from then on counts, and so do the file pages
/// that it brings in. At the limit Linux gives up file pages first. Pages that were cached before are charged to others: drop a file
/// (<see cref="FileCache.Drop"/>) to have it limited. Child processes that are started meanwhile are in the group too, and leave with this one.
/// <para>Needs the right to make a control group: root as a rule. A process that is killed leaves an empty group, which the next one removes.</para>
/// <para><i>Source:</i> the kernel's admin guide, cgroup-v1/memory and cgroup-v2.</para></remarks>
public sealed class MemoryLimit : IDisposable
{
    private const string Prefix = "hotrow-";
    private const long SpareBytes = 64L << 20;
    private const int RemoveTries = 200;
    private static readonly Lock s_lock = new();
    private readonly ControlGroup _parent;
    private readonly ControlGroup _group;
    private readonly EventHandler _atExit;
    private bool _enabledController;
    private bool _left;

    private MemoryLimit(ControlGroup parent, long bytes)
    {
        _parent = parent;
        _group = parent with { Folder = Path.Combine(parent.Folder, $"{Prefix}{Environment.ProcessId}") };
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
    public long UsedBytes => long.Parse(File.ReadAllText(Path.Combine(_group.Folder, _group.IsV2 ? "memory.current" : "memory.usage_in_bytes")), CultureInfo.InvariantCulture);

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
                RemoveAbandoned(parent);
                entering.EnterGroup();
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

            Leave();
            Current = null;
            AppDomain.CurrentDomain.ProcessExit -= _atExit;
        }
    }

    /// <summary>Removes the groups of processes that are no more. A group that still holds somebody cannot be removed.</summary>
    internal static void RemoveAbandoned(ControlGroup parent)
    {
        foreach (var folder in Directory.GetDirectories(parent.Folder, Prefix + "*"))
        {
            var name = Path.GetFileName(folder.AsSpan())[Prefix.Length..];
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || (process != Environment.ProcessId && Directory.Exists($"/proc/{process}")))
            {
                continue;
            }

            try
            {
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // One that still holds somebody, or is another user's, does no harm.
                continue;
            }
        }
    }

    private void EnterGroup()
    {
        Directory.CreateDirectory(_group.Folder);
        if (!_group.IsV2)
        {
            Write(_group, "memory.limit_in_bytes", Bytes);
            Write(_group, "memory.swappiness", 0);
            Join(_group, Environment.ProcessId);
            return;
        }

        // Version 2: a group may hand the controller on to its children only while it holds no process itself. So this process
        // leaves first, which suffices where it was alone; where others remain, the kernel refuses and its error is the reason.
        Join(_group, Environment.ProcessId);
        var control = Path.Combine(_parent.Folder, "cgroup.subtree_control");
        if (!File.ReadAllText(control).Split((char[])[' ', '\n']).Contains("memory"))
        {
            EnableController();
        }

        Write(_group, "memory.max", Bytes);
        if (File.Exists(Path.Combine(_group.Folder, "memory.swap.max")))
        {
            Write(_group, "memory.swap.max", 0);
        }
    }

    private void EnableController()
    {
        try
        {
            Write(_parent, "cgroup.subtree_control", "+memory");
            _enabledController = true;
        }
        catch (IOException e) when (File.ReadAllText(_parent.ProcessesFile).Length > 0)
        {
            throw new IOException($"{_parent.Folder} holds other processes too, and a group of version 2 limits children only while it holds none: start this process in a group of its own (systemd-run --scope)", e);
        }
    }

    private void Leave()
    {
        if (!Directory.Exists(_group.Folder))
        {
            _left = true;
            return;
        }

        if (_enabledController)
        {
            // A group that hands controllers on takes no process back.
            Write(_parent, "cgroup.subtree_control", "-memory");
            _enabledController = false;
        }

        foreach (var process in File.ReadAllLines(_group.ProcessesFile))
        {
            Join(_parent, int.Parse(process, CultureInfo.InvariantCulture));
        }

        _left = true;
        for (var tries = 1; Directory.Exists(_group.Folder); tries++)
        {
            try
            {
                Directory.Delete(_group.Folder);
            }
            catch (IOException) when (tries < RemoveTries)
            {
                // A process that has just ended may still be counted.
                Thread.Sleep(1);
            }
        }
    }

    private void TryLeave()
    {
        try
        {
            Leave();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ends, or was never moved; an empty group that is left is removed by the next one.
            return;
        }
    }

    private static void Join(ControlGroup group, int process)
    {
        try
        {
            Write(group, "cgroup.procs", process);
        }
        catch (IOException) when (process != Environment.ProcessId && !Directory.Exists($"/proc/{process}"))
        {
            // A child that ended meanwhile.
            return;
        }
    }

    private static void Write<T>(ControlGroup group, string file, T value)
        where T : notnull
    {
        // Opened as it is: these files can be neither made nor cut.
        using var stream = new FileStream(Path.Combine(group.Folder, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(value.ToString()!));
    }
}
