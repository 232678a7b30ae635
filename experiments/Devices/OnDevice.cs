using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>An experiment with its points on a device before its other ones, or with them alone.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="device">The device; not owned.</param>
/// <param name="deviceOnly">Leave out the points that need no device.</param>
internal sealed class OnDevice(IDeviceExperiment experiment, Device device, bool deviceOnly = false) : IExperiment
{
    public string Id => experiment.Id;

    public string Title => experiment.Title;

    public string Question => experiment.Question;

    public double Weight => experiment.Weight;

    public IReadOnlyList<ChartSpec> Charts => experiment.Charts;

    public IReadOnlyList<CheckFigure> Figures => experiment.Figures;

    public IReadOnlyList<Claim> Claims => experiment.Claims;

    public Headline Headline(ResultSet results) => experiment.Headline(results);

    public void Declare(RunContext context)
    {
        experiment.DeclareOnDevice(context, device);
        if (!deviceOnly)
        {
            experiment.Declare(context);
        }
    }

    /// <summary>Opens the device that a selector names; null for none.</summary>
    /// <exception cref="InputException">There is no such device, or none of the experiments has a part for one; the message says which have.</exception>
    /// <exception cref="DeviceException">The driver refuses.</exception>
    public static Device? Open(string? selector, IReadOnlyList<IExperiment> experiments) =>
        selector is null ? null
        : experiments.Any(e => e is IDeviceExperiment) ? DeviceBackends.Open(selector)
        : throw new InputException($"{string.Join(", ", experiments.Select(e => e.Id))}: nothing of it runs on a device; {(Able.Length > 0 ? $"these do: {Able}" : "no experiment does yet")}");

    /// <summary>Runs the experiments with their points on the device; those that have none run as they are.</summary>
    /// <returns>The results of each, under the experiment as the catalog has it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; finished points are stored.</exception>
    public static IReadOnlyList<(IExperiment Experiment, ResultSet Results)> Run(ExperimentRunner runner, IReadOnlyList<IExperiment> experiments, Device? device, Scale scale, CancellationToken cancel) =>
        [.. runner.Run(With(experiments, device), scale, cancel).Select((r, i) => (experiments[i], r.Results))];

    /// <summary>What ran on the device, in one line: how many points came out right, where they are shown, and what has no part for a device.</summary>
    public static string Told(DeviceInfo device, IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results)
    {
        var points = results.SelectMany(r => PointsOn(device, r.Results)).ToArray();
        var without = results.Select(r => r.Experiment).Where(e => e is not IDeviceExperiment).Select(e => e.Id).ToArray();
        return $"on {device.Label} {points.Count(p => p.Status == PointStatus.Done)} of {points.Length} points were done and their results right; each experiment's last charts in the report show them"
            + (without.Length == 0 ? "" : $"; without a part for a device: {string.Join(", ", without)}");
    }

    /// <summary>The points that ran on a device or were to.</summary>
    public static IEnumerable<PointResult> PointsOn(DeviceInfo device, ResultSet results) => results.Points.Where(p => LabelOf(p) == device.Label);

    /// <summary>The device of a point, by its label; null where it needs none.</summary>
    public static string? LabelOf(PointResult point) => point.Parameters["part"].Text == "device" && point.Parameters["device"].Text is { Length: > 0 } label ? label : null;

    /// <summary>The experiments with their points on the device; those that have none stay as they are.</summary>
    public static IReadOnlyList<IExperiment> With(IReadOnlyList<IExperiment> experiments, Device? device) =>
        device is null ? experiments : [.. experiments.Select(e => e is IDeviceExperiment also ? new OnDevice(also, device) : e)];

    private static string Able => string.Join(", ", Experiments.All.Where(e => e is IDeviceExperiment).Select(e => e.Id));
}
