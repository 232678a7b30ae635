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

    /// <summary>The experiments with their points on the device; those that have none stay as they are.</summary>
    public static IReadOnlyList<IExperiment> With(IReadOnlyList<IExperiment> experiments, Device? device) =>
        device is null ? experiments : [.. experiments.Select(e => e is IDeviceExperiment also ? new OnDevice(also, device) : e)];
}
