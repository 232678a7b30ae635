namespace HotRow.Lab;

/// <summary>An experiment with its results, as a notebook shows them.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Results">Its results.</param>
public sealed record Measured(IExperiment Experiment, ResultSet Results)
{
    /// <summary>A chart of it, by the number it has in the report (1 is the first).</summary>
    /// <exception cref="InputException">It has no chart of that number.</exception>
    public ChartView Chart(int number)
    {
        var charts = Experiment.Charts;
        if (number < 1 || number > charts.Count)
        {
            throw new InputException($"{Experiment.Id} has no chart {number}; it has {string.Join(", ", charts.Select((c, i) => $"{i + 1} ({c.Title})"))}");
        }

        var spec = charts[number - 1];
        return new(Path.GetFileNameWithoutExtension(ReportModel.ChartFile(Experiment, number - 1)), spec, ChartData.From(spec, Results.Observations));
    }

    /// <summary>The claims it judges, with verdicts, as a table.</summary>
    public VerdictView Verdicts => new(new ReportModel("", [], [], [new(Experiment, Results)]).Claims);

    /// <summary>The figures that must come out, as a table.</summary>
    public CheckView Checks => new(ReportModel.Figures(new(Experiment, Results)));

    /// <summary>What it is and how many points it holds: shown when a cell ends with it.</summary>
    public override string ToString() => $"{Experiment.Title} ({Experiment.Id}): {ReportText.Points(Results)}";
}

/// <summary>A chart to be shown.</summary>
/// <param name="Id">Its file name in the report: "l05-cache-size-1".</param>
/// <param name="Spec">What it shows.</param>
/// <param name="Data">The numbers.</param>
public sealed record ChartView(string Id, ChartSpec Spec, ChartData Data)
{
    /// <summary>Whether it needs hardware that was not asked for, and so has nothing to show.</summary>
    internal bool IsMissing => Spec.Optional && Data.IsEmpty;

    /// <summary>What stands in the place of a chart that is missing.</summary>
    internal string HowToGetIt => $"{Spec.Title}: measured on a device only; Measure(..., device: \"cuda\") does it in a cell, --device cuda in a command.";
}

/// <summary>Verdicts to be shown.</summary>
/// <param name="Claims">The judged claims.</param>
public sealed record VerdictView(IReadOnlyList<JudgedClaim> Claims);

/// <summary>Check rows to be shown.</summary>
/// <param name="Figures">The rows.</param>
public sealed record CheckView(IReadOnlyList<CheckedFigure> Figures);
