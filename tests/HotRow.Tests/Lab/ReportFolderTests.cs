using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>What a report says of the devices whose points it holds.</summary>
public sealed class ReportFolderTests
{
    private const string Last = "cuda: NVIDIA H200, 150.0 GB, CUDA 12.8";

    [Fact]
    public void Model_PointsOfOneDevice_ShowsTheCardAsItIs()
    {
        var model = Model(Last, "cuda NVIDIA H200", "cuda NVIDIA H200");

        Assert.EndsWith($"; device {Last}", model.Machine, StringComparison.Ordinal);
        Assert.DoesNotContain(model.Run, f => f.Label == "Devices");
    }

    [Fact]
    public void Model_PointsOfSeveralDevices_NamesThemAll()
    {
        var model = Model(Last, "opencl A laptop", "cuda NVIDIA H200", "cpu C# oracle", "opencl A laptop");

        Assert.EndsWith($"; device {Last}; also cpu C# oracle; also opencl A laptop", model.Machine, StringComparison.Ordinal);
        Assert.Contains(new ReportFact("With --device", $"{Last}; also cpu C# oracle; also opencl A laptop"), model.MachineCard);
        Assert.Contains(new ReportFact("Devices", "cpu C# oracle, 1 point; cuda NVIDIA H200, 1 point; opencl A laptop, 2 points"), model.Run);
    }

    [Theory]
    [InlineData(null, "opencl A laptop", "; device opencl A laptop")]
    [InlineData("cuda NVIDIA H200, CUDA 12.8", "cuda NVIDIA H200", "; device cuda NVIDIA H200, CUDA 12.8")]
    [InlineData(Last, "odd", $"; device {Last}; also odd")]
    public void Model_CardThatNamesAnotherOrNone_NamesThePointsDevice(string? line, string label, string ends)
    {
        Assert.EndsWith(ends, Model(line, label).Machine, StringComparison.Ordinal);
    }

    private static ReportModel Model(string? line, params string[] labels)
    {
        var points = labels.Select((label, i) => new PointResult { Experiment = "t09-sample", Parameters = new() { { "part", "device" }, { "device", label }, { "i", i } }, Scale = Scale.Tiny, Status = PointStatus.Done, Seed = 1 }).ToArray();
        return ReportFolder.Model([(new SampleExperiment(), new ResultSet(points))], MachineCard.ThisMachine with { DeviceLine = line }, []);
    }
}
