using System.Globalization;
using System.Text;

namespace HotRow.Serving;

/// <summary>Measured times of a collective, by size: one number of devices on one kind of link.</summary>
/// <remarks><i>Source:</i> the tables of microsoft/vidur, data/profiling/network (MIT): columns <c>time_stats.*.median</c> in ms, <c>num_workers</c>, <c>size</c> in bytes,
/// <c>devices_per_node</c>. <i>Deviation:</i> rows below 10,000 B are left out: the first size of each series holds its warm-up and is slower than the next.</remarks>
public sealed class CollectiveTable
{
    /// <summary>Smallest size that is read. <i>Units:</i> B.</summary>
    public const long FewestBytes = 10_000;

    private const int MostRows = 1_000_000;
    private const int LongestLine = 1 << 16;

    // A day. More is no time of a collective, and far more is no number of nanoseconds.
    private const double MostMs = 86_400_000;

    private readonly (long Bytes, double Ns)[] _times;

    private CollectiveTable((long Bytes, double Ns)[] times, int devices) => (_times, Devices) = (times, devices);

    /// <summary>Sizes with their median times, ascending. <i>Units:</i> B and ns.</summary>
    public IReadOnlyList<(long Bytes, double Ns)> Times => _times;

    /// <summary>Devices that took part.</summary>
    public int Devices { get; }

    /// <summary>The rows of one number of devices.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="devices">Devices that take part.</param>
    /// <param name="devicesPerNode">How many of them are in one machine: equal to <paramref name="devices"/> for links within it, fewer for the network between machines.</param>
    /// <exception cref="InputException">The file cannot be read, lacks a column, has a row that is none, or no row of that kind.</exception>
    public static CollectiveTable Read(string path, int devices, int devicesPerNode)
    {
        using var lines = new LineReader(path, LongestLine);
        lines.Next(out var first);
        var header = Encoding.UTF8.GetString(first.Span).Split(',');
        var time = Array.FindIndex(header, h => h.StartsWith("time_stats.", StringComparison.Ordinal) && h.EndsWith(".median", StringComparison.Ordinal));
        var (workers, size, node) = (Array.IndexOf(header, "num_workers"), Array.IndexOf(header, "size"), Array.IndexOf(header, "devices_per_node"));
        if (time < 0 || workers < 0 || size < 0 || node < 0)
        {
            throw new InputException($"{path}: a table of collectives has the columns time_stats.*.median, num_workers, size and devices_per_node");
        }

        var rows = new List<(long Bytes, double Ns)>();
        while (lines.Next(out var line))
        {
            var cells = Encoding.UTF8.GetString(line.Span).Split(',');
            if (lines.Number > MostRows || cells.Length != header.Length
                || !double.TryParse(cells[time], NumberStyles.Float, CultureInfo.InvariantCulture, out var ms) || ms is not (> 0 and <= MostMs)
                || !long.TryParse(cells[size], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                || !int.TryParse(cells[workers], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || !int.TryParse(cells[node], NumberStyles.None, CultureInfo.InvariantCulture, out var inNode))
            {
                throw new InputException($"'{path}' line {lines.Number}: no row of a table of collectives: {header.Length} cells, with time (up to {MostMs:N0} ms), size and devices as positive numbers, at most {MostRows:N0} rows");
            }

            if (count == devices && inNode == devicesPerNode && bytes >= FewestBytes)
            {
                rows.Add((bytes, ms * 1e6));
            }
        }

        return rows.Count > 1
            ? new([.. rows.GroupBy(r => r.Bytes).OrderBy(g => g.Key).Select(g => (g.Key, g.Average(r => r.Ns)))], devices)
            : throw new InputException($"{path}: has no rows of {devices} devices, {devicesPerNode} in a machine");
    }

    /// <summary>The time of that many bytes, linear between measured sizes; the ends' slopes continue beyond them. <i>Units:</i> ns.</summary>
    public long Ns(long bytes)
    {
        var at = Array.FindIndex(_times, t => t.Bytes >= bytes);
        at = at < 0 ? _times.Length - 1 : Math.Max(1, at);
        var (low, high) = (_times[at - 1], _times[at]);
        return (long)Math.Max(Math.Round(low.Ns + ((bytes - low.Bytes) * (high.Ns - low.Ns) / (high.Bytes - low.Bytes))), bytes < low.Bytes ? low.Ns : 0);
    }

    /// <summary>Start-up time and rate that fit the table best.</summary>
    /// <exception cref="ArgumentException">The times do not grow with the size.</exception>
    public AlphaBeta Fit() => AlphaBeta.Fit(_times);
}
