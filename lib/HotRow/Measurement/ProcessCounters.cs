using System.Globalization;

namespace HotRow;

/// <summary>What the operating system counted for this process since it began; NaN where the system does not say.</summary>
/// <param name="MinorFaults">Page faults served from memory.</param>
/// <param name="MajorFaults">Page faults that read a disk.</param>
/// <param name="ContextSwitches">Voluntary and involuntary switches of all living threads.</param>
/// <param name="ResidentBytes">Bytes of memory that are mapped in now.</param>
/// <param name="DiskReadBytes">Bytes that disks were asked for, read-ahead included; what the page cache served is not counted.</param>
public readonly record struct ProcessCounters(double MinorFaults, double MajorFaults, double ContextSwitches, double ResidentBytes, double DiskReadBytes)
{
    /// <summary>The counters now. <i>Cost:</i> reads a few small system files; not for hot paths.</summary>
    public static ProcessCounters Now()
    {
        var (minor, major) = Faults();
        return new(minor, major, Switches(), Environment.WorkingSet, ReadFromDisk());
    }

    /// <summary>What was added since an earlier reading.</summary>
    public ProcessCounters Since(ProcessCounters earlier) => new(
        MinorFaults - earlier.MinorFaults,
        MajorFaults - earlier.MajorFaults,
        ContextSwitches - earlier.ContextSwitches,
        ResidentBytes - earlier.ResidentBytes,
        DiskReadBytes - earlier.DiskReadBytes);

    private static (double Minor, double Major) Faults()
    {
        try
        {
            // The name in parentheses may hold blanks; the fields after it do not: state is the first, minflt the 8th, majflt the 10th.
            var stat = OperatingSystem.IsLinux() ? File.ReadAllText("/proc/self/stat") : "";
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 9
                ? (double.Parse(fields[7], CultureInfo.InvariantCulture), double.Parse(fields[9], CultureInfo.InvariantCulture))
                : (double.NaN, double.NaN);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (double.NaN, double.NaN);
        }
    }

    private static double ReadFromDisk()
    {
        const string Key = "read_bytes: ";
        try
        {
            var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/io").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) : null;
            return line is null ? double.NaN : double.Parse(line.AsSpan(Key.Length), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }

    private static double Switches()
    {
        if (!OperatingSystem.IsLinux())
        {
            return double.NaN;
        }

        try
        {
            return Directory.GetDirectories("/proc/self/task")
                .Select(t => Path.Combine(t, "status"))
                .Where(File.Exists)
                .SelectMany(File.ReadLines)
                .Where(l => l.Contains("ctxt_switches", StringComparison.Ordinal))
                .Sum(l => double.Parse(l.AsSpan(l.IndexOf(':', StringComparison.Ordinal) + 1).Trim(), CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }
}
