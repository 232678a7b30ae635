using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HotRow.Notebook;

/// <summary>The place of a caret in a program where a name is being written.</summary>
/// <param name="Model">What the compiler knows of the program.</param>
/// <param name="Start">Where the name begins.</param>
/// <param name="Prefix">The part of the name before the caret, without an <c>@</c>.</param>
/// <param name="Word">The token that the name begins; none before the first letter.</param>
/// <param name="Left">The token before the name; none at the program's begin.</param>
/// <param name="Cancel">Ends the compiler's work.</param>
internal sealed record CaretSite(SemanticModel Model, int Start, string Prefix, SyntaxToken Word, SyntaxToken Left, CancellationToken Cancel)
{
    /// <summary>The place, or null where no name can stand: in comments, texts, characters, numbers, directives and code that is switched off.</summary>
    internal static CaretSite? Find(Compilation compilation, int caret, CancellationToken cancel)
    {
        var tree = compilation.SyntaxTrees.Last();
        var text = tree.GetText(cancel);
        var start = caret;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1]))
            start--;
        if (start < caret && char.IsDigit(text[start]))
            return null;
        var nameStart = start;
        if (start > 0 && text[start - 1] == '@')
            start--;
        var root = tree.GetRoot(cancel);
        var word = start == caret ? default : root.FindToken(start, findInsideTrivia: true);
        if (start < caret && (word.SpanStart != start || !IsName(word)))
            return null;
        var left = LastBefore(root, start);
        if (IsOutsideCode(root, start, caret, left) || IsInside<DirectiveTriviaSyntax>(word) || IsInside<DocumentationCommentTriviaSyntax>(word))
            return null;
        return new(compilation.GetSemanticModel(tree), start, text.ToString(new(nameStart, caret - nameStart)), word, left, cancel);
    }

    private static bool IsName(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsKeywordKind(token.Kind());

    private static bool IsInside<T>(SyntaxToken token)
        where T : SyntaxNode => token.Parent?.FirstAncestorOrSelf<T>() is not null;

    private static SyntaxToken LastBefore(SyntaxNode root, int position)
    {
        if (position == 0)
            return default;
        var token = root.FindToken(position - 1, findInsideTrivia: true);
        while (!token.IsKind(SyntaxKind.None) && (token.Span.End > position || token.Span.IsEmpty))
            token = token.GetPreviousToken(includeSkipped: true);
        return token;
    }

    private static bool IsOutsideCode(SyntaxNode root, int start, int caret, SyntaxToken left)
    {
        var trivia = root.FindTrivia(Math.Max(0, start - 1), findInsideTrivia: false);
        if (IsComment(trivia) && (start < trivia.FullSpan.End || !IsClosed(trivia)) && start > trivia.FullSpan.Start)
            return true;
        var here = root.FindTrivia(start, findInsideTrivia: false);
        if (here.IsKind(SyntaxKind.DisabledTextTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia))
            return true;
        if (trivia.IsDirective && start <= trivia.FullSpan.End && !EndsLine(trivia, start))
            return true;
        var token = start > 0 ? root.FindToken(start - 1) : default;
        var covered = token.Span.Start < start && caret < token.Span.End;
        return covered && IsText(token) || IsOpenText(token, start) || IsInterpolatedText(left, start);
    }

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
            or SyntaxKind.ShebangDirectiveTrivia;

    // A comment to the end of its line still goes on at its end; one in slashes and stars does not.
    private static bool IsClosed(SyntaxTrivia comment) =>
        comment.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia && comment.ToFullString() is { Length: >= 4 } text && text.EndsWith("*/", StringComparison.Ordinal);

    private static bool EndsLine(SyntaxTrivia directive, int position) => position == directive.FullSpan.End && directive.ToFullString().EndsWith('\n');

    private static bool IsText(SyntaxToken token) =>
        token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.NumericLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken;

    // A text without its end reaches to the caret behind it.
    private static bool IsOpenText(SyntaxToken token, int start) =>
        token.Span.End == start && IsText(token) && (token.ContainsDiagnostics || token.IsKind(SyntaxKind.InterpolatedStringTextToken) || token.IsKind(SyntaxKind.NumericLiteralToken));

    private static bool IsInterpolatedText(SyntaxToken left, int start) => left.Kind() switch
    {
        SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken => true,
        SyntaxKind.CloseBraceToken => left.Parent is InterpolationSyntax,
        SyntaxKind.ColonToken => left.Parent is InterpolationFormatClauseSyntax,
        SyntaxKind.InterpolatedStringTextToken => left.Span.End == start,
        _ => false,
    };
}
