namespace HotRow.Lab;

/// <summary>Progress on stderr where it is no terminal: a line as each experiment begins, and one after every ten seconds without, so that a log shows that the run goes on.</summary>
internal sealed class PlainProgress : IDisposable
{
    /// <summary>The longest time without a line.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TimeSpan _budget;
    private readonly TextWriter _error;
    private readonly Func<TimeSpan> _clock;
    private readonly Timer _timer;
    private RunProgress? _last;
    private TimeSpan _shown;
    private bool _ended;

    /// <param name="budget">What the run may take.</param>
    /// <param name="error">Where to.</param>
    /// <param name="clock">How long ago the run began, or any other moment.</param>
    internal PlainProgress(TimeSpan budget, TextWriter error, Func<TimeSpan> clock)
    {
        (_budget, _error, _clock) = (budget, error, clock);
        _timer = new(_ => Beat(), null, Timeout.InfiniteTimeSpan, Interval);
    }

    /// <summary>Takes where the run is, and says it when an experiment begins.</summary>
    internal void Show(RunProgress progress)
    {
        lock (_lock)
        {
            var begins = _last?.Experiment.Id != progress.Experiment.Id;
            (_last, _shown) = (progress, _clock());
            if (begins)
            {
                _error.WriteLine($"{Place(progress, progress.Elapsed, _budget)}: {progress.Experiment.Question}");
                _timer.Change(Interval, Interval);
            }
        }
    }

    /// <summary>Says where the run is, points that take long included.</summary>
    internal void Beat()
    {
        lock (_lock)
        {
            if (_last is { } progress && !_ended)
            {
                _error.WriteLine(PrintableText.Line($"{Place(progress, progress.Elapsed + (_clock() - _shown), _budget)}  {progress.Point}"));
            }
        }
    }

    /// <summary>Which point of how many, when, and of which experiment.</summary>
    internal static string Place(RunProgress progress, TimeSpan elapsed, TimeSpan budget) =>
        $"[{progress.Done + 1}/{progress.Total}] {elapsed.TotalSeconds,3:0} of {budget.TotalSeconds:0} s  {progress.Experiment.Id}";

    /// <summary>Says nothing more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
        }

        _timer.Dispose();
    }
}
