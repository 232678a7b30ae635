using System.Globalization;

namespace HotRow;

/// <summary>The control group of this process's own in which its memory is limited, below the group that it was in.</summary>
/// <remarks>Groups are named hotrow- and their process. Several processes may have theirs below one parent.</remarks>
internal sealed class LimitedGroup
{
    private const string Prefix = "hotrow-";
    private const int RemoveTries = 200;
    private readonly ControlGroup _parent;
    private readonly ControlGroup _group;
    private bool _enabledController;

    /// <summary>Names the group; <see cref="Enter"/> makes it.</summary>
    /// <param name="parent">Where this process is.</param>
    /// <param name="enabledController">Whether the parent limits its children on this process's account already.</param>
    public LimitedGroup(ControlGroup parent, bool enabledController = false)
    {
        _parent = parent;
        _group = parent with { Folder = Path.Combine(parent.Folder, $"{Prefix}{Environment.ProcessId}") };
        _enabledController = enabledController;
    }

    /// <summary>Where its files are.</summary>
    public string Folder => _group.Folder;

    /// <summary>What is charged to it now. <i>Units:</i> bytes.</summary>
    public long UsedBytes => long.Parse(File.ReadAllText(Path.Combine(_group.Folder, _group.IsV2 ? "memory.current" : "memory.usage_in_bytes")), CultureInfo.InvariantCulture);

    /// <summary>Removes the groups of processes that are no more. A group that still holds somebody cannot be removed.</summary>
    /// <param name="parent">The group below which they are.</param>
    /// <param name="except">A folder that stays.</param>
    internal static void RemoveAbandoned(ControlGroup parent, string? except = null)
    {
        foreach (var folder in Directory.GetDirectories(parent.Folder, Prefix + "*"))
        {
            var name = Path.GetFileName(folder.AsSpan())[Prefix.Length..];
            if (folder == except || !int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var process) || (process != Environment.ProcessId && Directory.Exists($"/proc/{process}")))
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

    /// <summary>Makes the group, moves this process there and limits it.</summary>
    /// <exception cref="IOException">The system refuses; the message says what is in the way.</exception>
    public void Enter(long bytes)
    {
        Directory.CreateDirectory(_group.Folder);
        if (!_group.IsV2)
        {
            Write(_group, "memory.limit_in_bytes", bytes);
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

        Write(_group, "memory.max", bytes);
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

    /// <summary>Moves the group's processes back and removes the group; does nothing where there is none.</summary>
    /// <exception cref="IOException">A process could not be moved; it stays under the limit.</exception>
    public void Leave()
    {
        if (!Directory.Exists(_group.Folder))
        {
            return;
        }

        GiveControllerBack();
        foreach (var process in File.ReadAllLines(_group.ProcessesFile))
        {
            Join(_parent, int.Parse(process, CultureInfo.InvariantCulture));
        }

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

    /// <summary>Ends what <see cref="Enter"/> enabled in the parent, which takes no process back before; but while another process has its limit there, it stays enabled, or that limit would end too.</summary>
    internal void GiveControllerBack()
    {
        if (!_enabledController)
        {
            return;
        }

        RemoveAbandoned(_parent, except: _group.Folder);
        if (Directory.GetDirectories(_parent.Folder, Prefix + "*").All(folder => folder == _group.Folder))
        {
            Write(_parent, "cgroup.subtree_control", "-memory");
        }

        _enabledController = false;
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
