namespace HotRow.Lab;

/// <summary>Progress on stderr: one line that is rewritten on a terminal, a plain line per experiment when redirected.</summary>
internal sealed class ProgressLine(TimeSpan budget, TextWriter error) : IDisposable
{
    private readonly StatusLine _line = new(error);
    private string _experiment = "";

    /// <summary>Shows where the run is.</summary>
    public void Show(RunProgress progress)
    {
        var place = $"[{progress.Done + 1}/{progress.Total}] {progress.Elapsed.TotalSeconds,3:0} of {budget.TotalSeconds:0} s  {progress.Experiment.Id}";
        if (_line.IsTerminal)
        {
            _line.Show($"{place}  {progress.Point}");
        }
        else if (_experiment != progress.Experiment.Id)
        {
            error.WriteLine($"{place}: {progress.Experiment.Question}");
        }

        _experiment = progress.Experiment.Id;
    }

    /// <summary>Ends the line.</summary>
    public void Dispose() => _line.Dispose();
}
