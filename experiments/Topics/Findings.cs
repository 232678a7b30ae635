namespace HotRow.Lab;

/// <summary>What this machine gave for some experiments, as texts ask for it: a number that was not measured says so instead of being missing.</summary>
/// <param name="results">The experiments with their results.</param>
public sealed class Findings(IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results)
{
    /// <summary>What stands where a number was not measured.</summary>
    public const string NotMeasured = "(not measured here)";

    /// <summary>The results of an experiment; empty when nothing is stored of it.</summary>
    public ResultSet Of(IExperiment experiment) => results.FirstOrDefault(r => r.Experiment == experiment).Results ?? new ResultSet([]);

    /// <summary>A stored number with unit and interval: "5.4 x [4.4, 9.3]".</summary>
    /// <exception cref="InvalidOperationException">Several match: the question is not precise enough.</exception>
    public string Number(IExperiment experiment, Metric metric, params (string Name, ParameterValue Value)[] parameters) =>
        Of(experiment).Single(metric, parameters) is { } found && double.IsFinite(found.Value)
            ? NumberText.WithInterval(found.Value, found.Low, found.High) + NumberText.UnitSuffix(metric.Unit)
            : NotMeasured;

    /// <summary>A stored number as such, for texts that must choose their words by it; NaN when it was not measured.</summary>
    /// <exception cref="InvalidOperationException">Several match: the question is not precise enough.</exception>
    public double Value(IExperiment experiment, Metric metric, params (string Name, ParameterValue Value)[] parameters) => Of(experiment).Value(metric, parameters);

    /// <summary>The experiment's headline figure: "5.4 x [4.4, 9.3]".</summary>
    public string Headline(IExperiment experiment)
    {
        var headline = experiment.Headline(Of(experiment));
        return double.IsFinite(headline.Value)
            ? NumberText.WithInterval(headline.Value, headline.Low, headline.High) + NumberText.UnitSuffix(headline.Unit)
            : NotMeasured;
    }

    /// <summary>The figure of a claim's verdict, or that it was not measured.</summary>
    public string Verdict(IExperiment experiment, string claim)
    {
        var verdict = experiment.Claims.First(c => c.Id == claim).Judge(Of(experiment));
        return verdict.Kind == VerdictKind.NotRun || verdict.Figure.Length == 0 ? NotMeasured : verdict.Figure;
    }

    /// <summary>A number computed from others, with its unit ("" for none).</summary>
    public static string Text(double value, string unit = "") => double.IsFinite(value) ? NumberText.Figure(value) + NumberText.UnitSuffix(unit) : NotMeasured;
}
