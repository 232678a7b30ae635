namespace HotRow;

/// <summary>One mark of a chart.</summary>
/// <param name="X">Its place along the horizontal axis: a number or a word.</param>
/// <param name="Y">Its value, always finite.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN when there is none.</param>
/// <param name="High">Upper end of the 95 % interval; NaN when there is none.</param>
/// <param name="Kind">Where the number comes from.</param>
/// <param name="Samples">How many samples it rests on.</param>
/// <param name="Phase">What a span of a timeline is coloured by; "" when that is its lane.</param>
public sealed record ChartPoint(ParameterValue X, double Y, double Low, double High, ValueKind Kind, int Samples, string Phase = "")
{
    /// <summary>Whether there is an interval to draw.</summary>
    public bool HasInterval => double.IsFinite(Low) && double.IsFinite(High) && High > Low;
}

/// <summary>The marks that share a name and a colour.</summary>
/// <param name="Name">The name; "" when the chart has nothing to tell apart.</param>
/// <param name="Points">By X: ascending when X is a number, otherwise in the order of the chart's categories.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points);

/// <summary>The numbers of one chart, picked and sorted from observations.</summary>
/// <param name="Series">The series; none when nothing was run.</param>
/// <param name="Categories">The distinct places along the horizontal axis, in order.</param>
/// <param name="NumericX">Whether every place is a number.</param>
/// <param name="Notes">What a reader must know about the picking: values left out and why.</param>
public sealed record ChartData(IReadOnlyList<ChartSeries> Series, IReadOnlyList<ParameterValue> Categories, bool NumericX, IReadOnlyList<string> Notes)
{
    // Beyond this an axis that rounds outwards would leave the range of a double.
    private const double Largest = 1e300;

    /// <summary>The chart's numbers for each value of <see cref="ChartSpec.SliderBy"/>, ascending, words by their characters; empty without a slider.</summary>
    public IReadOnlyList<(ParameterValue Value, ChartData Data)> Steps { get; init; } = [];

    /// <summary>Which of the steps these numbers are.</summary>
    public int Step { get; init; }

    /// <summary>The numbers of all steps as one: what axes must hold.</summary>
    internal ChartData Whole => Steps.Count == 0 ? this : this with
    {
        Series = [.. Steps.SelectMany(s => s.Data.Series)],
        Categories = [.. Steps.SelectMany(s => s.Data.Categories).DistinctBy(c => c.Text).OrderBy(c => NumericX ? c.Number : 0)],
        Steps = [],
        IsMoving = true,
    };

    /// <summary>Whether only one step of these numbers is seen at a time.</summary>
    internal bool IsMoving { get; private init; }

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty => Series.Count == 0;

    /// <summary>All marks of all series.</summary>
    public IEnumerable<ChartPoint> Points => Series.SelectMany(s => s.Points);

    /// <summary>The numbers of a chart: those of its metric that match <see cref="ChartSpec.Where"/> and have its X.</summary>
    public static ChartData From(ChartSpec spec, IReadOnlyList<Observation> observations)
    {
        if (spec.SliderBy is { } parameter)
            return WithSteps(spec with { SliderBy = null }, parameter, observations);

        var notes = new List<string>();
        var (seriesBy, phaseBy) = SplitOf(spec);
        var marks = observations
            .Where(o => o.Metric == spec.Y.Id && o.Has(spec.X) && Matches(spec, o))
            .Select(o => (Name: SeriesName(seriesBy, o), Order: SeriesOrder(seriesBy, o), Point: new ChartPoint(o[spec.X], o.Value, o.Low, o.High, o.Kind, o.Samples, SeriesName(phaseBy, o))))
            .ToList();

        Drop(marks, notes, m => !double.IsFinite(m.Point.Y) || Math.Abs(m.Point.Y) > Largest, "without a finite value", "left out");
        if (spec.Kind == ChartKind.Timeline)
            Drop(marks, notes, m => !(Math.Abs(m.Point.X.Number) < Largest) || m.Point.Y < 0, "without a beginning and a length", "left out");

        var numeric = marks.Count > 0 && marks.TrueForAll(m => double.IsFinite(m.Point.X.Number) && Math.Abs(m.Point.X.Number) < Largest);
        if (spec.LogY && spec.Kind is not (ChartKind.Waterfall or ChartKind.Timeline))
            Drop(marks, notes, m => m.Point.Y < 1 / Largest, "at or below zero", "not on the logarithmic scale");
        if (spec.LogX && numeric && spec.Kind is ChartKind.Line or ChartKind.Scatter)
            Drop(marks, notes, m => m.Point.X.Number < 1 / Largest, "placed at or below zero", "not on the logarithmic axis");

        var categories = marks.Select(m => m.Point.X).DistinctBy(x => x.Text).ToArray();
        if (numeric)
            categories = [.. categories.OrderBy(x => x.Number)];
        else if (spec.XOrder is { } order)
            categories = [.. categories.OrderBy(x => order.TakeWhile(word => word != x.Text).Count())];

        var series = SeriesOf(marks, categories);
        var shared = spec.Kind == ChartKind.Timeline ? 0 : series.Sum(s => s.Points.Count - s.Points.DistinctBy(p => p.X.Text).Count());
        if (shared > 0)
            notes.Add($"{Values(shared)} {(shared == 1 ? "shares its" : "share their")} place with another of the same series.");

        return new(series, categories, numeric, notes);
    }

    private static ChartData WithSteps(ChartSpec spec, string parameter, IReadOnlyList<Observation> observations)
    {
        var steps = observations.Where(o => o.Metric == spec.Y.Id && o.Has(spec.X) && o.Has(parameter) && Matches(spec, o))
            .GroupBy(o => o[parameter].Text)
            .Select(g => (Value: g.First()[parameter], Data: From(spec, [.. g])))
            .Where(s => !s.Data.IsEmpty)
            .ToArray();
        var numbers = System.Array.TrueForAll(steps, s => s.Value.IsNumber);
        steps = numbers ? [.. steps.OrderBy(s => s.Value.Number)] : [.. steps.OrderBy(s => s.Value.Text, StringComparer.Ordinal)];

        if (steps.Length < 2)
            return steps.Length == 0 ? From(spec, []) : steps[0].Data with { Notes = [.. steps[0].Data.Notes, $"Shown: {parameter} {NumberText.Label(steps[0].Value)}, the only value there is."] };

        var wanted = System.Array.FindIndex(steps, s => spec.SliderStart is { } start && s.Value.Text == start.Text);
        var chosen = wanted >= 0 ? wanted : steps.Length / 2;
        var shown = steps[chosen].Data;
        var range = numbers ? $"from {NumberText.Label(steps[0].Value)} to {NumberText.Label(steps[^1].Value)}" : $"over {string.Join(", ", steps.Select(s => NumberText.Label(s.Value)))}";
        return shown with
        {
            Steps = steps,
            Step = chosen,
            Notes = [.. shown.Notes, $"First shown: {parameter} {NumberText.Label(steps[chosen].Value)}; the interactive chart has a slider {range}."],
        };
    }

    private static (string SeriesBy, string PhaseBy) SplitOf(ChartSpec spec) => spec.Kind == ChartKind.Timeline && spec.SeriesBy.IndexOf('+') is >= 0 and var plus
        ? (spec.SeriesBy[..plus], spec.SeriesBy[(plus + 1)..])
        : (spec.SeriesBy, "");

    private static ChartSeries[] SeriesOf(List<(string Name, double Order, ChartPoint Point)> marks, ParameterValue[] categories)
    {
        var place = new Dictionary<string, int>();
        for (var i = 0; i < categories.Length; i++)
        {
            place[categories[i].Text] = i;
        }

        var groups = marks.GroupBy(m => m.Name).ToArray();
        if (groups.All(g => !double.IsNaN(g.First().Order)))
            groups = [.. groups.OrderBy(g => g.First().Order)];

        return [.. groups.Select(g => new ChartSeries(g.Key, [.. g.Select(m => m.Point).OrderBy(p => place[p.X.Text])]))];
    }

    private static void Drop(List<(string Name, double Order, ChartPoint Point)> marks, List<string> notes, Predicate<(string Name, double Order, ChartPoint Point)> which, string what, string outcome)
    {
        var dropped = marks.RemoveAll(which);
        if (dropped > 0)
            notes.Add($"{Values(dropped)} {what} {(dropped == 1 ? "is" : "are")} {outcome}.");
    }

    private static string Values(int count) => count == 1 ? "One value" : $"{count} values";

    private static bool Matches(ChartSpec spec, Observation observation) =>
        spec.Where is null || spec.Where.All(w => observation.Has(w.Key) && w.Value.Split('|').Contains(observation[w.Key].Text));

    // Words name themselves; a bare number needs its parameter's name to mean anything.
    private static string SeriesName(string seriesBy, Observation observation) => string.Join(", ", seriesBy.Split('+')
        .Where(name => name.Length > 0)
        .Select(name => (Name: name, Value: observation[name]))
        .Where(p => p.Value.Text.Length > 0)
        .Select(p => p.Value.IsNumber ? $"{p.Name} {NumberText.Label(p.Value)}" : p.Value.Text));

    private static double SeriesOrder(string seriesBy, Observation observation) => seriesBy.Contains('+') ? double.NaN : observation[seriesBy].Number;
}
