namespace HotRow;

/// <summary>A heat map: X across, the series down, Y as colour with the number written in.</summary>
internal static class SvgHeatMap
{
    private const double TextSize = 12;
    private const double WidestName = 200;
    private const double CellHeight = 32;

    /// <summary>Draws the chart.</summary>
    public static void Draw(SvgFrame frame)
    {
        var data = frame.Data;
        var spec = frame.Spec;
        frame.Quantity();
        ColourKey(frame);
        frame.Sides(data.Series.Max(s => Math.Min(WidestName, MarkupText.Width(s.Name, TextSize))) + 10, 0);

        var width = Math.Min(140, (frame.Right - frame.Left) / data.Categories.Count);

        // All cells or none: numbers in a few would look as if only those were known.
        var figures = data.Points.All(p => MarkupText.Width(NumberText.Tick(p.Y), TextSize) <= width - 2);
        var top = frame.Top;
        for (var row = 0; row < data.Series.Count; row++)
        {
            var y = top + (row * CellHeight);
            frame.Canvas.Text("ink end", frame.Left - 8, y + (CellHeight / 2) + 4, MarkupText.Fit(data.Series[row].Name, WidestName, TextSize));
            for (var column = 0; column < data.Categories.Count; column++)
            {
                var point = data.Series[row].Points.LastOrDefault(p => p.X.Text == data.Categories[column].Text);
                Cell(frame, data.Series[row], point, frame.Left + (column * width), y, width, figures);
            }
        }

        ColumnNames(frame, width, top + (data.Series.Count * CellHeight));
        foreach (var reference in spec.References.Where(r => r.Points.Count > 0))
        {
            frame.Below("reftext", $"{reference.Label}: {NumberText.Figure(reference.Points[0].Y)}{NumberText.UnitSuffix(spec.Y.Unit)}");
        }
    }

    private static void Cell(SvgFrame frame, ChartSeries series, ChartPoint? point, double x, double y, double width, bool figures)
    {
        var canvas = frame.Canvas;
        if (point is null)
        {
            canvas.Open("mark", "not run in this budget");
            canvas.Rect("gap", x + 1, y + 1, width - 2, CellHeight - 2, 2);
            canvas.Close();
            return;
        }

        var (fill, text) = ColourScale.At(Share(frame, point.Y));
        canvas.Open("mark", SvgChart.Tooltip(frame.Spec, series, point));
        canvas.Rect("cell", x + 1, y + 1, width - 2, CellHeight - 2, 2, fill);
        if (figures)
            canvas.Text(point.Kind == ValueKind.Modelled ? "mid reftext" : "mid", x + (width / 2), y + (CellHeight / 2) + 4, NumberText.Tick(point.Y), fill: text);

        canvas.Close();
    }

    private static void ColumnNames(SvgFrame frame, double width, double bottom)
    {
        var names = frame.Data.Categories.Select(c => NumberText.Label(c)).ToArray();
        var slanted = names.Any(n => MarkupText.Width(n, TextSize) > width - 2);
        for (var i = 0; i < names.Length; i++)
        {
            var x = frame.Left + ((i + 0.5) * width);
            if (slanted)
                frame.Canvas.Text("tick end", x + 4, bottom + 16, MarkupText.Fit(names[i], 190, TextSize), rotate: -35);
            else
                frame.Canvas.Text("tick mid", x, bottom + 16, names[i]);
        }

        var reach = bottom + (slanted ? 12 + (0.58 * Math.Min(190, names.Max(n => MarkupText.Width(n, TextSize)))) : 20);
        frame.Canvas.Text("ink mid", frame.Left + (width * names.Length / 2), reach + 18, frame.XLabel);
        frame.EndsAt(reach + 24);
    }

    private static void ColourKey(SvgFrame frame)
    {
        const int Steps = 40;
        var (low, high) = Range(frame);
        var right = SvgFrame.Width - frame.Padding;
        var lowText = NumberText.Tick(low);
        var highText = NumberText.Tick(high);
        var left = right - MarkupText.Width(highText, TextSize) - 8 - (Steps * 3);
        var y = frame.Top - 26;
        frame.Canvas.Text("tick end", left - 6, y + 10, lowText);
        for (var i = 0; i < Steps; i++)
        {
            frame.Canvas.Rect("cell", left + (i * 3), y, 3.5, 12, 0, ColourScale.At(i / (Steps - 1.0)).Fill);
        }

        frame.Canvas.Text("tick", left + (Steps * 3) + 6, y + 10, highText);
    }

    private static (double Low, double High) Range(SvgFrame frame) => (frame.Data.Points.Min(p => p.Y), frame.Data.Points.Max(p => p.Y));

    private static double Share(SvgFrame frame, double value)
    {
        var (low, high) = Range(frame);
        if (high <= low)
            return 0.5;

        return frame.Spec.LogY ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
    }
}
