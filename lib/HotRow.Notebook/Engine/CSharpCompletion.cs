using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace HotRow.Notebook;

/// <summary>Completion, inspection and the test for whole submissions of a C# session, from the compiler alone: nothing of the code runs, no <c>#load</c> is followed. None of them throws for any code.</summary>
internal sealed class CSharpCompletion
{
    private readonly ScriptOptions _options;
    private readonly CompilerThread _thread = new();

    // What stands before the first cell. Kept, so that the compiler reads the framework once and not for every keystroke of that cell.
    private readonly Script _empty;

    /// <summary>For a session.</summary>
    /// <param name="options">What it compiles its cells with.</param>
    internal CSharpCompletion(ScriptOptions options)
    {
        _options = options.WithSourceResolver(new NoSources());
        _empty = CSharpScript.Create<object>("", _options);
    }

    /// <inheritdoc cref="ICellSession.Complete"/>
    /// <param name="previous">The session's last cell, or null before the first.</param>
    /// <param name="code">The source so far.</param>
    /// <param name="position">The caret.</param>
    internal CompletionList Complete(Script? previous, string code, int position)
    {
        var caret = Math.Clamp(position, 0, code.Length);
        var nothing = new CompletionList([], caret, caret);
        return IsRefused(code) ? nothing : _thread.Run(cancel =>
        {
            var site = Compile(previous, code) is { } compilation ? CaretSite.Find(compilation, caret, cancel) : null;
            return site is null ? nothing : new(CompletionNames.Of(site), site.Start, caret);
        }, nothing);
    }

    /// <inheritdoc cref="ICellSession.Inspect"/>
    /// <param name="previous">The session's last cell, or null before the first.</param>
    /// <param name="code">The source.</param>
    /// <param name="position">The caret.</param>
    internal MimeBundle? Inspect(Script? previous, string code, int position)
    {
        var caret = Math.Clamp(position, 0, code.Length);
        return IsRefused(code) ? null : _thread.Run(cancel => Compile(previous, code) is { } compilation ? Inspection.At(compilation, caret, cancel) : null, null);
    }

    /// <inheritdoc cref="ICellSession.IsComplete"/>
    internal static Completeness IsComplete(string code) => Submission.Check(code);

    private static bool IsRefused(string code) => code.Length > CodeLimits.MostUnits || CodeLimits.IsTooDeep(code);

    private Compilation? Compile(Script? previous, string code)
    {
        var compilation = BoundReferences.Of((previous ?? _empty).ContinueWith<object>(code, _options).GetCompilation());
        return CodeLimits.IsTooDeep(compilation.SyntaxTrees.Last().GetRoot()) ? null : compilation;
    }

    // Typing the name of a device or a pipe into #load must not read it.
    private sealed class NoSources() : SourceFileResolver(ImmutableArray<string>.Empty, baseDirectory: null)
    {
        public override string? ResolveReference(string path, string? baseFilePath) => null;
    }
}
