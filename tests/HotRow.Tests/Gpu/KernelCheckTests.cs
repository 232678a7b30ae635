using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>Every kernel on the C# oracle; the other backends run the same checks in processes of their own.</summary>
public sealed class KernelCheckTests
{
    public static TheoryData<string> Names => [.. KernelChecks.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernel_OnTheOracle_DoesWhatPlainCodeDoes(string name)
    {
        using var device = DeviceBackends.Open("cpu");

        var cases = KernelChecks.All.Single(c => c.Name == name).Run(device).ToArray();

        Assert.NotEmpty(cases);
        Assert.All(cases, c => Assert.True(c.Failure is null, $"{c.Case}: {c.Failure}"));
    }
}
