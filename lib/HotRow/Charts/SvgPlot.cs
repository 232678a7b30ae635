namespace HotRow;

/// <summary>What line and scatter charts share: scales, points with whiskers, reference lines.</summary>
internal sealed class SvgPlot
{
    private const double TextSize = 12;
    private const double LabelHeight = 15;
    private readonly SvgFrame _frame;
    private readonly Dictionary<string, int> _places = [];
    private readonly List<(double X, double Y)> _taken = [];
    private readonly List<(string Text, LabelBox Box)> _labels = [];

    /// <summary>Lays the plot out and draws its axes.</summary>
    /// <param name="frame">The frame, with everything above the plot already in it.</param>
    /// <param name="rightMargin">Room to the right of the plot.</param>
    public SvgPlot(SvgFrame frame, double rightMargin)
    {
        _frame = frame;
        var spec = frame.Spec;
        var data = frame.Data;
        for (var i = 0; i < data.Categories.Count; i++)
        {
            _places[data.Categories[i].Text] = i;
        }

        var places = Places(frame);
        var (first, last) = data.NumericX ? (places.Min(), places.Max()) : (double.NegativeInfinity, double.PositiveInfinity);
        var values = Values(frame, first, last).Where(v => !spec.LogY || v > 0).ToArray();
        Y = AxisScale.Over(values, spec.LogY, frame.Bottom, frame.Top, snap: true);
        frame.Sides(Y.Ticks.Max(t => MarkupText.Width(t.Label, TextSize)) + 10, rightMargin);
        X = data.NumericX
            ? AxisScale.Over(places, spec.LogX, frame.Left, frame.Right, snap: false)
            : new CategoryScale { From = frame.Left, To = frame.Right, Names = [.. data.Categories.Select(c => NumberText.Label(c))] };
        frame.DrawY(Y);
        var drawn = WithOwnTicks();
        OwnTicks = drawn != X;
        frame.DrawX(drawn);
    }

    /// <summary>The horizontal scale.</summary>
    public AxisScale X { get; }

    /// <summary>The vertical scale.</summary>
    public AxisScale Y { get; }

    /// <summary>Whether the horizontal axis has a tick at each place of the data instead of round values.</summary>
    public bool OwnTicks { get; }

    /// <summary>The labels of the references with their room, once they are written.</summary>
    public IReadOnlyList<(string Text, LabelBox Box)> Labels => _labels;

    /// <summary>All values that the vertical axis must hold: points, intervals, references.</summary>
    public static IEnumerable<double> Values(SvgFrame frame, double first = double.NegativeInfinity, double last = double.PositiveInfinity) => frame.Data.Points
        .SelectMany(p => p.HasInterval ? new[] { p.Y, p.Low, p.High } : [p.Y])
        .Concat(frame.Spec.References.SelectMany(r => r.Points).Where(p => double.IsInfinity(p.X) || (p.X >= first && p.X <= last)).Select(p => p.Y))
        .Where(v => double.IsFinite(v) && Math.Abs(v) < 1e300);

    /// <summary>The pixel of a point.</summary>
    public (double X, double Y) Place(ChartPoint point) => (_frame.Data.NumericX ? X.Place(point.X.Number) : X.Place(_places[point.X.Text]), Y.Place(point.Y));

    /// <summary>Marks a stretch as covered, so that labels keep away from it.</summary>
    public void Take((double X, double Y) from, (double X, double Y) to)
    {
        var steps = (int)Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)) / 5);
        for (var i = 0; i <= steps; i++)
        {
            _taken.Add((from.X + ((to.X - from.X) * i / steps), from.Y + ((to.Y - from.Y) * i / steps)));
        }
    }

    /// <summary>Draws the marks of one series: whisker, marker, tooltip.</summary>
    public void Marks(ChartSeries series, SeriesStyle style, bool whiskers)
    {
        var radius = series.Points.Count switch
        {
            > 120 => 1.8,
            > 40 => 2.6,
            _ => 4.2,
        };
        foreach (var point in series.Points)
        {
            var (x, y) = Place(point);
            _frame.Canvas.Open($"mark {style.Colour}", SvgChart.Tooltip(_frame.Spec, series, point));
            if (whiskers && point.HasInterval)
                Whisker(_frame.Canvas, x, Y.Place(point.Low), Y.Place(point.High), radius);

            style.Marker(_frame.Canvas, x, y, radius, point.Kind);
            _frame.Canvas.Close();
            Take((x - 4, y), (x + 4, y));
        }
    }

    /// <summary>Draws an interval.</summary>
    public static void Whisker(SvgCanvas canvas, double x, double low, double high, double half)
    {
        canvas.Line("whisker", x, low, x, high);
        canvas.Line("whisker", x - half, low, x + half, low);
        canvas.Line("whisker", x - half, high, x + half, high);
    }

    /// <summary>Draws the reference lines, without their labels.</summary>
    public IReadOnlyList<(string Label, IReadOnlyList<(double X, double Y)> Path)> References()
    {
        var drawn = new List<(string Label, IReadOnlyList<(double X, double Y)> Path)>();
        foreach (var reference in _frame.Spec.References)
        {
            var whole = reference.Points
                .Where(p => double.IsFinite(p.Y) && Math.Abs(p.Y) < 1e300 && (!_frame.Spec.LogY || p.Y > 0) && (!_frame.Spec.LogX || !_frame.Data.NumericX || p.X > 0 || double.IsInfinity(p.X)))
                .Select(p => (ReferenceX(p.X), Y.PlaceFreely(p.Y)))
                .ToArray();
            var parts = PathClip.Inside(whole, new(_frame.Left - 0.5, _frame.Top - 0.5, _frame.Right - _frame.Left + 1, SvgFrame.PlotHeight + 1));
            foreach (var part in parts)
            {
                for (var i = 1; i < part.Count; i++)
                {
                    Take(part[i - 1], part[i]);
                }

                _frame.Canvas.Path(IsSpan(part) ? "claim" : "ref", part);
            }

            if (parts.Count > 0)
                drawn.Add((reference.Label, parts.MaxBy(p => p.Count)!));
        }

        return drawn;
    }

    /// <summary>Writes each reference's label at its line, where it covers the least.</summary>
    public void ReferenceLabels(IReadOnlyList<(string Label, IReadOnlyList<(double X, double Y)> Path)> references)
    {
        foreach (var (label, path) in references)
        {
            var text = MarkupText.Fit(label, _frame.Right - _frame.Left - 16, TextSize);
            var width = MarkupText.Width(text, TextSize);
            var candidates = (IsUpright(path) ? BesideSpan(path, width) : AlongLine(path, width))
                .Where(b => b.Left >= _frame.Left && b.Left + width <= _frame.Right && b.Top >= _frame.Top - 4 && b.Top + b.Height <= _frame.Bottom)
                .DefaultIfEmpty(new(_frame.Left + 8, _frame.Top + 2, width, LabelHeight))
                .ToArray();
            var box = candidates[LabelPlacement.Clearest(candidates, _taken)];
            _frame.Canvas.Text("reftext halo", box.Left, box.Top + 12, text);
            _taken.AddRange(box.Points());
            _labels.Add((text, box));
        }
    }

    // The data's places, and those of the references unless they would squeeze the data into less than half of the axis.
    private static double[] Places(SvgFrame frame)
    {
        var log = frame.Spec.LogX;
        var own = frame.Data.Categories.Select(c => c.Number).ToArray();
        var all = own.Concat(frame.Spec.References.SelectMany(r => r.Points).Select(p => p.X).Where(x => double.IsFinite(x) && Math.Abs(x) < 1e300 && (!log || x > 1e-300))).ToArray();
        return !frame.Data.NumericX || own.Length < 2 || Length(all) <= 2 * Length(own) ? all : own;

        double Length(double[] places) => log ? Math.Log10(places.Max() / places.Min()) : places.Max() - places.Min();
    }

    /// <summary>Whether a reference of two points is a span of values at one place.</summary>
    public bool IsSpan((double X, double Y) from, (double X, double Y) to) =>
        double.IsFinite(from.X) && double.IsFinite(to.X) && IsSpan([(X.PlaceFreely(from.X), Y.PlaceFreely(from.Y)), (X.PlaceFreely(to.X), Y.PlaceFreely(to.Y))]);

    // A claim such as "85 to 95 % at 5 %" is a span of values at one place; a taller one is a border between two regions.
    private static bool IsSpan(IReadOnlyList<(double X, double Y)> path) => IsUpright(path) && path.Max(p => p.Y) - path.Min(p => p.Y) < SvgFrame.PlotHeight * 0.4;

    private static bool IsUpright(IReadOnlyList<(double X, double Y)> path) => path.Max(p => p.X) - path.Min(p => p.X) < 2;

    private IEnumerable<LabelBox> AlongLine(IReadOnlyList<(double X, double Y)> path, double width)
    {
        foreach (var share in (double[])[1, 0, 0.5, 0.75, 0.25])
        {
            var left = _frame.Left + 8 + ((_frame.Right - _frame.Left - 16 - width) * share);
            var (top, bottom) = Heights(path, left, left + width);
            yield return new(left, top - 18, width, LabelHeight);
            yield return new(left, bottom + 3, width, LabelHeight);
        }
    }

    private static IEnumerable<LabelBox> BesideSpan(IReadOnlyList<(double X, double Y)> path, double width)
    {
        var (x, top, bottom) = (path[0].X, path.Min(p => p.Y), path.Max(p => p.Y));
        foreach (var y in (double[])[((top + bottom) / 2) - 8, top, bottom + 3, top - 18, bottom + 30, bottom + 60, bottom + 100])
        {
            yield return new(x + 9, y, width, LabelHeight);
            yield return new(x - 9 - width, y, width, LabelHeight);
            yield return new(x - (width / 2), y, width, LabelHeight);
        }
    }

    // How high and how low a line runs between two places.
    private static (double Top, double Bottom) Heights(IReadOnlyList<(double X, double Y)> path, double left, double right)
    {
        var (top, bottom) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 1; i < path.Count; i++)
        {
            var (a, b) = path[i - 1].X <= path[i].X ? (path[i - 1], path[i]) : (path[i], path[i - 1]);
            if (b.X < left || a.X > right)
                continue;

            foreach (var x in (double[])[Math.Max(a.X, left), Math.Min(b.X, right)])
            {
                var y = b.X > a.X ? a.Y + ((b.Y - a.Y) * (x - a.X) / (b.X - a.X)) : b.Y;
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }

        return double.IsFinite(top) ? (top, bottom) : (path[^1].Y, path[^1].Y);
    }

    private double ReferenceX(double x)
    {
        if (double.IsNegativeInfinity(x))
            return _frame.Left;
        if (double.IsPositiveInfinity(x))
            return _frame.Right;

        return X.PlaceFreely(x);
    }

    // Where few values were swept (batch 8, 16, 32, 64) they say more as ticks than round numbers do.
    private AxisScale WithOwnTicks()
    {
        if (X is CategoryScale || (X is LogScale log && log.High - log.Low > 3.2) || _frame.Data.Categories.Count is < 2 or > 10)
            return X;

        var ticks = _frame.Data.Categories.Select(c => new AxisTick(X.Place(c.Number), NumberText.Label(c))).ToArray();
        for (var i = 1; i < ticks.Length; i++)
        {
            if (ticks[i].Position - ticks[i - 1].Position < ((MarkupText.Width(ticks[i].Label, TextSize) + MarkupText.Width(ticks[i - 1].Label, TextSize)) / 2) + 6)
                return X;
        }

        return new FixedTicks(ticks) { From = X.From, To = X.To };
    }

    private sealed class FixedTicks(IReadOnlyList<AxisTick> ticks) : AxisScale
    {
        public override IReadOnlyList<AxisTick> Ticks => ticks;

        public override double Share(double value) => double.NaN;
    }
}
