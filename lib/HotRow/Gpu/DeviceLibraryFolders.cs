namespace HotRow.Gpu;

/// <summary>The folders in which toolkits and Python packages keep CUDA's libraries, those that exist, best guess first.</summary>
internal static class DeviceLibraryFolders
{
    private static readonly string[] s_parts = OperatingSystem.IsWindows()
        ? ["cu13/bin/x86_64", "cu13/bin", "cuda_nvrtc/bin", "cublas/bin"]
        : ["cu13/lib", "cuda_nvrtc/lib", "cublas/lib"];

    /// <param name="variable">The environment variable that lists folders before all others; their lib64, lib and bin count too.</param>
    public static IEnumerable<string> All(string variable) =>
        Named(variable).Concat(Toolkits()).Concat(Prefixes().SelectMany(SitePackages).SelectMany(site => s_parts.Select(part => Path.Combine(site, "nvidia", part))))
            .Where(Directory.Exists).Distinct();

    private static IEnumerable<string> Named(string variable) =>
        (Environment.GetEnvironmentVariable(variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(folder => new[] { folder, Path.Combine(folder, "lib64"), Path.Combine(folder, "lib"), Path.Combine(folder, "bin") });

    private static IEnumerable<string> Toolkits() => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable("CUDA_PATH") is { Length: > 0 } toolkit ? [Path.Combine(toolkit, "bin", "x64"), Path.Combine(toolkit, "bin")] : []
        : ["/usr/local/cuda/lib64", "/usr/local/nvidia/lib64"];

    // Where Pythons live: the active environment, the one that `python3` starts, the system's, and environments below /opt.
    private static IEnumerable<string> Prefixes()
    {
        foreach (var variable in new[] { "VIRTUAL_ENV", "CONDA_PREFIX" })
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } prefix)
            {
                yield return prefix;
            }
        }

        var name = OperatingSystem.IsWindows() ? "python.exe" : "python3";
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is not null)
        {
            // An environment's python3 is a link out of it, so both ends are looked at.
            foreach (var file in new[] { found, File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found })
            {
                var folder = Path.GetDirectoryName(file)!;
                yield return OperatingSystem.IsWindows() ? folder : Path.GetDirectoryName(folder) ?? folder;
            }
        }

        if (OperatingSystem.IsWindows())
        {
            yield break;
        }

        yield return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local");
        yield return "/usr/local";
        yield return "/usr";
        foreach (var folder in Below("/opt", "*"))
        {
            yield return folder;
            yield return Path.Combine(folder, ".venv");
            yield return Path.Combine(folder, "venv");
        }
    }

    private static IEnumerable<string> SitePackages(string prefix) => OperatingSystem.IsWindows()
        ? [Path.Combine(prefix, "Lib", "site-packages")]
        : Below(Path.Combine(prefix, "lib"), "python3*").SelectMany(python => new[] { Path.Combine(python, "site-packages"), Path.Combine(python, "dist-packages") });

    /// <summary>The files of a folder; none where it is not there or may not be read.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) => Entries(folder, pattern, Directory.GetFiles);

    private static IEnumerable<string> Below(string folder, string pattern) => Entries(folder, pattern, Directory.GetDirectories).OrderDescending(StringComparer.Ordinal);

    private static string[] Entries(string folder, string pattern, Func<string, string, string[]> list)
    {
        try
        {
            return Directory.Exists(folder) ? list(folder, pattern) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
