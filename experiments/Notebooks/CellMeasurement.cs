using HotRow.Gpu;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>One experiment run for a cell: checks what the cell asked, shows how far it is, and says at the end what became of its points.</summary>
/// <param name="folder">Where results are kept.</param>
/// <param name="show">Shows the state of the run, each time in the place of the last.</param>
internal sealed class CellMeasurement(string folder, Action<MimeBundle> show)
{
    /// <summary>The longest that a cell may ask for. <i>Units:</i> s.</summary>
    internal const double MostSeconds = 3600;

    // A front end repaints its page for each update: more of them than the eye follows only make it slow.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(300);

    private readonly Func<TimeSpan> _clock = Elapsed.Clock();
    private TimeSpan _next = TimeSpan.Zero;
    private RunProgress _last;

    /// <summary>Runs it.</summary>
    /// <exception cref="InputException">A parameter is out of its range, the folder cannot be used, or there is no such device.</exception>
    /// <exception cref="DeviceException">The device's driver refuses.</exception>
    /// <exception cref="InvalidOperationException">Another process measures into the folder.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; finished points are stored.</exception>
    internal Measured Run(IExperiment experiment, Scale scale, double seconds, bool fresh, string? device, CancellationToken interrupt)
    {
        Check(experiment, scale, seconds);
        using var opened = OnDevice.Open(device, [experiment]);
        using var store = Open(opened);
        show(MeasurementText.Begun(experiment, scale, seconds));
        var runner = MeasuringRun.Runner(store, scale, TimeSpan.FromSeconds(seconds), fresh, corpus: null, progress => Tell(progress, seconds));
        try
        {
            var results = OnDevice.Run(runner, [experiment], opened, scale, interrupt)[0].Results;
            show(MeasurementText.Ended(experiment, results, _clock(), runner.Reused, opened?.Info));
            return new(experiment, results);
        }
        catch (OperationCanceledException)
        {
            show(MeasurementText.Interrupted(experiment, _last));
            throw;
        }
    }

    private static void Check(IExperiment experiment, Scale scale, double seconds)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        if (!Enum.IsDefined(scale))
        {
            throw new InputException($"Measure: scale {(int)scale} is none; allowed: Scale.Tiny, Scale.Smoke, Scale.Full");
        }

        if (!(seconds is >= 1 and <= MostSeconds))
        {
            throw new InputException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Measure: seconds {seconds} is out of range; allowed: 1 to {MostSeconds:0}"));
        }
    }

    // The store speaks of an option that cells do not have.
    private ResultStore Open(Device? device)
    {
        try
        {
            return MeasuringRun.Open(folder, device);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException($"{e.Message}; in a notebook the environment variable {ResultsFolder.Variable} does that", e);
        }
        catch (InputException e)
        {
            throw new InputException($"{e.Message}; in a notebook the environment variable {ResultsFolder.Variable} does that", e);
        }
    }

    private void Tell(RunProgress progress, double seconds)
    {
        _last = progress;
        var now = _clock();
        if (now >= _next)
        {
            _next = now + s_interval;
            show(MeasurementText.Running(progress, seconds));
        }
    }
}
