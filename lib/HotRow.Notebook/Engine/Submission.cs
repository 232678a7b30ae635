using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace HotRow.Notebook;

/// <summary>Whether code is a whole submission, by its syntax alone.</summary>
internal static class Submission
{
    // What only the end of the code can cure: an open comment, an #if or a #region without its end, an open verbatim text, an open raw one, an open hole.
    private static readonly HashSet<string> s_open = ["CS1035", "CS1027", "CS1038", "CS1039", "CS8997", "CS9004"];

    // A text or character without its end on its line.
    private const string OpenOnLine = "CS1010";

    /// <summary>What can be said of the code; what the compiler cannot take is invalid.</summary>
    internal static Completeness Check(string code) => CodeLimits.IsTooDeep(code) ? Completeness.Invalid : new CompilerThread().Run(cancel => Check(CSharpSyntaxTree.ParseText(SourceText.From(code), CSharpOptions.Parse, cancellationToken: cancel)), Completeness.Invalid);

    private static Completeness Check(SyntaxTree tree)
    {
        var errors = tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count == 0)
            return SyntaxFactory.IsCompleteSubmission(tree) ? Completeness.Complete : Completeness.Incomplete;
        var root = tree.GetRoot();
        if (errors.Exists(error => string.Equals(error.Id, OpenOnLine, StringComparison.Ordinal)) || HasStrayClosing(root))
            return Completeness.Invalid;
        if (errors.Exists(error => s_open.Contains(error.Id)))
            return Completeness.Incomplete;
        var last = root.GetLastToken(includeSkipped: true);
        return SyntaxFactory.IsCompleteSubmission(tree) || errors.Exists(error => error.Location.SourceSpan.End < last.Span.End) ? Completeness.Invalid : Completeness.Incomplete;
    }

    private static bool HasStrayClosing(SyntaxNode root) =>
        root.DescendantTrivia().Any(trivia => trivia.GetStructure() is SkippedTokensTriviaSyntax skipped
            && skipped.Tokens.Any(token => token.Kind() is SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken));
}
