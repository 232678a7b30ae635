using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace HotRow.Tests;

/// <summary>Rules over the source text: which room may use which, and what only one room may do.</summary>
public sealed partial class ArchitectureTests
{
    // A room may use itself, the root, and what stands here.
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Native"] = [],
        ["Kernels"] = ["Native"],
        ["Tables"] = ["Kernels", "Native"],
        ["Stores"] = ["Tables", "Kernels", "Native"],
        ["Workloads"] = ["Measurement", "Native", "Tables"],
        ["Caching"] = ["Stores", "Tables", "Kernels", "Native", "Workloads"],
        ["Prefetching"] = ["Caching", "Stores", "Tables", "Kernels", "Native", "Workloads"],
        ["Lookup"] = ["Prefetching", "Caching", "Stores", "Tables", "Kernels", "Native", "Workloads"],

        // Of Lookup only what does not depend on where rows lie: how a batch's distinct rows are found.
        ["Gpu"] = ["Lookup", "Caching", "Stores", "Tables", "Kernels", "Native", "Measurement", "Workloads"],
        ["Sketches"] = [],
        ["Serving"] = ["Measurement", "Native", "Workloads"],
        ["Measurement"] = ["Charts", "Native"],
        ["Charts"] = ["Measurement"],
        ["Reporting"] = ["Charts", "Measurement"],
    };

    private static readonly string s_root = Path.GetFullPath(Path.Combine(ThisFolder(), "..", ".."));

    public static TheoryData<string> Rooms => [.. s_mayUse.Keys];

    [Fact]
    public void EveryFolderOfTheLibrary_IsARoomWithARule()
    {
        var folders = Directory.GetDirectories(Path.Combine(s_root, "lib", "HotRow")).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj"));

        Assert.Equal(s_mayUse.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_UsesOnlyWhatItMay(string room)
    {
        var forbidden = s_mayUse.Keys.Where(other => other != room && !s_mayUse[room].Contains(other))
            .SelectMany(other => Sources("lib/HotRow/" + other).SelectMany(s => Declared().Matches(s.Code).Select(m => (Type: m.Groups[1].Value, Room: other))))
            .GroupBy(t => t.Type).ToDictionary(g => g.Key, g => g.First().Room);

        var offences = from source in Sources("lib/HotRow/" + room)
                       from Match word in Word().Matches(source.Code)
                       where forbidden.ContainsKey(word.Value)
                       select $"{source.Name} uses {word.Value} of {forbidden[word.Value]}";

        Assert.Empty(offences.Distinct());
    }

    [Theory]
    [InlineData(@"\bStopwatch\b", "lib/HotRow/Measurement/")]
    [InlineData(@"\[(LibraryImport|DllImport)\b", "lib/HotRow/(Native|Gpu)/")]
    [InlineData("<svg|<polyline|<rect ", "lib/HotRow/Charts/")]
    public void OnlyOneRoom_Does(string pattern, string room)
    {
        var found = Sources("lib").Concat(Sources("experiments")).Where(s => Regex.IsMatch(s.Code, pattern)).Select(s => s.Name).ToArray();

        Assert.NotEmpty(found);
        Assert.All(found, name => Assert.Matches("^" + room, name));
    }

    private static IEnumerable<(string Name, string Code)> Sources(string folder) =>
        Directory.GetFiles(Path.Combine(s_root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(s_root, path).Replace('\\', '/'), Path: path))
            .Where(f => !f.Name.Contains("/obj/", StringComparison.Ordinal) && !f.Name.Contains("/bin/", StringComparison.Ordinal))
            .Select(f => (f.Name, Comment().Replace(File.ReadAllText(f.Path), "")));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // Types of the namespace itself, which stand at the left edge.
    [GeneratedRegex(@"^(?:public|internal|file)[\w ]*\b(?:class|struct|interface|enum|record)\s+(?:struct\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();
}
