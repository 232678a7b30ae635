namespace HotRow.Tests;

/// <summary>Results as a test wants them, to see what a claim makes of them.</summary>
internal sealed class DoctoredResults
{
    private readonly List<Observation> _observations = [];

    /// <summary>Adds a number; without an interval it is exact.</summary>
    public DoctoredResults Add(Metric metric, Parameters parameters, string variant, double value, double reach = 0)
    {
        _observations.Add(new("doctored", parameters, variant, metric.Id, ValueKind.Measured, value, value - reach, value + reach, 5));
        return this;
    }

    /// <summary>What the claim's judge says of them.</summary>
    public VerdictKind Judge(IExperiment experiment, string claim) => Verdict(experiment, claim).Kind;

    /// <summary>The whole verdict.</summary>
    public Verdict Verdict(IExperiment experiment, string claim) => experiment.Claims.Single(c => c.Id == claim).Judge(Results);

    /// <summary>As headlines and check rows ask for them.</summary>
    public ResultSet Results => new([new PointResult
    {
        Experiment = "doctored",
        Parameters = new() { { "part", "doctored" } },
        Scale = Scale.Tiny,
        Status = PointStatus.Done,
        Seed = 1,
        NoiseFloor = 0.01,
        Observations = _observations,
    }]);
}
