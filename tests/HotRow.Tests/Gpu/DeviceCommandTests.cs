using System.Text.Json;
using HotRow.Gpu;
using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>The commands that show and check devices, on the one that is everywhere.</summary>
public sealed class DeviceCommandTests
{
    [Fact]
    public void ListDevices_ShowsEveryBackendOnce_OrWhyItHasNone()
    {
        var (code, output, _) = Run("list", "devices");

        Assert.Equal(0, code);
        Assert.Contains("C# oracle", output, StringComparison.Ordinal);
        Assert.All(DeviceBackends.All, b => Assert.Contains(output.Split('\n'), line => line.StartsWith("  " + b.Name, StringComparison.Ordinal)));
    }

    [Fact]
    public void List_WithoutAName_StartsNoDriver() =>
        Assert.DoesNotContain("C# oracle", Run("list").Output, StringComparison.Ordinal);

    [Fact]
    public void DoctorDevice_OnTheOracle_RunsEveryCheckAndAllAreRight()
    {
        var (code, output, _) = Run("doctor", "--device", "cpu", "--json");

        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(0, code);
        Assert.EndsWith("cases, 0 wrong", lines[^2], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.StartsWith("WRONG", StringComparison.Ordinal));
        var cases = JsonDocument.Parse(lines[^1]).RootElement.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("kernel").GetString()!).ToArray();
        Assert.Equal(KernelChecks.All.Select(c => c.Name), cases.Distinct());
    }

    [Fact]
    public void Examine_CheckThatThrows_IsAFindingAndNoException()
    {
        using var device = DeviceBackends.Open("cpu");
        device.Dispose();

        var findings = DeviceDoctor.Examine(device).ToArray();

        Assert.Equal(KernelChecks.All.Select(c => c.Name), findings.Select(f => f.Kernel));
        Assert.All(findings, f => Assert.Contains(nameof(ObjectDisposedException), f.Failure, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unknown device 'vulkan'; known: cpu, cuda, opencl", "doctor", "--device", "vulkan")]
    [InlineData("unknown device 'cdua:1'; known: cpu, cuda, opencl", "gpu-suite", "--device", "cdua:1")]
    [InlineData("'cpu:x' does not name a device", "gpu-suite", "--device", "cpu:x")]
    [InlineData("Unrecognized command or argument 'opencl:1', a device is named with --device opencl:1; see hotrow doctor --help", "doctor", "opencl:1")]
    [InlineData("Unrecognized command or argument 'metal'; see hotrow doctor --help", "doctor", "metal")]
    [InlineData("there is no device 'cpu:1'; cpu has 1", "doctor", "--device", "cpu:1")]
    [InlineData("behind a colon, a number", "doctor", "--device", "cpu:x")]
    [InlineData("give one of", "doctor", "--device", "cpu", "--write")]
    [InlineData("goes with --device", "doctor", "--json")]
    public void Doctor_BadInput_IsOneLineAndExitCode2(string says, params string[] args)
    {
        var (code, _, error) = Run(args);

        Assert.Equal(2, code);
        Assert.Contains(says, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
