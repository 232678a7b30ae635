namespace HotRow;

/// <summary>The stored results of one experiment, as claims, charts and tables ask for them.</summary>
/// <param name="points">Finished points and points that did not fit.</param>
public sealed class ResultSet(IReadOnlyList<PointResult> points)
{
    /// <summary>All points, in the order they were declared.</summary>
    public IReadOnlyList<PointResult> Points { get; } = points;

    /// <summary>Every number of every finished point.</summary>
    public IReadOnlyList<Observation> Observations { get; } = points.SelectMany(p => p.Observations).ToArray();

    /// <summary>The numbers of one metric that match all the given parameters ("variant" is one of them).</summary>
    public IEnumerable<Observation> Where(Metric metric, params (string Name, ParameterValue Value)[] parameters) =>
        Observations.Where(o => o.Metric == metric.Id && parameters.All(p => o.Has(p.Name) && o[p.Name].Text == p.Value.Text));

    /// <summary>The one number that matches, or null when the point did not run.</summary>
    /// <exception cref="InvalidOperationException">Several match: the question is not precise enough.</exception>
    public Observation? Single(Metric metric, params (string Name, ParameterValue Value)[] parameters) => Where(metric, parameters).SingleOrDefault();

    /// <summary>The value that matches, or NaN when the point did not run.</summary>
    /// <exception cref="InvalidOperationException">Several match: the question is not precise enough.</exception>
    public double Value(Metric metric, params (string Name, ParameterValue Value)[] parameters) => Single(metric, parameters)?.Value ?? double.NaN;
}
