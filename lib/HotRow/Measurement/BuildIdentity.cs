using System.Reflection;

namespace HotRow;

/// <summary>Which code measured: two results are of one build only when this is equal.</summary>
/// <param name="Build">Module versions of the assemblies, shortened; they change with every change of the code.</param>
/// <param name="Commit">Source commit of the build, "" when it was not built in a repository.</param>
public sealed record BuildIdentity(string Build, string Commit)
{
    /// <summary>The identity of the library together with the assembly that holds the experiments.</summary>
    public static BuildIdentity Of(Assembly experiments)
    {
        var library = typeof(BuildIdentity).Assembly;
        var build = $"{library.ManifestModule.ModuleVersionId:N}"[..8] + "-" + $"{experiments.ManifestModule.ModuleVersionId:N}"[..8];
        var version = experiments.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return new(build, plus < 0 ? "" : version[(plus + 1)..]);
    }
}
