using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Finds the default text: the English documentation XML of the .NET SDK's reference packs.</summary>
public static class DocumentationText
{
    private static readonly string[] s_packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    /// <summary>The text: for each of the two packs, in this order, the highest version's <c>ref/*/*.xml</c> by relative path, ordinal.</summary>
    /// <exception cref="InputException">This machine has no such files.</exception>
    public static TextSource Find() => Find(Candidates());

    /// <summary>The text under the first of several dotnet folders that has both packs.</summary>
    /// <exception cref="InputException">None of them has.</exception>
    internal static TextSource Find(IEnumerable<string> dotnetFolders)
    {
        foreach (var folder in dotnetFolders)
        {
            var packs = s_packs.Select(pack => HighestVersion(Path.Combine(folder, "packs", pack))).ToArray();
            var files = packs.SelectMany(XmlFiles).ToArray();
            if (Array.TrueForAll(packs, pack => pack is not null) && files.Length > 0)
            {
                var versions = packs.Select(pack => Path.GetFileName(pack)!).Distinct();
                return new TextSource("docs", string.Join(" and ", versions), TextElement.Documentation, files);
            }
        }

        throw new InputException($"the default text is not on this machine: no documentation XML in packs/{s_packs[0]} and packs/{s_packs[1]} "
            + "beside the .NET SDK; name your own text with --corpus PATH, or use the workload 'zipf', which needs none");
    }

    private static IEnumerable<string> Candidates()
    {
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
        {
            yield return root;
        }
    }

    private static string? HighestVersion(string pack) => !Directory.Exists(pack)
        ? null
        : Directory.EnumerateDirectories(pack)
            .Where(folder => Directory.Exists(Path.Combine(folder, "ref")))
            .MaxBy(folder => VersionOf(Path.GetFileName(folder)));

    /// <summary>Orders versions by their numbers; a release comes after its own previews.</summary>
    private static (Version Number, bool Release, string Name) VersionOf(string name)
    {
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        var number = Version.TryParse(dash < 0 ? name : name[..dash], out var parsed) ? parsed : new Version(0, 0);
        return (number, dash < 0, name);
    }

    private static IEnumerable<TextFile> XmlFiles(string? pack) => pack is null
        ? []
        : Directory.EnumerateFiles(Path.Combine(pack, "ref"), "*.xml", SearchOption.AllDirectories)
            .Select(path => new TextFile(Path.GetRelativePath(pack, path).Replace('\\', '/'), path, Markup: true))
            .Where(file => file.Name.Count(c => c == '/') == 2)
            .OrderBy(file => file.Name, StringComparer.Ordinal);
}
