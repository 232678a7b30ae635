using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>How a run that measures into a results folder is set up, whoever asks for it: commands and cells of notebooks.</summary>
internal static class MeasuringRun
{
    /// <summary>Opens the folder for measuring on this machine and writes the machine's card into it.</summary>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    /// <exception cref="InvalidOperationException">Another process measures into it.</exception>
    internal static ResultStore Open(string folder, Device? device = null)
    {
        var store = ResultStore.Open(folder, MachineCard.ThisMachine.Name);
        try
        {
            store.Describe(Card(device));
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The card of this machine, with the device that is used besides.</summary>
    internal static MachineCard Card(Device? device) => MachineCard.ThisMachine with
    {
        DeviceLine = device is null ? null : device.Info.OneLine + (device.Info.IsGpu ? "" : " (no GPU: it proves results right, and its times say nothing)"),
    };

    /// <summary>The runner: stored points of this build stand, unless they were made from another text than the one on this machine today.</summary>
    internal static ExperimentRunner Runner(ResultStore store, Scale scale, TimeSpan budget, bool force, string? corpus, Action<RunProgress> progress) =>
        new(store, BuildIdentity.Of(typeof(MeasuringRun).Assembly), scale == Scale.Tiny ? Harness.Tiny : new Harness())
        {
            Budget = budget,
            Force = force,
            Corpus = corpus,
            DataIsCurrent = DefaultTextIsCurrent(),
            Progress = progress,
        };

    // Points over the default text carry its version and hash; those of another text than the one on this machine today are run again.
    private static Func<string, bool> DefaultTextIsCurrent()
    {
        var today = new Lazy<string?>(() =>
        {
            try
            {
                return DocumentationText.Find().Data;
            }
            catch (InputException)
            {
                return null;
            }
        });
        return data => !data.StartsWith("docs ", StringComparison.Ordinal) || data == today.Value;
    }
}
