using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>Charts in words: for readers who do not see the picture, and what stands below it.</summary>
public static class ChartText
{
    /// <summary>Most numbers in <see cref="Table"/>.</summary>
    public const int MostRows = 40;

    /// <summary>The title and what the chart holds, in one line: an image's alternative text.</summary>
    public static string Alternative(ChartSpec spec, ChartData data)
    {
        if (data.IsEmpty)
            return $"{spec.Title}. Not run in this budget.";

        var kind = spec.Kind == ChartKind.HeatMap ? "Heat map" : $"{spec.Kind} chart";
        var series = data.Series.Select(s => s.Name).Where(n => n.Length > 0).ToArray();
        var names = series.Length == 0 ? "" : $"; {string.Join(", ", series.Take(8))}{(series.Length > 8 ? $" and {series.Length - 8} more" : "")}";
        var along = spec.Kind == ChartKind.Timeline ? "" : $" by {spec.XLabel ?? spec.X}";
        var low = NumberText.Figure(data.Points.Min(p => p.Y));
        var high = NumberText.Figure(data.Points.Max(p => p.Y));
        return $"{spec.Title}. {kind}: {spec.Y.Axis}{along}{names}; {data.Points.Count()} values from {low} to {high}.";
    }

    /// <summary>What a reader of the interactive chart must know and does not see in it: where the numbers come from, what was left out.</summary>
    public static IReadOnlyList<string> Notes(ChartSpec spec, ChartData data) =>
        data.IsEmpty ? data.Notes : [string.Join("; ", data.Points.Select(p => p.Kind).Distinct().Order().Select(k => KindText(spec, data, k))) + ".", .. data.Notes, .. spec.Kind is ChartKind.Bar or ChartKind.Waterfall ? SvgBar.Told(spec) : []];

    /// <summary>The numbers as columns of plain text, cut after <see cref="MostRows"/> with a line that says so.</summary>
    public static string Table(ChartSpec spec, ChartData data)
    {
        var text = new StringBuilder(spec.Title).Append('\n');
        if (data.IsEmpty)
            return text.Append("Not run in this budget\n").ToString();

        var points = data.Series.SelectMany(s => s.Points.Select(p => (s.Name, Point: p))).ToArray();
        List<string[]> rows = [["series", spec.XLabel ?? spec.X, spec.Y.Axis, "95 % interval", "kind"]];
        rows.AddRange(points.Take(MostRows).Select(p => (string[])[
            p.Point.Phase.Length > 0 ? $"{p.Name}, {p.Point.Phase}" : p.Name,
            NumberText.Label(p.Point.X),
            NumberText.Figure(p.Point.Y),
            p.Point.HasInterval ? $"{NumberText.Figure(p.Point.Low)} to {NumberText.Figure(p.Point.High)}" : "",
            p.Point.Kind.ToString().ToLowerInvariant()]));
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => OneLine(r[i]).Length)).ToArray();
        foreach (var row in rows)
        {
            text.Append(string.Join("  ", row.Select((cell, i) => OneLine(cell).PadRight(widths[i]))).TrimEnd()).Append('\n');
        }

        if (points.Length > MostRows)
            text.Append(CultureInfo.InvariantCulture, $"... and {points.Length - MostRows} more\n");

        return text.ToString();
    }

    private static string OneLine(string cell) => MarkupText.Fit(cell.ReplaceLineEndings(" "), 60, 1 / 0.6);

    private static string KindText(ChartSpec spec, ChartData data, ValueKind kind)
    {
        var bars = spec.Kind is ChartKind.Bar or ChartKind.Waterfall or ChartKind.Timeline or ChartKind.HeatMap;
        var intervals = !bars && data.Points.Any(p => p.HasInterval && p.Kind == kind);
        return kind switch
        {
            ValueKind.Measured => intervals ? "Filled: measured here, with 95 % interval" : "Measured here",
            ValueKind.Counted => bars ? "Counted exactly" : "With an eye: counted exactly",
            ValueKind.Computed => bars ? "Computed, closed form" : "Pale: computed, closed form",
            _ => spec.Kind is ChartKind.Bar or ChartKind.Timeline ? "Hatched: modelled, not measured" : bars ? "Modelled, not measured" : "Hollow: modelled, not measured",
        };
    }
}
