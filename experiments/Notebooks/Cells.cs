using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>What the cells of a notebook call by bare name; they hold no logic of their own.</summary>
public static class Cells
{
    private static int s_measurements;

    /// <summary>Runs an experiment within a time and gives what was measured; points that are stored for this machine, build and scale are taken over.</summary>
    /// <param name="experiment">Which one.</param>
    /// <param name="scale">How much of it.</param>
    /// <param name="seconds">Wall time, 1 to 3,600.</param>
    /// <param name="fresh">Measure stored points again.</param>
    /// <param name="device">Measure on this device too: "cuda", "opencl:1", "cpu"; null for none.</param>
    /// <exception cref="InputException">A parameter is out of its range, the results folder cannot be used, there is no such device, or the experiment has no part for one.</exception>
    /// <exception cref="HotRow.Gpu.DeviceException">The device's driver refuses.</exception>
    /// <exception cref="InvalidOperationException">Another process measures into the results folder, or no cell is running.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted; finished points are stored.</exception>
    public static Measured Measure(IExperiment experiment, Scale scale = Scale.Smoke, double seconds = 20, bool fresh = false, string? device = null)
    {
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"measure-{Interlocked.Increment(ref s_measurements)}");
        var shown = false;
        var interrupt = CellDisplay.interrupted;
        return MeasuringThread.Run(() => new CellMeasurement(ResultsFolder.Find(), Show).Run(experiment, scale, seconds, fresh, device, interrupt), interrupt);

        void Show(MimeBundle state)
        {
            if (shown)
            {
                CellDisplay.update(state, id);
            }
            else
            {
                shown = true;
                CellDisplay.display(state, id);
            }
        }
    }

    /// <summary>The mechanism behind a topic, with the numbers just measured.</summary>
    /// <param name="topic">Which one.</param>
    /// <param name="measured">What was measured; numbers of other experiments say that they were not measured here.</param>
    public static MarkdownView Why(Topic topic, params Measured[] measured) => Text(topic, measured, t => t.Why);

    /// <summary>The sixty-second answer, with the numbers just measured.</summary>
    /// <param name="topic">Which topic's.</param>
    /// <param name="measured">What was measured; numbers of other experiments say that they were not measured here.</param>
    public static MarkdownView Answer(Topic topic, params Measured[] measured) => Text(topic, measured, t => t.Answer);

    /// <summary>What an interviewer asks next, each with its answer.</summary>
    /// <param name="topic">Which topic's.</param>
    /// <param name="measured">What was measured; numbers of other experiments say that they were not measured here.</param>
    public static MarkdownView FollowUps(Topic topic, params Measured[] measured) => Text(topic, measured, t => found => TopicText.FollowUps(t, found));

    /// <summary>What was recorded of experiments on a device elsewhere; a line that says so when nothing was.</summary>
    /// <param name="experiments">Which ones.</param>
    /// <exception cref="InputException">A recorded file cannot be read.</exception>
    public static RecordedView Recorded(params IExperiment[] experiments)
    {
        ArgumentNullException.ThrowIfNull(experiments);
        return RecordedView.Of(experiments, Environment.CurrentDirectory);
    }

    /// <summary>The machine that measures.</summary>
    public static MachineView Machine() => new(MachineCard.ThisMachine);

    private static MarkdownView Text(Topic topic, Measured[] measured, Func<Topic, Func<Findings, string>> text)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(measured);
        return new(text(topic)(new Findings([.. measured.Select(m => (m.Experiment, m.Results))])));
    }
}
