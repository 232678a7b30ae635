using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HotRow.Notebook;

/// <summary>What stands at a caret: its signature, how many overloads it has, its summary.</summary>
internal static class Inspection
{
    // Constants can be texts of any length.
    private const int MostUnits = 2000;

    private static readonly SymbolDisplayFormat s_format = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType | SymbolDisplayLocalOptions.IncludeConstantValue | SymbolDisplayLocalOptions.IncludeRef,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeMemberKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_memberFormat = s_format.AddMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType);

    /// <summary>The bundle, or null where nothing known stands.</summary>
    internal static MimeBundle? At(Compilation compilation, int caret, CancellationToken cancel)
    {
        var tree = compilation.SyntaxTrees.Last();
        var model = compilation.GetSemanticModel(tree);
        var token = TokenAt(tree.GetRoot(cancel), caret);
        var found = IsName(token) ? Named(model, token, cancel) : [];
        if (found is [] or [IErrorTypeSymbol, ..])
            found = Called(model, token, caret, cancel);
        if (found is not [{ } symbol and not IErrorTypeSymbol, ..])
            return null;
        return Bundle(Signature(symbol), found.Count - 1, XmlSummary.Of(symbol, compilation, cancel));
    }

    // The name that holds the caret or ends at it; else the last token that begins before the caret.
    private static SyntaxToken TokenAt(SyntaxNode root, int caret)
    {
        var token = root.FindToken(caret);
        if (IsName(token) && token.SpanStart == caret)
            return token;
        while (!token.IsKind(SyntaxKind.None) && (token.SpanStart >= caret || token.Span.IsEmpty))
            token = token.GetPreviousToken();
        return token;
    }

    private static bool IsName(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind()) || token.Kind() is SyntaxKind.ThisKeyword or SyntaxKind.BaseKeyword;

    // The symbol that a name means, then the others of that name.
    private static IReadOnlyList<ISymbol> Named(SemanticModel model, SyntaxToken token, CancellationToken cancel)
    {
        if (token.Parent is not { } node)
            return [];
        if (node is not ExpressionSyntax name)
            return model.GetDeclaredSymbol(node, cancel) is { } declared ? [declared] : [];
        var info = model.GetSymbolInfo(name, cancel);
        if (info.Symbol is null && info.CandidateSymbols.IsEmpty)
            info = model.GetSpeculativeSymbolInfo(name.SpanStart, name, SpeculativeBindingOption.BindAsExpression);
        return Distinct(info, model.GetMemberGroup(name, cancel));
    }

    // The method that is being called around the caret, then its overloads.
    private static IReadOnlyList<ISymbol> Called(SemanticModel model, SyntaxToken token, int caret, CancellationToken cancel)
    {
        for (var node = token.Parent; node is not null; node = node.Parent)
        {
            if (node is ArgumentListSyntax { Parent: { } call } list && list.OpenParenToken.Span.End <= caret && (list.CloseParenToken.IsMissing || caret <= list.CloseParenToken.SpanStart))
                return [.. ExpectedType.Callees(model, call, cancel).OrderBy(method => method.Parameters.Length >= list.Arguments.Count || method.Parameters is [.., { IsParams: true }] ? 0 : 1)];
        }
        return [];
    }

    private static IReadOnlyList<ISymbol> Distinct(SymbolInfo info, IEnumerable<ISymbol> group) =>
        [.. new[] { info.Symbol }.Concat(info.CandidateSymbols).Concat(group).Select(symbol => symbol is IAliasSymbol alias ? alias.Target : symbol).OfType<ISymbol>().Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>()];

    private static string Signature(ISymbol symbol)
    {
        var format = symbol.ContainingType is null or { IsScriptClass: true } || symbol is INamedTypeSymbol ? s_format : s_memberFormat;
        var text = symbol is INamespaceSymbol ? "namespace " + symbol.ToDisplayString() : symbol.ToDisplayString(format);
        return text.Length > MostUnits ? string.Concat(text.AsSpan(0, MostUnits), "...") : text;
    }

    private static MimeBundle Bundle(string signature, int others, string? summary)
    {
        var overloads = others switch { 0 => "", 1 => " (+ 1 overload)", _ => $" (+ {others} overloads)" };
        var fence = new string('`', Math.Max(3, LongestRun(signature, '`') + 1));
        var plain = summary is null ? signature + overloads : $"{signature}{overloads}\n\n{summary}";
        var markdown = $"{fence}csharp\n{signature}\n{fence}{(others == 0 ? "" : $"\n\n{overloads.Trim()}")}{(summary is null ? "" : $"\n\n{Escaped(summary)}")}";
        return new(new Dictionary<string, JsonNode> { [MimeBundle.PlainText] = plain, [MimeBundle.MarkdownText] = markdown });
    }

    private static int LongestRun(string text, char unit)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == unit ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    // Text from a file is text: nothing in it may become a link, an image or a tag.
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '`' or '*' or '_' or '<' or '>' or '&' or '[' or ']' or '!' or '#' or '|' or '~' or '$')
                escaped.Append('\\');
            escaped.Append(c);
        }
        return escaped.ToString();
    }
}
