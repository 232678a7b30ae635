namespace HotRow;

/// <summary>One line of a card: what, and its value.</summary>
/// <param name="Label">What it is: "Processor".</param>
/// <param name="Value">Its value.</param>
public sealed record ReportFact(string Label, string Value);

/// <summary>One experiment with what is stored of it.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Results">Its results; empty when nothing was run.</param>
public sealed record ReportExperiment(IExperiment Experiment, ResultSet Results);

/// <summary>A claim with its verdict.</summary>
/// <param name="Experiment">The experiment that judged it.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record JudgedClaim(IExperiment Experiment, Claim Claim, Verdict Verdict);

/// <summary>A check row with its measured figure.</summary>
/// <param name="Figure">The row.</param>
/// <param name="Measured">The figure; NaN when its point was not run.</param>
public sealed record CheckedFigure(CheckFigure Figure, double Measured)
{
    /// <summary>Whether the figure came out; null when its point was not run.</summary>
    public bool? Passed => double.IsNaN(Measured) ? null : Math.Abs(Measured - Figure.Expected) <= Figure.Tolerance;
}

/// <summary>Everything a report shows; both writers say the same things because both read only this.</summary>
public sealed class ReportModel
{
    /// <summary>Judges every claim and check row once.</summary>
    /// <param name="machine">The machine in one line.</param>
    /// <param name="machineCard">The machine in full.</param>
    /// <param name="run">The run: commit, build, scale, seed, budget, packages, data.</param>
    /// <param name="experiments">The experiments, in the order of the report.</param>
    public ReportModel(string machine, IReadOnlyList<ReportFact> machineCard, IReadOnlyList<ReportFact> run, IReadOnlyList<ReportExperiment> experiments)
    {
        Machine = machine;
        MachineCard = machineCard;
        Run = run;
        Experiments = experiments;
        Claims = [.. experiments.SelectMany(e => e.Experiment.Claims.Select(c => new JudgedClaim(e.Experiment, c, Judge(c, e.Results))))];
    }

    /// <summary>The machine in one line.</summary>
    public string Machine { get; }

    /// <summary>The machine in full.</summary>
    public IReadOnlyList<ReportFact> MachineCard { get; }

    /// <summary>The run's facts.</summary>
    public IReadOnlyList<ReportFact> Run { get; }

    /// <summary>The experiments.</summary>
    public IReadOnlyList<ReportExperiment> Experiments { get; }

    /// <summary>All claims, judged, in the order of the experiments.</summary>
    public IReadOnlyList<JudgedClaim> Claims { get; }

    /// <summary>What was asked; the report's heading.</summary>
    public string Question { get; init; } = "Why are these lookups slow, and what makes them faster?";

    /// <summary>How many claims got each kind of verdict; kinds without any are left out.</summary>
    public IReadOnlyList<(VerdictKind Kind, int Count)> Verdicts => Count(Claims);

    /// <summary>How many of an experiment's claims got each kind of verdict.</summary>
    public IReadOnlyList<(VerdictKind Kind, int Count)> VerdictsOf(IExperiment experiment) => Count(Claims.Where(c => c.Experiment.Id == experiment.Id));

    /// <summary>The check rows of an experiment.</summary>
    public static IReadOnlyList<CheckedFigure> Figures(ReportExperiment entry) => [.. entry.Experiment.Figures.Select(f => new CheckedFigure(f, f.Measured(entry.Results)))];

    /// <summary>The charts of an experiment with their numbers and with their places among all its charts; optional ones only where they have something to show.</summary>
    public static IReadOnlyList<(int Index, ChartSpec Spec, ChartData Data)> Charts(ReportExperiment entry) =>
        [.. entry.Experiment.Charts.Select((c, i) => (Index: i, Spec: c, Data: ChartData.From(c, entry.Results.Observations))).Where(c => !c.Spec.Optional || !c.Data.IsEmpty)];

    /// <summary>The name of a chart's SVG file beside the Markdown report.</summary>
    public static string ChartFile(IExperiment experiment, int index) => $"charts/{experiment.Id}-{index + 1}.svg";

    private static (VerdictKind Kind, int Count)[] Count(IEnumerable<JudgedClaim> claims) =>
        [.. claims.GroupBy(c => c.Verdict.Kind).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))];

    // A question that several numbers answer is a mistake in one claim; the other results must not be lost with it.
    private static Verdict Judge(Claim claim, ResultSet results)
    {
        try
        {
            // A judge that forgets to ask whether its point ran writes NaN into its figure; that is never a verdict.
            var verdict = claim.Judge(results);
            return verdict.Figure.Contains("NaN", StringComparison.Ordinal) ? Verdict.NotRun : verdict;
        }
        catch (InvalidOperationException error)
        {
            return new(VerdictKind.NotTestableHere, "", $"its question to the results is not precise enough: {error.Message}");
        }
    }
}
