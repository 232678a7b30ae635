namespace HotRow.Lab;

/// <summary>What the cells of a notebook call by bare name; they hold no logic of their own.</summary>
public static class Cells
{
    /// <summary>Runs an experiment within a time and gives what was measured; points that are stored for this machine, build and scale are taken over.</summary>
    /// <param name="experiment">Which one.</param>
    /// <param name="scale">How much of it.</param>
    /// <param name="seconds">Wall time, 1 to 3,600.</param>
    /// <param name="fresh">Measure stored points again.</param>
    public static Measured Measure(IExperiment experiment, Scale scale = Scale.Smoke, double seconds = 20, bool fresh = false) => throw new NotSupportedException();
}
