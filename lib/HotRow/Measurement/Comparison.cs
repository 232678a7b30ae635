namespace HotRow;

/// <summary>One number of two runs beside each other.</summary>
/// <param name="Experiment">Experiment id.</param>
/// <param name="Point">The point's parameters in words.</param>
/// <param name="Variant">Which contender.</param>
/// <param name="Metric">Metric id.</param>
/// <param name="A">The first run's value.</param>
/// <param name="B">The second run's value.</param>
/// <param name="Ratio">B / A with its 95 % interval; without one for exact values.</param>
/// <param name="NoiseFloor">The larger of the two points' noise floors; 0 for exact values.</param>
/// <param name="IsDifference">Whether the ratio lies outside what noise explains.</param>
public sealed record ComparisonRow(string Experiment, string Point, string Variant, string Metric, double A, double B, Interval Ratio, double NoiseFloor, bool IsDifference);

/// <summary>Puts two runs beside each other: speed-ups by the ratio of their medians with a bootstrap interval, exact values by equality.</summary>
public static class Comparison
{
    /// <summary>Compares what both runs hold; of a point that a run holds several times the last one counts.</summary>
    /// <exception cref="InputException">The runs share no point, or one of them is of several machines.</exception>
    public static IReadOnlyList<ComparisonRow> Of(IReadOnlyList<PointResult> a, IReadOnlyList<PointResult> b)
    {
        RequireOneMachine(a);
        RequireOneMachine(b);
        var second = ByIdentity(b);
        var rows = new List<ComparisonRow>();
        foreach (var (key, pointA) in ByIdentity(a))
        {
            if (second.TryGetValue(key, out var pointB))
            {
                rows.AddRange(Times(pointA, pointB));
                rows.AddRange(ExactValues(pointA, pointB));
            }
        }

        return rows.Count > 0 ? rows : throw new InputException($"the two runs share no point ({a.Count} and {b.Count} points): compare runs of the same experiments at the same scale");
    }

    private static Dictionary<(string, string, Scale), PointResult> ByIdentity(IReadOnlyList<PointResult> points) =>
        points.Where(p => p.Status == PointStatus.Done)
            .GroupBy(p => (p.Experiment, p.Parameters.Key, p.Scale))
            .ToDictionary(g => g.Key, g => g.Last());

    // Two runs met different moments of the machine, so raw times of two runs say little. What both runs measured side by side is each
    // contender's ratio to the reference of its own rounds; that is compared. The reference itself has only its raw time.
    private static IEnumerable<ComparisonRow> Times(PointResult a, PointResult b)
    {
        var floor = Math.Max(a.NoiseFloor, b.NoiseFloor);
        if (a.Samples.Count == 0 || b.Samples.Count == 0 || a.Samples[0].Variant != b.Samples[0].Variant)
        {
            yield break;
        }

        var raw = Statistics.UnpairedRatio(b.Samples[0].SamplesNs, a.Samples[0].SamplesNs);
        yield return new(a.Experiment, a.Parameters.ToString(), a.Samples[0].Variant, Metrics.TimeMs.Id, a.Samples[0].MedianSeconds * 1e3, b.Samples[0].MedianSeconds * 1e3, raw, floor, raw.IsDifference(floor));
        foreach (var ours in a.Samples.Skip(1).Where(s => !s.Variant.EndsWith(Harness.ControlSuffix, StringComparison.Ordinal)))
        {
            if (b.Samples.FirstOrDefault(s => s.Variant == ours.Variant) is { } theirs)
            {
                var (speedupA, speedupB) = (Speedups(a.Samples[0], ours), Speedups(b.Samples[0], theirs));
                var ratio = Statistics.UnpairedRatio(speedupB, speedupA);
                yield return new(a.Experiment, a.Parameters.ToString(), ours.Variant, Metrics.Speedup.Id, Statistics.Median(speedupA).Value, Statistics.Median(speedupB).Value, ratio, floor, ratio.IsDifference(floor));
            }
        }
    }

    private static double[] Speedups(VariantSamples reference, VariantSamples variant) => [.. reference.SamplesNs.Zip(variant.SamplesNs, (r, v) => r / v)];

    private static void RequireOneMachine(IReadOnlyList<PointResult> points)
    {
        var machines = points.Select(p => p.Machine).Distinct(StringComparer.Ordinal).ToArray();
        if (machines.Length > 1)
        {
            throw new InputException($"one side holds results of {machines.Length} machines ({string.Join(", ", machines)}); name the folder of one");
        }
    }

    // Counted and computed values have no noise: any difference is one. Modelled ones follow from these or from times.
    private static IEnumerable<ComparisonRow> ExactValues(PointResult a, PointResult b)
    {
        foreach (var ours in a.Observations.Where(o => o.Kind is ValueKind.Counted or ValueKind.Computed && o.Metric != Metrics.AllocatedBytes.Id))
        {
            if (b.Observations.FirstOrDefault(o => o.Metric == ours.Metric && o.Variant == ours.Variant && o.Parameters.Key == ours.Parameters.Key) is { } theirs)
            {
                var ratio = theirs.Value == ours.Value ? 1 : theirs.Value / ours.Value;
                yield return new(a.Experiment, ours.Parameters.ToString(), ours.Variant, ours.Metric, ours.Value, theirs.Value, new(ratio, double.NaN, double.NaN), 0, !theirs.Value.Equals(ours.Value));
            }
        }
    }
}
