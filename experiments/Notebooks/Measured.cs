namespace HotRow.Lab;

/// <summary>An experiment with its results, as a notebook shows them.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Results">Its results.</param>
public sealed record Measured(IExperiment Experiment, ResultSet Results)
{
    /// <summary>A chart of it, by the number it has in the report (1 is the first).</summary>
    /// <exception cref="InputException">It has no chart of that number.</exception>
    public ChartView Chart(int number) => throw new NotSupportedException();

    /// <summary>The claims it judges, with verdicts, as a table.</summary>
    public VerdictView Verdicts => throw new NotSupportedException();

    /// <summary>The figures that must come out, as a table.</summary>
    public CheckView Checks => throw new NotSupportedException();
}

/// <summary>A chart to be shown.</summary>
/// <param name="Id">Its file name in the report: "l05-cache-size-1".</param>
/// <param name="Spec">What it shows.</param>
/// <param name="Data">The numbers.</param>
public sealed record ChartView(string Id, ChartSpec Spec, ChartData Data);

/// <summary>Verdicts to be shown.</summary>
/// <param name="Claims">The judged claims.</param>
public sealed record VerdictView(IReadOnlyList<JudgedClaim> Claims);

/// <summary>Check rows to be shown.</summary>
/// <param name="Figures">The rows.</param>
public sealed record CheckView(IReadOnlyList<CheckedFigure> Figures);
