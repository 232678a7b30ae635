namespace HotRow.Lab;

/// <summary>What the cells of a notebook call by bare name; they hold no logic of their own.</summary>
public static class Cells
{
    /// <summary>Runs an experiment within a time and gives what was measured; points that are stored for this machine, build and scale are taken over.</summary>
    /// <param name="experiment">Which one.</param>
    /// <param name="scale">How much of it.</param>
    /// <param name="seconds">Wall time, 1 to 3,600.</param>
    /// <param name="fresh">Measure stored points again.</param>
    /// <exception cref="InputException">A parameter is out of its range, or the results folder cannot be used.</exception>
    /// <exception cref="InvalidOperationException">Another process measures into the results folder.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted; finished points are stored.</exception>
    public static Measured Measure(IExperiment experiment, Scale scale = Scale.Smoke, double seconds = 20, bool fresh = false) => throw new NotSupportedException();

    /// <summary>The mechanism behind a topic, with the numbers just measured.</summary>
    /// <param name="topic">Which one.</param>
    /// <param name="measured">What was measured; numbers of other experiments say that they were not measured here.</param>
    public static MarkdownView Why(Topic topic, params Measured[] measured) => throw new NotSupportedException();

    /// <summary>The sixty-second answer, with the numbers just measured.</summary>
    /// <param name="topic">Which topic's.</param>
    /// <param name="measured">What was measured; numbers of other experiments say that they were not measured here.</param>
    public static MarkdownView Answer(Topic topic, params Measured[] measured) => throw new NotSupportedException();

    /// <summary>What an interviewer asks next, each with its answer.</summary>
    /// <param name="topic">Which topic's.</param>
    /// <param name="measured">What was measured; numbers of other experiments say that they were not measured here.</param>
    public static MarkdownView FollowUps(Topic topic, params Measured[] measured) => throw new NotSupportedException();

    /// <summary>The machine that measures.</summary>
    public static MachineView Machine() => new(MachineCard.ThisMachine);
}
