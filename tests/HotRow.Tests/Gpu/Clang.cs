namespace HotRow.Tests.Gpu;

/// <summary>The newest clang of this machine, a checker of kernels: it is never what produces the code that runs.</summary>
internal static class Clang
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(5);

    private static readonly Lazy<(string Path, int Major)?> s_newest = new(() =>
    {
        foreach (var major in Enumerable.Range(14, 12).Reverse())
        {
            // clang-cpp-15 and its like may be there without the compiler: only a run says so.
            if (new Tool($"clang-{major}", s_guard).Works("--version"))
            {
                return ($"clang-{major}", major);
            }
        }

        return null;
    });

    /// <summary>Whether there is one.</summary>
    public static bool IsThere => s_newest.Value is not null;

    /// <summary>Why the tests that need it are skipped.</summary>
    public static string WhyNot => "no clang of version 14 or newer is on the path (clang-14, clang-16 ...)";

    /// <summary>The newest architecture of NVIDIA's that it compiles for: the H100's and H200's from 16 on.</summary>
    public static string Architecture => s_newest.Value!.Value.Major >= 16 ? "sm_90" : "sm_80";

    /// <summary>Runs it once over many files and gives what it says; what it writes lies in the folder.</summary>
    public static string Run(string folder, IEnumerable<string> files, params string[] options)
    {
        // clang writes beside the working directory, and a child inherits that of the tests: a shell goes there first.
        var tool = new Tool("sh", s_guard);
        return tool.Run(["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, s_newest.Value!.Value.Path, .. options, .. files]).Errors;
    }
}
