using System.Diagnostics.CodeAnalysis;

namespace HotRow;

/// <summary>The control group that Linux charges this process's memory to.</summary>
/// <param name="Folder">Where its files are.</param>
/// <param name="IsV2">Whether it is of the unified hierarchy; its files have other names there.</param>
internal sealed record ControlGroup(string Folder, bool IsV2)
{
    public string ProcessesFile => Path.Combine(Folder, "cgroup.procs");

    /// <summary>Finds it, or says why not.</summary>
    internal static bool TryFindOwn([NotNullWhen(true)] out ControlGroup? group, [NotNullWhen(false)] out string? why)
    {
        group = null;
        if (!OperatingSystem.IsLinux())
        {
            why = "only Linux has control groups";
            return false;
        }

        try
        {
            group = Locate(File.ReadAllText("/proc/self/cgroup"), File.ReadAllText("/proc/self/mountinfo"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            why = $"/proc does not tell this process's control group: {e.Message}";
            return false;
        }

        why = group is null ? "no memory control group of this process is mounted"
            : !File.Exists(group.ProcessesFile) ? $"the memory control group {group.Folder} is not visible here"
            : null;
        return why is null;
    }

    /// <summary>The group that these two files of /proc/self name; of version 1 where its memory controller is mounted, else of version 2.</summary>
    internal static ControlGroup? Locate(string memberships, string mounts)
    {
        ControlGroup? unified = null;
        foreach (var line in memberships.Split('\n'))
        {
            // "4:memory:/a/b" of version 1, "0::/a/b" of version 2.
            if (line.Split(':', 3) is not [_, var controllers, var path])
            {
                continue;
            }

            if (controllers.Split(',').Contains("memory") && Mounted(mounts, "cgroup", "memory", path) is { } folder)
            {
                return new(folder, IsV2: false);
            }

            if (controllers.Length == 0 && Mounted(mounts, "cgroup2", null, path) is { } unifiedFolder)
            {
                unified = new(unifiedFolder, IsV2: true);
            }
        }

        return unified;
    }

    private static string? Mounted(string mounts, string type, string? option, string path)
    {
        foreach (var line in mounts.Split('\n'))
        {
            // "35 31 0:32 /root /mount/point rw,relatime shared:9 - cgroup cgroup rw,memory": the root is what of the hierarchy is mounted there.
            var halves = line.Split(" - ", 2);
            if (halves.Length != 2 || halves[0].Split(' ') is not { Length: >= 5 } fields || halves[1].Split(' ') is not { Length: >= 3 } system
                || system[0] != type || (option is not null && !system[2].Split(',').Contains(option)))
            {
                continue;
            }

            var (root, point) = (fields[3].TrimEnd('/'), fields[4]);
            if (path == root || path.StartsWith(root + "/", StringComparison.Ordinal))
            {
                return Path.Combine(point, path[root.Length..].Trim('/'));
            }
        }

        return null;
    }
}
