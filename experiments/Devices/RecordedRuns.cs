using System.Text.Json;

namespace HotRow.Lab;

/// <summary>One run of the suite that was kept with the repository.</summary>
/// <param name="Suite">What it was.</param>
/// <param name="Device">Its device.</param>
/// <param name="Points">Its points, of all experiments.</param>
internal sealed record RecordedRun(SuiteReport Suite, SuiteDevice Device, IReadOnlyList<PointResult> Points)
{
    /// <summary>Whose numbers these are, in one line.</summary>
    public string OneLine => FormattableString.Invariant($"recorded, not measured here: {PrintableText.Line(Device.Label)}, {Suite.StartedUtc:yyyy-MM-dd}, {PrintableText.Line(Device.Software)}")
        + (Suite.Scale == Scale.Full ? "" : $", {Suite.Scale.ToString().ToLowerInvariant()} scale")
        + (Device.IsGpu ? "" : "; no GPU: its results were right, and its times say nothing");
}

/// <summary>Reads the runs that were recorded on machines that are not here: a folder each, as <c>gpu-suite --out</c> wrote it.</summary>
internal static class RecordedRuns
{
    /// <summary>Where they lie in the repository.</summary>
    internal const string Folder = "experiments/results/recorded";

    /// <summary>How one is made.</summary>
    internal const string HowTo = "experiments/gpu-suite.md says how to record one";

    private const int MostRuns = 32;
    private const long MostSuiteBytes = 4 << 20;
    private const long MostPointBytes = 64 << 20;

    /// <summary>The recorded run to show for an experiment: of those that hold finished points of it, one of a GPU before all others, and of these the newest; null when there is none.</summary>
    /// <exception cref="InputException">A recorded file cannot be read.</exception>
    public static RecordedRun? Of(string experiment, string directory) =>
        RepositoryRoot.Of(directory) is { } root
            ? All(Path.Combine(root, Folder))
                .Where(r => r.Points.Any(p => p.Experiment == experiment && p.Status == PointStatus.Done))
                .OrderByDescending(r => r.Device.IsGpu).ThenByDescending(r => r.Suite.StartedUtc)
                .FirstOrDefault()
            : null;

    /// <summary>All runs below a folder, in the order of their names; a run whose device was never opened is none.</summary>
    /// <exception cref="InputException">There are too many, or one cannot be read.</exception>
    public static IReadOnlyList<RecordedRun> All(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var runs = Folders(folder).Where(f => File.Exists(Path.Combine(f, SuiteReport.FileName))).Order(StringComparer.Ordinal).ToArray();
        return runs.Length <= MostRuns
            ? [.. runs.Select(Read).OfType<RecordedRun>()]
            : throw new InputException($"{folder} holds {runs.Length} recorded runs, and at most {MostRuns} are read; remove old ones");
    }

    private static RecordedRun? Read(string folder)
    {
        var suite = ReadSuite(Path.Combine(folder, SuiteReport.FileName));
        var points = Path.Combine(folder, GpuSuiteRun.PointsFile);
        if (suite.Device is not { } device || !File.Exists(points))
        {
            return null;
        }

        RequireSize(points, MostPointBytes);

        // A point that was run again stands further down, and what was measured on another device is not this one's.
        var read = ResultStore.Read(points).GroupBy(p => (p.Experiment, p.Parameters.Key)).Select(g => g.Last()).ToArray();
        var other = read.Select(p => p.Parameters["device"].Text).FirstOrDefault(label => label.Length > 0 && label != device.Label);
        return other is null
            ? new(suite, device, read)
            : throw new InputException($"{points}: a point of the device {PrintableText.Quote(other)}, and {SuiteReport.FileName} beside it says {PrintableText.Quote(device.Label)}; remove the folder and record the run again");
    }

    private static string[] Folders(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{folder}': {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static SuiteReport ReadSuite(string path)
    {
        try
        {
            RequireSize(path, MostSuiteBytes);
            var suite = JsonSerializer.Deserialize(File.ReadAllText(path), SuiteJson.Default.SuiteReport) ?? throw new JsonException("it is empty");
            return suite.Schema == SuiteReport.Version
                ? suite
                : throw new InputException($"{path}: layout {suite.Schema}, and this HotRow reads {SuiteReport.Version}; record the run again");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: not a recorded run ({e.Message.ReplaceLineEndings(" ")}); remove its folder and record it again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{path}': {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static void RequireSize(string path, long most)
    {
        FileSystems.RequireRegularFile(path);
        var bytes = new FileInfo(path).Length;
        if (bytes > most)
        {
            throw new InputException($"{path}: {bytes:N0} bytes, and at most {most:N0} are read; is it a recorded run?");
        }
    }
}
