using System.Runtime.CompilerServices;
using HotRow.Lab;

namespace HotRow.Tests.Gpu;

/// <summary>The simulated NVIDIA driver, compiler and matrix library: built once in a run of the tests, used by processes of their own.</summary>
internal static class SimulatedCuda
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(5);
    private static readonly Lazy<(string? Library, string WhyNot)> s_built = new(Build);

    /// <summary>Runs <c>hotrow</c> with the simulators in the libraries' places. Skips the test where they cannot be built.</summary>
    /// <param name="variables">More environment variables; they win.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>Exit code, what it printed, and the calls and leaks that the simulator wrote down.</returns>
    public static (int Code, string Output, string Errors, string Log) Hotrow((string Name, string Value)[] variables, params string[] arguments)
    {
        Assert.SkipUnless(s_built.Value.Library is not null, s_built.Value.WhyNot);
        using var folder = new TempFolder();
        var log = Path.Combine(folder.Path, "log");
        var program = KernelCommand.Program();
        var tool = new Tool(program[0], s_guard) { Variables = { ["HOTROW_SIM_LOG"] = log, ["HOTROW_SIM_CACHE"] = Path.GetDirectoryName(s_built.Value.Library)! } };
        foreach (var library in new[] { "CUDA", "NVRTC", "CUBLAS" })
        {
            tool.Variables["HOTROW_LIB_" + library] = s_built.Value.Library!;
        }

        foreach (var (name, value) in variables)
        {
            tool.Variables[name] = value;
        }

        var (code, output, errors) = tool.Run([.. program.Skip(1), .. arguments]);
        return (code, output, errors, File.Exists(log) ? File.ReadAllText(log) : "");
    }

    /// <summary>Runs kernels and calls that are wrong on purpose against the simulator itself.</summary>
    /// <returns>0 when each was answered as it should be; else a line for each that was not.</returns>
    public static (int Code, string Output) Faults()
    {
        Assert.SkipUnless(s_built.Value.Library is not null, s_built.Value.WhyNot);
        using var folder = new TempFolder();
        var program = Path.Combine(folder.Path, "faults");
        var (code, _, errors) = new Tool("g++", s_guard).Run("-std=c++20", "-O0", Path.Combine(ThisFolder(), "Faults", "faults.cpp"), s_built.Value.Library!, "-o", program);
        Assert.True(code == 0, errors);
        var run = new Tool(program, s_guard) { Variables = { ["LD_LIBRARY_PATH"] = Path.GetDirectoryName(s_built.Value.Library)!, ["HOTROW_SIM_CACHE"] = folder.Path } }.Run();
        return (run.Code, run.Output + run.Errors);
    }

    private static (string? Library, string WhyNot) Build()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (null, "the simulated driver is written for Linux");
        }

        var compiler = new Tool("g++", s_guard);
        if (!compiler.Works("--version"))
        {
            return (null, "the simulated driver is built by g++, and none is on the path");
        }

        // Outlives the test that builds it; every process that the tests start finds compiled kernels here.
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var library = Path.Combine(folder.Path, "libsimulated.so");
        var (code, _, errors) = compiler.Run(["-std=c++20", "-O0", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden", $"-DSIM_FOLDER=\"{ThisFolder()}\"", .. Directory.GetFiles(ThisFolder(), "*.cpp"), "-pthread", "-ldl", "-o", library]);
        Assert.True(code == 0, errors);
        return (library, "");
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
