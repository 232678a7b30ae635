using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>Verdicts of the lookup experiments on results made up for the purpose: each outcome that a claim names can come out.</summary>
public sealed class LookupVerdictTests
{
    // The A/A control of these points shows a noise of 10 %.
    [Theory]
    [InlineData(1.5, 1.4, 1.6, 0.8, 0.7, 0.85, VerdictKind.Depends, "it is slower")]
    [InlineData(1.5, 1.4, 1.6, 1.0, 0.9, 1.1, VerdictKind.Depends, "it makes no sure difference")]
    [InlineData(1.5, 1.4, 1.6, 1.3, 1.2, 1.4, VerdictKind.Depends, "the repeats")]
    [InlineData(1.0, 0.9, 1.1, 1.3, 1.2, 1.4, VerdictKind.Depends, "there is no sure difference")]
    [InlineData(1.07, 1.05, 1.09, 1.0, 0.9, 1.1, VerdictKind.NotTestableHere, "too noisy")]
    [InlineData(0.8, 0.7, 0.85, 0.8, 0.7, 0.85, VerdictKind.Contradicted, "nowhere surely faster")]
    public void DedupTime_IntervalsAndNoise_Decide(double file, double fileLow, double fileHigh, double memory, double memoryLow, double memoryHigh, VerdictKind expected, string says)
    {
        Observation Gain(string tier, double unique, double value, double low, double high) =>
            Observed(DedupAndOrder.Gain, new() { { "tier", tier }, { "unique", unique } }, value, low, high, DedupAndOrder.Dedup);
        var verdict = Judge(
            Experiments.DedupAndOrder,
            "001-smart-indexing-time",
            Gain(DedupAndOrder.FileTier, 0.9, 1, 0.9, 1.1),
            Gain(DedupAndOrder.FileTier, 0.3, file, fileLow, fileHigh),
            Gain(DedupAndOrder.DramTier, 0.9, 0.7, 0.6, 0.8),
            Gain(DedupAndOrder.DramTier, 0.3, memory, memoryLow, memoryHigh));

        Assert.Equal(expected, verdict.Kind);
        Assert.Contains(says, verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0.9995, VerdictKind.Reproduced)]
    [InlineData(0.97, 0.9995, VerdictKind.Depends)]
    [InlineData(0.90, 0.97, VerdictKind.Contradicted)]
    public void TheInEveryBatch_StatedThreshold_Decides(double small, double large, VerdictKind expected)
    {
        Observation Share(int batch, double value) => Observed(FetchedAgain.BatchShare, new() { { "batch", batch }, { "token", FetchedAgain.The }, { "trace", "text" } }, value);

        Assert.Equal(expected, Judge(Experiments.FetchedAgain, "000-the-every-batch", Share(256, small), Share(1_000, large)).Kind);
    }

    [Theory]
    [InlineData(0.9999, 0.9999999, VerdictKind.Depends)]
    [InlineData(0.9999, 0.9999, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.99, VerdictKind.Contradicted)]
    public void Zeros_StoredShares_Decide(double tenThousand, double tenMillion, VerdictKind expected)
    {
        Observation Share(double rows, double value) => Observed(OneHot.WastedShare, new() { { "rows", rows } }, value);

        Assert.Equal(expected, Judge(Experiments.OneHot, "000-zeros", Share(1e4, tenThousand), Share(1e7, tenMillion)).Kind);
    }

    // 1,000 rows of 10 M are 0.01 %, 20,000 are 0.2 %.
    [Theory]
    [InlineData(1_000, VerdictKind.Reproduced)]
    [InlineData(20_000, VerdictKind.Contradicted)]
    public void Waste_StoredBytes_Decide(double needed, VerdictKind expected)
    {
        Observation Bytes(string variant, double rows) => Observed(Metrics.FarBytes, new() { { "case", "large table" } }, rows * 3_072, variant: variant);

        Assert.Equal(expected, Judge(Experiments.WholeTableOrRows, "000-whole-table-waste", Bytes(WholeTableOrRows.Whole, 1e7), Bytes(WholeTableOrRows.Needed, needed)).Kind);
    }

    [Theory]
    [InlineData(201, 203, VerdictKind.Reproduced)]
    [InlineData(231, 202, VerdictKind.Depends)]
    [InlineData(231, 126, VerdictKind.Contradicted)]
    public void AboutTwoHundred_EverySkew_IsAsked(double first, double second, VerdictKind expected)
    {
        Observation Drawn(double alpha, double value) => Observed(WholeTableOrRows.UniqueRows, new() { { "alpha", alpha } }, value, variant: "drawn");

        Assert.Equal(expected, Judge(Experiments.WholeTableOrRows, "000-200-of-256", Drawn(0.9, first), Drawn(1, second)).Kind);
    }

    private static Observation Observed(Metric metric, Parameters at, double value, double low = double.NaN, double high = double.NaN, string variant = "") =>
        new("test", at, variant, metric.Id, ValueKind.Measured, value, low, high, 1);

    private static Verdict Judge(IExperiment experiment, string claim, params Observation[] observations) =>
        experiment.Claims.Single(c => c.Id == claim).Judge(new([new()
        {
            Experiment = experiment.Id,
            Parameters = [],
            Scale = Scale.Smoke,
            Status = PointStatus.Done,
            NoiseFloor = 0.1,
            Observations = observations,
        }]));
}
