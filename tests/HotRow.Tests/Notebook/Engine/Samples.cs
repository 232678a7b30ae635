using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace HotRow.Tests;

/// <summary>Cells that were run before, and code with a bar where the caret is.</summary>
internal static class Samples
{
    /// <summary>The framework and the usual imports.</summary>
    internal static ScriptOptions Options { get; } = ScriptOptions.Default
        .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path)))
        .WithImports("System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading.Tasks")
        .WithAllowUnsafe(true)
        .WithLanguageVersion(LanguageVersion.CSharp14);

    /// <summary>A chain of cells, which must compile.</summary>
    internal static Script Cells(params string[] codes)
    {
        Script? last = null;
        foreach (var code in codes)
        {
            last = last is null ? CSharpScript.Create<object>(code, Options) : last.ContinueWith<object>(code, Options);
            Assert.Empty(last.Compile().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
        return last!;
    }

    /// <summary>The code without its bar, and where that stood.</summary>
    internal static (string Code, int Caret) Caret(string marked) => (marked.Remove(marked.IndexOf('|'), 1), marked.IndexOf('|'));
}
