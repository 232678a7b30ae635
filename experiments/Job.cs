namespace HotRow.Lab;

/// <summary>A measuring run from the first point to the report: what the main job, <c>all</c> and <c>run</c> have in common.</summary>
internal sealed record Job
{
    /// <summary>What the report and the summary need after the last point.</summary>
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(4);

    public required IReadOnlyList<IExperiment> Experiments { get; init; }

    public required Scale Scale { get; init; }

    public required string Out { get; init; }

    public required TimeSpan Budget { get; init; }

    public bool Force { get; init; }

    public string? Corpus { get; init; }

    /// <summary>Names the device of the experiments that have a part for one; null for none.</summary>
    public string? Device { get; init; }

    public bool Json { get; init; }

    /// <summary>Runs, reports, prints the summary.</summary>
    /// <returns>The exit code: a failure when an oracle check failed.</returns>
    public int Run(TextWriter output, TextWriter error)
    {
        var clock = Elapsed.Clock();
        if (Corpus is not null)
        {
            CorpusText.Require(Corpus);
        }

        using var stop = CommandLine.ListenForStop();
        using var device = OnDevice.Open(Device, Experiments);
        using var store = MeasuringRun.Open(Out, device);
        var card = MeasuringRun.Card(device);
        using var progress = new ProgressLine(Budget, error);
        var runner = MeasuringRun.Runner(store, Scale, Budget > s_closing * 2 ? Budget - s_closing : Budget, Force, Corpus, progress.Show);
        error.WriteLine($"hotrow: {Experiments.Count} experiment{(Experiments.Count == 1 ? "" : "s")} at {Scale} scale within {Budget.TotalSeconds:0} s on {card.OneLine}");
        var results = OnDevice.Run(runner, Experiments, device, Scale, CommandLine.Stop);
        progress.Dispose();
        if (runner.Reused > 0)
        {
            error.WriteLine($"hotrow: {runner.Reused} points were stored for this machine, build and scale and were not run again (--force runs them)");
        }

        if (device is not null)
        {
            error.WriteLine($"hotrow: {OnDevice.Told(device.Info, results)}");
        }

        var files = ReportFolder.Write(Out, results, card, [new("Scale", Scale.ToString()), new("Budget", $"{Budget.TotalSeconds:0} s")]);
        Summary.Print(output, ReportFolder.Model(results, card, []), files, clock(), Json);
        return results.Any(r => r.Results.Points.Any(p => p.Status is PointStatus.CheckFailed or PointStatus.Failed)) ? CommandLine.Failure : CommandLine.Success;
    }
}
