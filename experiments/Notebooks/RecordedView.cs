namespace HotRow.Lab;

/// <summary>What was measured on a device that is not here, to be shown as that and as nothing else.</summary>
/// <param name="Line">Whose numbers these are, or that there are none.</param>
/// <param name="Charts">The charts of the device, each titled as recorded.</param>
public sealed record RecordedView(string Line, IReadOnlyList<ChartView> Charts)
{
    /// <summary>The recorded charts of several experiments; where nothing is recorded of any of them, one line for all.</summary>
    /// <exception cref="InputException">A recorded file cannot be read.</exception>
    internal static RecordedView Of(IReadOnlyList<IExperiment> experiments, string directory)
    {
        var views = experiments.Select(e => Of(e, directory)).ToArray();
        return views.All(v => v.Charts.Count == 0)
            ? new($"No run on a GPU is recorded yet; {RecordedRuns.HowTo}.", [])
            : new(string.Join(' ', views.Select(v => v.Line)), [.. views.SelectMany(v => v.Charts)]);
    }

    /// <summary>The recorded charts of an experiment.</summary>
    /// <exception cref="InputException">A recorded file cannot be read.</exception>
    internal static RecordedView Of(IExperiment experiment, string directory)
    {
        if (RecordedRuns.Of(experiment.Id, directory) is not { } run)
        {
            return new($"{experiment.Title} ({experiment.Id}): no run on a GPU is recorded; {RecordedRuns.HowTo}.", []);
        }

        var observations = run.Points.Where(p => p.Experiment == experiment.Id && p.Status == PointStatus.Done).SelectMany(p => p.Observations).ToArray();
        var charts = experiment.Charts
            .Select((spec, i) => (spec, Data: ChartData.From(spec, observations), Id: "recorded: " + Path.GetFileNameWithoutExtension(ReportModel.ChartFile(experiment, i))))
            .Where(c => c.spec.Optional && !c.Data.IsEmpty)
            .Select(c => new ChartView(c.Id, c.spec with { Title = "Recorded: " + c.spec.Title, Caption = $"{char.ToUpperInvariant(run.OneLine[0])}{run.OneLine[1..]}. {c.spec.Caption}".TrimEnd() }, c.Data))
            .ToArray();
        return new($"{experiment.Title} ({experiment.Id}): {run.OneLine}{(charts.Length == 0 ? "; no chart shows it" : "")}.", charts);
    }
}
