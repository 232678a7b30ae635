using System.Text;

namespace HotRow.Lab;

/// <summary>What <c>bench</c> says to a person: a table per name, rates with their intervals and the share of the ceiling they reach.</summary>
internal static class BenchText
{
    /// <summary>The text, every line ended.</summary>
    internal static string Of(IReadOnlyList<BenchEntry> entries, IReadOnlyList<string> notes)
    {
        var text = new StringBuilder();
        foreach (var alike in entries.GroupBy(e => (e.Name, Columns: string.Join(',', [.. e.What.Select(w => w.Key), .. e.Columns.Select(c => c.Name)]))))
        {
            text.Append(Table([.. alike])).Append('\n');
        }

        foreach (var note in notes)
        {
            text.Append("note: ").Append(PrintableText.Line(note)).Append('\n');
        }

        return text.ToString();
    }

    private static TextTable Table(IReadOnlyList<BenchEntry> entries)
    {
        var bytes = entries.Any(e => e.GbPerSecond is not null);
        var best = entries.Any(e => e.Best is not null);
        var shares = entries.Any(e => e.ShareOfCeiling is not null);
        var table = new TextTable(
        [
            entries[0].Name, .. entries[0].What.Select(w => w.Key), .. entries[0].Columns.Select(c => c.Name), "rate", "95 % interval", "unit",
            .. Only(best, "best"), .. Only(bytes, "GB/s"), .. Only(shares, $"of {entries.First(e => e.Ceiling is not null || !shares).Ceiling}"), "n", "A/A",
        ]);
        foreach (var entry in entries)
        {
            var (scale, unit) = (entry.Quantity.Scale, entry.Quantity.Unit);
            table.Add(
            [
                "", .. entry.What.Select(w => Cell(w.Value)), .. entry.Columns.Select(c => c.Text), NumberText.Figure(entry.Rate.Value / scale), IntervalOf(entry), unit,
                .. Only(best, NumberText.Figure((entry.Best ?? double.NaN) / scale)), .. Only(bytes, NumberText.Figure(entry.GbPerSecond ?? double.NaN)), .. Only(shares, entry.ShareOfCeiling is { } share ? $"{100 * share:0} %" : "-"),
                $"{entry.Samples}", entry.Noise is { } noise ? $"{100 * noise:0.0} %" : "-",
            ]);
        }

        return table;
    }

    private static string IntervalOf(BenchEntry entry) => double.IsFinite(entry.Rate.Low) && double.IsFinite(entry.Rate.High)
        ? $"{NumberText.Figure(entry.Rate.Low / entry.Quantity.Scale)} to {NumberText.Figure(entry.Rate.High / entry.Quantity.Scale)}"
        : $"none: {entry.Samples} run{(entry.Samples == 1 ? "" : "s")}";

    private static string[] Only(bool wanted, string cell) => wanted ? [cell] : [];

    private static string Cell(ParameterValue value) => value.IsNumber ? $"{value.Number:N0}" : value.Text;
}
