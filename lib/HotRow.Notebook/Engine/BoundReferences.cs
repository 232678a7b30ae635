using Microsoft.CodeAnalysis;

namespace HotRow.Notebook;

/// <summary>Binds compilations to the assemblies they refer to, one at a time in the process.</summary>
/// <remarks>The compiler keeps what it decoded of an assembly for the compilations that come later. Two that bind at once each decode it, and the next cell may get the
/// other one's: every type then exists twice, and every imported name is ambiguous with itself (CS0121).</remarks>
internal static class BoundReferences
{
    private static readonly Lock s_oneAtATime = new();

    /// <summary>The compilation, bound.</summary>
    public static Compilation Of(Compilation compilation)
    {
        lock (s_oneAtATime)
        {
            // To ask for the assembly is what binds.
            _ = compilation.Assembly;
            return compilation;
        }
    }
}
