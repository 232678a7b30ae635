using HotRow.Gpu;
using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>The OpenCL backend, each time in a process of its own: a driver that writes where it must not takes that process down, and no test beside it.</summary>
public sealed class OpenClTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(5);

    [Fact]
    public void EveryKernelCheck_OnTheFirstDevice_IsRight()
    {
        using var folder = new TempFolder();
        var (code, output, errors) = Hotrow(folder, "doctor", "--device", "opencl");
        Assert.SkipWhen(code == 2, errors.Trim());

        var lines = output.TrimEnd().Split('\n');
        Assert.True(code == 0, string.Join('\n', lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).Append(errors)));
        Assert.EndsWith("cases, 0 wrong", lines[^1], StringComparison.Ordinal);
        var broken = Array.FindIndex(lines, l => l.EndsWith("a text that does not compile", StringComparison.Ordinal));
        Assert.Contains("is expected", lines[broken - 1], StringComparison.Ordinal);
        Assert.All(KernelChecks.All, check => Assert.Contains(lines, line => line.StartsWith("ok     " + check.Name + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public void DeviceThatIsNotThere_IsOneLineThatSaysWhatIs()
    {
        using var folder = new TempFolder();
        Assert.SkipWhen(Hotrow(folder, "list", "devices").Output.Contains("opencl  none", StringComparison.Ordinal), "no OpenCL device is here");

        var (code, _, errors) = Hotrow(folder, "doctor", "--device", "opencl:99");

        Assert.Equal(2, code);
        Assert.Contains("there is no device 'opencl:99'; opencl has", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HOTROW_LIB_OPENCL", "/nonexistent", "HOTROW_LIB_OPENCL is '/nonexistent'")]
    [InlineData("OCL_ICD_VENDORS", "/nonexistent", "no device 'opencl'")]
    public void MissingLibraryOrDriver_IsOneLineAndExitCode2(string variable, string value, string says)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the second variable is that of Linux's loader");
        using var folder = new TempFolder();
        var (code, output, errors) = Hotrow(folder, [(variable, value)], "doctor", "--device", "opencl");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(says, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingLibrary_LeavesTheOtherBackendsInTheList()
    {
        using var folder = new TempFolder();
        var (code, output, _) = Hotrow(folder, [("HOTROW_LIB_OPENCL", "/nonexistent")], "list", "devices");

        Assert.Equal(0, code);
        Assert.Contains("C# oracle", output, StringComparison.Ordinal);
        Assert.Contains("none: HOTROW_LIB_OPENCL", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Errors) Hotrow(TempFolder folder, params string[] arguments) => Hotrow(folder, [], arguments);

    private static (int Code, string Output, string Errors) Hotrow(TempFolder folder, (string Name, string Value)[] variables, params string[] arguments)
    {
        var program = KernelCommand.Program();
        var tool = new Tool(program[0], s_guard) { Variables = { ["POCL_CACHE_DIR"] = folder.Path } };
        foreach (var (name, value) in variables)
        {
            tool.Variables[name] = value;
        }

        return tool.Run([.. program.Skip(1), .. arguments]);
    }
}
