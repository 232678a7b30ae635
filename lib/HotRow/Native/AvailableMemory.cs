using System.Globalization;

namespace HotRow;

/// <summary>How much memory this process can still take.</summary>
public static class AvailableMemory
{
    /// <summary>Bytes that can be taken without swapping: the lesser of what the system has free and what a container's limit leaves.</summary>
    public static long Bytes()
    {
        var info = GC.GetGCMemoryInfo();
        // A container's limit shows in TotalAvailableMemoryBytes; what this process uses already counts against it.
        var underLimit = info.TotalAvailableMemoryBytes - Environment.WorkingSet;
        var free = OperatingSystem.IsLinux() && TryReadMemAvailable(out var bytes) ? bytes : info.TotalAvailableMemoryBytes - info.MemoryLoadBytes;
        return Math.Max(0, Math.Min(free, underLimit));
    }

    private static bool TryReadMemAvailable(out long bytes)
    {
        bytes = 0;
        try
        {
            foreach (var line in File.ReadLines("/proc/meminfo"))
            {
                // "MemAvailable:   23456789 kB"
                if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                {
                    bytes = long.Parse(line.AsSpan("MemAvailable:".Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return false;
    }
}
