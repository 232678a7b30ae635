using Microsoft.CodeAnalysis.Scripting;

namespace HotRow.Notebook;

/// <summary>Completion, inspection and completeness of C# code after a chain of cells.</summary>
internal sealed class CSharpCompletion(ScriptOptions options)
{
    /// <summary>What the code is compiled with.</summary>
    public ScriptOptions Options { get; } = options;

    /// <summary>What could stand at a place.</summary>
    public CompletionList Complete(Script? previous, string code, int position) => throw new NotSupportedException();

    /// <summary>What stands at a place.</summary>
    public MimeBundle? Inspect(Script? previous, string code, int position) => throw new NotSupportedException();

    /// <summary>Whether code could run as it stands.</summary>
    public static Completeness IsComplete(string code) => throw new NotSupportedException();
}
