namespace HotRow.Lab;

/// <summary>One speed that is wanted of a GPU, and which observations say whether it is reached.</summary>
/// <param name="What">What is wanted.</param>
/// <param name="Anchor">What it is measured against.</param>
/// <param name="Target">The least that reaches it.</param>
/// <param name="Experiment">The experiment that measures it.</param>
/// <param name="Metric">Id of its metric.</param>
internal sealed record SpeedGoal(string What, string Anchor, double Target, string Experiment, string Metric)
{
    /// <summary>The contenders it is about; all of the metric when empty.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];

    /// <summary>Parameters that its points have, as text; all points when empty.</summary>
    public IReadOnlyList<(string Name, string Value)> Where { get; init; } = [];

    /// <summary>Whose value of the same point and metric a contender's is divided by: the best of those whose names begin so. Null: the metric is a ratio itself.</summary>
    public string? Over { get; init; }

    /// <summary>The program that its anchor needs, as the points' notes name it when it gave nothing; "" for none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>One row for each observation of it; one that says why when there is none.</summary>
    /// <param name="points">What was measured.</param>
    /// <param name="steps">What was done.</param>
    /// <param name="meaningless">Why speeds say nothing there; "" when they do.</param>
    public IReadOnlyList<GoalResult> Judge(IReadOnlyList<PointResult> points, IReadOnlyList<StepReport> steps, string meaningless)
    {
        var measured = points.Where(p => p.Experiment == Experiment && p.Status == PointStatus.Done).ToArray();
        var rows = measured.SelectMany(p => p.Observations.Where(Belongs).Select(o => Row(p, o, meaningless))).OfType<GoalResult>().ToArray();
        return rows.Length > 0 ? rows : [new(What, Anchor, "", Target, double.NaN, double.NaN, double.NaN, "not measured: " + WhyNot(measured, steps))];
    }

    // The first reason on the way from the step to the number.
    private string WhyNot(PointResult[] measured, IReadOnlyList<StepReport> steps)
    {
        if (steps.FirstOrDefault(s => s.Step == SuiteStep.RunPrefix + Experiment) is not { } step)
        {
            return $"{Experiment} was not run";
        }

        var peer = Peer.Length > 0 ? measured.SelectMany(p => p.Note.Split("; ")).FirstOrDefault(n => n.Contains(Peer, StringComparison.Ordinal)) : null;
        return peer
            ?? (step.Failure.Length > 0 ? $"{Experiment} broke: {step.Failure}" : null)
            ?? step.Cases.Select(c => c.Failure).FirstOrDefault(f => f.Length > 0)
            ?? step.Cases.Select(c => c.Note).FirstOrDefault(n => n.Length > 0)
            ?? (Peer.Length > 0 && measured.Length > 0 ? $"{Peer} is asked beside a CUDA device alone" : null)
            ?? $"{Experiment} has nothing of it{(Where.Count > 0 ? " with " + string.Join(", ", Where.Select(w => $"{w.Name} {w.Value}")) : "")}";
    }

    private bool Belongs(Observation o) =>
        o.Metric == Metric
        && o["part"].Text == "device"
        && (Variants.Count == 0 || Variants.Contains(o.Variant))
        && Where.All(where => o[where.Name].Text == where.Value);

    private GoalResult? Row(PointResult point, Observation o, string meaningless)
    {
        var (value, low, high) = (o.Value, double.IsNaN(o.Low) ? o.Value : o.Low, double.IsNaN(o.High) ? o.Value : o.High);
        if (Over is not null)
        {
            var best = point.Observations.Where(b => b.Metric == Metric && b.Variant.StartsWith(Over, StringComparison.Ordinal)).MaxBy(b => b.Value);
            if (best is null)
            {
                return null;
            }

            // Two medians of two processes: the widest that their intervals allow.
            (value, low, high) = (value / best.Value, low / (double.IsNaN(best.High) ? best.Value : best.High), high / (double.IsNaN(best.Low) ? best.Value : best.Low));
        }

        return new(What, Anchor, At(o), Target, value, low, high, meaningless.Length > 0 ? meaningless : Verdict(value, low, high));
    }

    private static string At(Observation o) =>
        string.Join(", ", o.Parameters.Where(p => p.Key is not ("part" or "device")).Select(p => $"{p.Key} {p.Value.Text}").Append(o.Variant).Where(t => t.Length > 0));

    // An interval on both sides of the goal leaves it open, whatever the median says.
    private string Verdict(double value, double low, double high) =>
        low >= Target ? "reached" : high < Target ? "not reached" : value >= Target ? "reached by the median; the interval spans the goal" : "not reached by the median; the interval spans the goal";
}
