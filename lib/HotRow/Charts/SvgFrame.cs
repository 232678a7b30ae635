namespace HotRow;

/// <summary>What every chart has around its marks: card, title, axes, legend, notes. It grows downwards and knows its height only at the end.</summary>
internal sealed class SvgFrame(ChartSpec spec, ChartData data, SvgUse use)
{
    /// <summary>Width of every chart, in its own pixels.</summary>
    public const double Width = 800;

    private const double TextSize = 12;

    private const int MostNameLines = 4;

    /// <summary>Height of the plot of a chart with axes.</summary>
    public const double PlotHeight = 300;

    private double _bottom;

    /// <summary>What the chart shows.</summary>
    public ChartSpec Spec { get; } = spec;

    /// <summary>Its numbers.</summary>
    public ChartData Data { get; } = data;

    /// <summary>The elements.</summary>
    public SvgCanvas Canvas { get; } = new();

    /// <summary>Left edge of the plot.</summary>
    public double Left { get; private set; }

    /// <summary>Right edge of the plot.</summary>
    public double Right { get; private set; }

    /// <summary>Top edge of the plot.</summary>
    public double Top { get; private set; } = use == SvgUse.Standalone ? 56 : 8;

    /// <summary>Bottom edge of the plot.</summary>
    public double Bottom => Top + Height;

    /// <summary>Height of this plot; set before <see cref="Sides"/> where it is not <see cref="PlotHeight"/>.</summary>
    public double Height { get; set; } = PlotHeight;

    /// <summary>Space between the card's edge and its content.</summary>
    public double Padding { get; } = use == SvgUse.Standalone ? 20 : 2;

    /// <summary>Label of the horizontal axis.</summary>
    public string XLabel => Spec.XLabel ?? Spec.X;

    /// <summary>Puts a line of text over the plot: the quantity with its unit, and which way is better.</summary>
    public void Quantity()
    {
        var better = Spec.Y.HigherIsBetter is { } higher ? (higher ? "higher is better" : "lower is better") : "";
        Canvas.Text("ink", Padding, Top + 10, Spec.Y.Axis);
        Canvas.Text("muted", Padding + MarkupText.Width(Spec.Y.Axis, TextSize) + 8, Top + 10, better);
        Top += 26;
    }

    /// <summary>Puts a row or rows of series names over the plot.</summary>
    public void Legend()
    {
        if (Data.Series is not [{ Name: "" }])
            Legend([.. Data.Series.Select((s, i) => (s.Name, i))]);
    }

    /// <summary>Puts a row or rows of names with their colours over the plot.</summary>
    public void Legend(IReadOnlyList<(string Name, int Colour)> entries)
    {
        var x = Padding;
        foreach (var (whole, colour) in entries)
        {
            var name = MarkupText.Fit(whole, 300, TextSize);
            var width = 18 + MarkupText.Width(name, TextSize) + 16;
            if (x > Padding && x + width > Width - Padding)
                (x, Top) = (Padding, Top + 19);

            Canvas.Open($"key {new SeriesStyle(colour).Colour}", whole);
            Swatch(new(colour), x + 6, Top + 6);
            Canvas.Text("ink", x + 18, Top + 10, name);
            Canvas.Close();
            x += width;
        }

        Top += 28;
    }

    /// <summary>Fixes the plot's sides.</summary>
    public void Sides(double left, double right)
    {
        Left = Padding + left;
        Right = Width - Padding - right;
        _bottom = Bottom;
    }

    /// <summary>Draws the vertical axis: grid lines with labels.</summary>
    public void DrawY(AxisScale scale)
    {
        foreach (var tick in scale.Ticks)
        {
            if (tick.Label.Length == 0)
                continue;

            Canvas.Line("grid", Left, tick.Position, Right, tick.Position);
            Canvas.Text("tick end", Left - 8, tick.Position + 4, tick.Label);
        }

        foreach (var tick in scale.Ticks.Where(t => t.Label.Length == 0))
        {
            Canvas.Line("minor", Left - 3, tick.Position, Left, tick.Position);
        }
    }

    /// <summary>Draws the horizontal axis with its label; names that are too wide for their place are wrapped, then slanted.</summary>
    public void DrawX(AxisScale scale)
    {
        Canvas.Line("axis", Left, Bottom, Right, Bottom);
        var room = scale is CategoryScale categories ? categories.Width - 6 : Width;
        if (scale is CategoryScale && scale.Ticks.Any(t => t.Label.Split(' ').Max(w => MarkupText.Width(w, TextSize)) > room || MarkupText.Wrap(t.Label, room, TextSize).Count > MostNameLines))
            SlantedNames(scale.Ticks);
        else
            LevelNames(scale.Ticks, room);

        Canvas.Text("ink mid", (Left + Right) / 2, _bottom + 20, XLabel);
        _bottom += 26;
    }

    /// <summary>Adds a line of text below everything so far.</summary>
    public void Below(string classes, string text)
    {
        _bottom += 3;
        foreach (var line in MarkupText.Wrap(text, Width - (2 * Padding), TextSize))
        {
            _bottom += 17;
            Canvas.Text(classes, Padding, _bottom, line);
        }
    }

    /// <summary>Says where the plot with everything at its axes ends, for charts of another height.</summary>
    public void EndsAt(double bottom) => _bottom = bottom;

    /// <summary>The whole SVG: kinds of numbers, notes and caption below, card and title around.</summary>
    public string Finish()
    {
        if (!Data.IsEmpty)
            Kinds();

        foreach (var note in Data.Notes)
        {
            Below("muted", note);
        }

        var standalone = use == SvgUse.Standalone;
        if (standalone && Spec.Caption.Length > 0)
            Below("muted", Spec.Caption);

        var height = Math.Ceiling(_bottom + (standalone ? 18 : 6));
        var label = MarkupText.Escape(Spec.Title);
        var size = $"viewBox=\"0 0 {MarkupText.Number(Width)} {MarkupText.Number(height)}\"";
        if (!standalone)
            return $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hr\" role=\"img\" aria-label=\"{label}\" {size}>\n{Canvas}</svg>\n";

        var around = new SvgCanvas();
        around.Rect("card", 0.5, 0.5, Width - 1, height - 1, 8);
        around.Text("title", Padding, 34, MarkupText.Fit(Spec.Title, (Width - (2 * Padding)) / 1.05, 16));
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hr\" role=\"img\" width=\"{MarkupText.Number(Width)}\" height=\"{MarkupText.Number(height)}\" {size}>\n"
            + $"<title>{label}</title>\n<style>\n{ChartTheme.Light.Css}</style>\n{around}{Canvas}</svg>\n";
    }

    private void LevelNames(IReadOnlyList<AxisTick> ticks, double room)
    {
        var lines = 1;
        var lastRight = double.NegativeInfinity;
        foreach (var tick in ticks)
        {
            Canvas.Line(tick.Label.Length == 0 ? "minor" : "axis", tick.Position, Bottom, tick.Position, Bottom + (tick.Label.Length == 0 ? 3 : 5));
            var half = Math.Min(room, MarkupText.Width(tick.Label, TextSize)) / 2;
            if (tick.Label.Length == 0 || tick.Position - half < lastRight + 4)
                continue;

            lastRight = tick.Position + half;
            var wrapped = MarkupText.Wrap(tick.Label, room, TextSize);
            lines = Math.Max(lines, wrapped.Count);
            for (var i = 0; i < wrapped.Count; i++)
            {
                Canvas.Text("tick mid", tick.Position, Bottom + 18 + (15 * i), wrapped[i]);
            }
        }

        _bottom = Bottom + 6 + (15 * lines);
    }

    private void SlantedNames(IReadOnlyList<AxisTick> ticks)
    {
        var longest = 0.0;
        foreach (var tick in ticks)
        {
            var name = MarkupText.Fit(tick.Label, Math.Min(190, (tick.Position - Padding) / 0.82), TextSize);
            longest = Math.Max(longest, MarkupText.Width(name, TextSize));
            Canvas.Text("tick end", tick.Position + 4, Bottom + 16, name, rotate: -35);
        }

        _bottom = Bottom + 12 + (longest * 0.58);
    }

    private bool HasBars => Spec.Kind is ChartKind.Bar or ChartKind.Waterfall or ChartKind.Timeline;

    private void Swatch(SeriesStyle style, double x, double y)
    {
        if (HasBars)
            Canvas.Rect("solid", x - 6, y - 6, 12, 12, 2);
        else
            style.Marker(Canvas, x, y, 4.5, ValueKind.Measured);
    }

    private void Kinds()
    {
        var kinds = Data.Points.Select(p => p.Kind).Distinct().Order().ToArray();
        _bottom += 20;
        var x = Padding;
        foreach (var kind in kinds)
        {
            var text = KindText(kind);
            Canvas.Open("key s7");
            if (HasBars)
                SvgBar.Fill(Canvas, kind, x, _bottom - 9, 16, 10);
            else if (Spec.Kind != ChartKind.HeatMap)
                new SeriesStyle(0).Marker(Canvas, x + 8, _bottom - 4, 4.5, kind);

            var indent = Spec.Kind == ChartKind.HeatMap ? 0 : 22;
            Canvas.Text("muted", x + indent, _bottom, text);
            Canvas.Close();
            x += indent + MarkupText.Width(text, TextSize) + 18;
            if (x > Width - 260 && kind != kinds[^1])
                (x, _bottom) = (Padding, _bottom + 18);
        }
    }

    private string KindText(ValueKind kind) => kind switch
    {
        ValueKind.Measured => Spec.Kind is not (ChartKind.HeatMap or ChartKind.Timeline) && Data.Points.Any(p => p.HasInterval && p.Kind == ValueKind.Measured) ? "measured here, with 95 % interval" : "measured here",
        ValueKind.Counted => "counted exactly",
        ValueKind.Computed => "computed, closed form",
        _ => Spec.Kind == ChartKind.HeatMap ? "modelled (in italics), not measured" : "modelled, not measured",
    };
}
