using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace HotRow.Notebook;

/// <summary>The compiler's settings for every cell of a session: language, references, imports.</summary>
internal static class CSharpOptions
{
    /// <summary>The language of the cells, pinned although the compiler knows a newer one: cells speak what the project's own compiler speaks.</summary>
    internal const LanguageVersion Language = LanguageVersion.CSharp14;

    private static readonly string[] s_imports =
    [
        "System", "System.Collections.Generic", "System.Globalization", "System.IO", "System.Linq", "System.Text", "System.Threading", "System.Threading.Tasks",
        typeof(CellDisplay).FullName!,
    ];

    // Read once for all sessions of the process: the compiler keeps what it decoded of an assembly with its reference.
    private static readonly Lazy<Dictionary<string, string>> s_trusted = new(TrustedPaths);
    private static readonly Lazy<MetadataReference[]> s_framework = new(FrameworkReferences);

    /// <summary>How a cell is parsed where it is not compiled.</summary>
    internal static CSharpParseOptions Parse { get; } = new(Language, kind: SourceCodeKind.Script);

    /// <summary>Settings for a session.</summary>
    /// <exception cref="NotebookException">The framework's assemblies, or one that the host gave, have no file.</exception>
    public static ScriptOptions Create(SessionOptions session)
    {
        var folder = Environment.CurrentDirectory;
        return ScriptOptions.Default
            .WithReferences(s_framework.Value)
            .AddReferences(HostPaths(session.References).Select(path => MetadataReference.CreateFromFile(path)))
            .WithImports(s_imports.Concat(session.Imports).Distinct())
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
            .WithSourceResolver(new RegularSources(folder)) // A base would turn the names of cells into absolute paths.
            .WithLanguageVersion(Language)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithAllowUnsafe(true)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(Encoding.UTF8);
    }

    private static Dictionary<string, string> TrustedPaths()
    {
        var list = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string;
        if (string.IsNullOrEmpty(list))
            throw new NotebookException("This host does not list the framework's assemblies (TRUSTED_PLATFORM_ASSEMBLIES), which the cells are compiled against: start it with 'dotnet', not as a single file or natively compiled.");
        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        return paths;
    }

    private static MetadataReference[] FrameworkReferences()
    {
        var folder = Path.GetDirectoryName(FileOf(typeof(object).Assembly));
        return [.. s_trusted.Value.Values.Where(path => Path.GetDirectoryName(path) == folder).Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>Files of this assembly and of the host's, with all they refer to as far as it can be found without loading anything. What this assembly refers to (the compiler) is no business of a cell.</summary>
    private static IEnumerable<string> HostPaths(IReadOnlyList<Assembly> references)
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic).GroupBy(a => a.GetName().Name!).ToDictionary(g => g.Key, g => g.First());
        var own = typeof(CSharpOptions).Assembly;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { own.GetName().Name! };
        var paths = new List<string> { FileOf(own) };
        var open = new Queue<Assembly>(references.Where(a => seen.Add(a.GetName().Name!)));
        while (open.TryDequeue(out var assembly))
        {
            paths.Add(FileOf(assembly));
            foreach (var name in assembly.GetReferencedAssemblies().Select(n => n.Name!).Where(seen.Add))
            {
                if (loaded.TryGetValue(name, out var known))
                    open.Enqueue(known);
                else if (s_trusted.Value.TryGetValue(name, out var path))
                    paths.Add(path);
            }
        }

        var framework = s_framework.Value.OfType<PortableExecutableReference>().Select(r => r.FilePath).ToHashSet();
        return paths.Where(path => !framework.Contains(path));
    }

#pragma warning disable IL3000 // A single-file host is what the message is about.
    private static string FileOf(Assembly assembly) => assembly.Location is { Length: > 0 } path
        ? path
        : throw new NotebookException($"The assembly {assembly.GetName().Name} has no file (loaded from memory, or the host is published as a single file): cells cannot be compiled against it; load it from a file, or publish the host without PublishSingleFile.");
#pragma warning restore IL3000

    // A pipe without a writer would hold the compiler for ever, out of an interrupt's reach, and a device has no end: both say that they hold 0 bytes.
    private sealed class RegularSources(string folder) : SourceFileResolver([folder], baseDirectory: null)
    {
        public override string? ResolveReference(string path, string? baseFilePath) =>
            base.ResolveReference(path, baseFilePath) is { } found && new FileInfo(found).Length > 0 ? found : null;
    }
}
