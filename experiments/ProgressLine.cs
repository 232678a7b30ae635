namespace HotRow.Lab;

/// <summary>Progress on stderr: one line that is rewritten on a terminal, plain lines when redirected.</summary>
internal sealed class ProgressLine(TimeSpan budget, TextWriter error) : IDisposable
{
    private readonly StatusLine _line = new(error);
    private readonly PlainProgress _plain = new(budget, error, Elapsed.Clock());

    /// <summary>Shows where the run is.</summary>
    public void Show(RunProgress progress)
    {
        if (_line.IsTerminal)
        {
            _line.Show($"{PlainProgress.Place(progress, progress.Elapsed, budget)}  {progress.Point}");
        }
        else
        {
            _plain.Show(progress);
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        _line.Dispose();
        _plain.Dispose();
    }
}
