using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>What the claims on choosing accelerators, splitting sequences and planning make of results that are not ours.</summary>
public sealed class ServingChoiceClaimTests
{
    [Theory]
    [InlineData(1.64, 1.47, VerdictKind.Reproduced)]
    [InlineData(1.64, 2.4, VerdictKind.Depends)]
    [InlineData(3.1, 1.47, VerdictKind.Contradicted)]
    public void MoreArithmetic_HelpsOrNot(double modelled, double measured, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(AcceleratorSelector.Gain, Part("step"), AcceleratorSelector.ArithmeticName, 3.17)
            .Add(AcceleratorSelector.Gain, Part("step"), AcceleratorSelector.BandwidthName, 1.64)
            .Add(AcceleratorSelector.Gain, Part("step"), AcceleratorSelector.DecodeName, modelled)
            .Add(AcceleratorSelector.Gain, Part("measured"), AcceleratorSelector.DecodeName, measured);

        Assert.Equal(expected, results.Judge(Experiments.AcceleratorSelector, "003-more-flops-no-help"));
    }

    [Theory]
    [InlineData(50, 80, 90, VerdictKind.Reproduced)]
    [InlineData(50, 100, 90, VerdictKind.Depends)]
    [InlineData(100, 100, 100, VerdictKind.Contradicted)]
    public void ThreeFigures_AllCountOrNot(double arithmetic, double bandwidth, double memory, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(AcceleratorSelector.Left, Part("sensitivity"), AcceleratorSelector.HalfArithmetic, arithmetic)
            .Add(AcceleratorSelector.Left, Part("sensitivity"), AcceleratorSelector.HalfBandwidth, bandwidth)
            .Add(AcceleratorSelector.Left, Part("sensitivity"), AcceleratorSelector.HalfMemory, memory);

        Assert.Equal(expected, results.Judge(Experiments.AcceleratorSelector, "003-big-three"));
    }

    [Theory]
    [InlineData(2.1, VerdictKind.Contradicted)]
    [InlineData(4.0, VerdictKind.Depends)]
    [InlineData(0.5, VerdictKind.Depends)]
    public void PeakAsAGuide_MisleadsOrNot(double worth, VerdictKind expected)
    {
        Parameters at = new() { { "part", "arrivals" }, { "accelerator", "x" } };
        var results = new DoctoredResults().Add(AcceleratorSelector.Worth, at, AcceleratorSelector.WorthName, worth).Add(AcceleratorSelector.Worth, at, AcceleratorSelector.PeakName, 2);

        Assert.Equal(expected, results.Judge(Experiments.AcceleratorSelector, "003-perf-per-dollar"));
    }

    [Theory]
    [InlineData(1, VerdictKind.Reproduced)]
    [InlineData(2, VerdictKind.Depends)]
    [InlineData(0, VerdictKind.Contradicted)]
    public void Context_HalvesOrNot(int kind, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var devices in new[] { 1, 2, 4, 8, 16 })
        {
            results.Add(ContextAndSequence.KvGB, new() { { "part", "memory" }, { "devices", devices } }, "", kind switch { 0 => 40, 1 => 40.0 / devices, _ => 40 / Math.Sqrt(devices) });
        }

        Assert.Equal(expected, results.Judge(Experiments.ContextAndSequence, "003-context-memory"));
    }

    [Theory]
    [InlineData(87.5, VerdictKind.Contradicted)]
    [InlineData(0, VerdictKind.Reproduced)]
    public void Sequence_NameStandsForSomethingElseOrNot(double saved, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(ContextAndSequence.Saved, new() { { "part", "sequence" }, { "devices", 8 } }, ContextAndSequence.SequenceName, saved)
            .Add(ContextAndSequence.CrossingKB, Part("sequence"), ContextAndSequence.OperatorsName, 2_621);

        Assert.Equal(expected, results.Judge(Experiments.ContextAndSequence, "003-sequence-parallelism"));
    }

    [Theory]
    [InlineData(50, 99, double.NaN, VerdictKind.Reproduced)]
    [InlineData(50, 99, 86, VerdictKind.Depends)]
    [InlineData(99, 99, 86, VerdictKind.Contradicted)]
    public void Replicas_HelpOrNot(double one, double six, double limit, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(ServingPlanner.Attained, new() { { "part", "frontier" }, { "accelerators", 1 } }, "as simulated", one)
            .Add(ServingPlanner.Attained, new() { { "part", "frontier" }, { "accelerators", 6 } }, "as simulated", six);
        if (!double.IsNaN(limit))
        {
            results.Add(ServingPlanner.Limit, new() { { "part", "plan" }, { "trace", ServingPlanner.Recorded }, { "ttft", 200 } }, "at any number", limit);
        }

        Assert.Equal(expected, results.Judge(Experiments.ServingPlanner, "003-more-users-replicas"));
    }

    [Theory]
    [InlineData(64, 2)]
    [InlineData(1_000, 7)]
    [InlineData(4_096, 16)]
    public void MergedAttention_IsTheWhole(int tokens, int parts) => Assert.InRange(ContextAndSequence.MergeError(tokens, parts, 3), 0, 1e-12);

    private static Parameters Part(string part) => new() { { "part", part } };
}
