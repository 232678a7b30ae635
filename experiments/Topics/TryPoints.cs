namespace HotRow.Lab;

/// <summary>The numbers of a try's chart, collected point by point.</summary>
/// <param name="metric">What stands along the vertical axis.</param>
internal sealed class TryPoints(Metric metric)
{
    /// <summary>The parameter along the horizontal axis.</summary>
    public const string X = "x";

    /// <summary>The parameter that splits the series.</summary>
    public const string Series = "series";

    private readonly List<Observation> _observations = [];

    /// <summary>Adds a point.</summary>
    public void Add(string series, ParameterValue x, double value, ValueKind kind) =>
        _observations.Add(new("try", new() { { Series, series }, { X, x } }, "", metric.Id, kind, value, double.NaN, double.NaN, 1));

    /// <summary>A chart of the points.</summary>
    public ChartSpec Chart(ChartKind kind, string title, string xLabel, string caption = "", bool logX = false, bool logY = false, params IReadOnlyList<ReferenceLine> references) =>
        new(kind, title, X, metric, Series, references, logX, logY, xLabel, caption);

    /// <summary>The whole result.</summary>
    public TryResult Result(string title, IReadOnlyList<TryNumber> numbers, ChartSpec chart) => new(title, numbers, chart, ChartData.From(chart, _observations));
}
