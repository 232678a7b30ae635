using HotRow.Gpu;
using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>An experiment of which only the points on a device are declared.</summary>
internal sealed class DevicePartOnly(IDeviceExperiment experiment, Device device) : IExperiment
{
    public string Id => experiment.Id;

    public string Title => experiment.Title;

    public string Question => experiment.Question;

    public double Weight => experiment.Weight;

    public IReadOnlyList<ChartSpec> Charts => experiment.Charts;

    public IReadOnlyList<CheckFigure> Figures => experiment.Figures;

    public IReadOnlyList<Claim> Claims => experiment.Claims;

    public Headline Headline(ResultSet results) => experiment.Headline(results);

    public void Declare(RunContext context) => experiment.DeclareOnDevice(context, device);
}
