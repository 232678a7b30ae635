namespace HotRow.Lab;

/// <summary>One speed that is wanted of a GPU, and which observations say whether it is reached.</summary>
/// <param name="What">What is wanted.</param>
/// <param name="Anchor">What it is measured against.</param>
/// <param name="Target">The least that reaches it.</param>
/// <param name="Experiment">The experiment that measures it.</param>
/// <param name="Metric">Id of its metric.</param>
/// <param name="Variants">The contenders it is about; all of the metric when empty.</param>
internal sealed record SpeedGoal(string What, string Anchor, double Target, string Experiment, string Metric, params IReadOnlyList<string> Variants)
{
    /// <summary>One row for each observation of it; one that says so when there is none.</summary>
    public IEnumerable<GoalResult> Judge(IReadOnlyList<PointResult> points, bool gpu)
    {
        var observed = points.Where(p => p.Experiment == Experiment && p.Status == PointStatus.Done)
            .SelectMany(p => p.Observations)
            .Where(o => o.Metric == Metric && o["part"].Text == "device" && (Variants.Count == 0 || Variants.Contains(o.Variant)))
            .ToArray();
        return observed.Length == 0
            ? [new(What, Anchor, "", Target, double.NaN, double.NaN, double.NaN, $"not measured: nothing of {Experiment} is stored for it")]
            : observed.Select(o => new GoalResult(What, Anchor, At(o), Target, o.Value, o.Low, o.High, gpu ? Verdict(o) : "no GPU: speeds mean nothing here"));
    }

    private static string At(Observation o) =>
        string.Join(", ", o.Parameters.Where(p => p.Key is not ("part" or "device")).Select(p => $"{p.Key} {p.Value.Text}").Append(o.Variant).Where(t => t.Length > 0));

    // An interval on both sides of the goal leaves it open, whatever the median says.
    private string Verdict(Observation o)
    {
        var (low, high) = double.IsNaN(o.Low) ? (o.Value, o.Value) : (o.Low, o.High);
        return low >= Target ? "reached" : high < Target ? "missed" : o.Value >= Target ? "reached by the median; the interval spans the goal" : "missed by the median; the interval spans the goal";
    }
}
