using System.Globalization;

namespace HotRow.Lab;

/// <summary>The data caches of a machine, the nearest first.</summary>
/// <param name="Levels">Name and bytes of each.</param>
/// <param name="IsKnown">False where the system does not say and usual sizes stand in.</param>
internal sealed record CacheSizes(IReadOnlyList<(string Name, long Bytes)> Levels, bool IsKnown)
{
    private static readonly (string Name, long Bytes)[] s_usual = [("L1", 32 << 10), ("L2", 1 << 20), ("L3", 16 << 20)];

    /// <summary>Those of the machine this runs on.</summary>
    public static CacheSizes ThisMachine { get; } = Parse(MachineCard.ThisMachine.Caches);

    /// <summary>Reads the words of a machine card: "L1 48 KiB, L2 1024 KiB".</summary>
    public static CacheSizes Parse(string caches)
    {
        var levels = new List<(string, long)>();
        foreach (var words in caches.Split(',').Select(c => c.Trim().Split(' ')))
        {
            if (words is [var name, var size, "KiB"] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var kiB) && kiB > 0)
            {
                levels.Add((name, kiB << 10));
            }
        }

        return levels.Count == 0 ? new(s_usual, false) : new(levels, true);
    }

    /// <summary>A working set that lies well inside each cache: half of it, a quarter of the last one, which others share.</summary>
    public IEnumerable<(string Name, long Bytes)> Within() => Levels.Select((level, i) => (level.Name, level.Bytes / (i > 0 && i == Levels.Count - 1 ? 4 : 2)));
}
