namespace HotRow.Lab;

/// <summary>Progress on stderr: one line that is rewritten on a terminal, a plain line per experiment when redirected.</summary>
internal sealed class ProgressLine(TimeSpan budget, TextWriter error) : IDisposable
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private string _experiment = "";
    private bool _open;

    /// <summary>Shows where the run is.</summary>
    public void Show(RunProgress progress)
    {
        var place = $"[{progress.Done + 1}/{progress.Total}] {progress.Elapsed.TotalSeconds,3:0} of {budget.TotalSeconds:0} s  {progress.Experiment.Id}";
        if (_terminal)
        {
            var line = $"{place}  {progress.Point}";
            var width = Math.Max(20, Width() - 1);
            error.Write("\r\x1b[K" + (line.Length > width ? line[..width] : line));
            _open = true;
        }
        else if (_experiment != progress.Experiment.Id)
        {
            error.WriteLine($"{place}: {progress.Experiment.Question}");
        }

        _experiment = progress.Experiment.Id;
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_open)
        {
            error.Write("\r\x1b[K");
            _open = false;
        }
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        catch (IOException)
        {
            return 100;
        }
    }
}
