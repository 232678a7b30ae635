using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HotRow.Notebook;

/// <summary>The names offered at a caret: those that begin with what is written of it, whatever their case.</summary>
internal sealed class CompletionNames
{
    // More than this no front end shows and no person reads.
    private const int Most = 500;

    private static readonly string[] s_keywords =
        [.. SyntaxFacts.GetReservedKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText).Append("var").Append("dynamic").Where(word => !word.StartsWith('_')).Distinct()];

    private readonly string _prefix;
    private readonly Dictionary<string, int> _rankOf = new(StringComparer.Ordinal);

    private CompletionNames(string prefix) => _prefix = prefix;

    /// <summary>How likely a name is meant; the likeliest stay when there are too many.</summary>
    internal enum Rank
    {
        /// <summary>What this very place asks for, and what the cells declare.</summary>
        First,

        /// <summary>Members and keywords.</summary>
        Second,

        /// <summary>Types and namespaces.</summary>
        Third,
    }

    /// <summary>The names for a place, sorted by code unit, each once, at most 500.</summary>
    internal static IReadOnlyList<string> Of(CaretSite site)
    {
        var names = new CompletionNames(site.Prefix);
        new CompletionScope(site, names).Offer();
        return
        [
            .. names._rankOf.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key.StartsWith(site.Prefix, StringComparison.Ordinal) ? 0 : 1).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(Most).Select(pair => pair.Key).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Offers a text as it is.</summary>
    internal void Add(string text, Rank rank)
    {
        if (!text.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase))
            return;
        if (!_rankOf.TryGetValue(text, out var known) || (int)rank < known)
            _rankOf[text] = (int)rank;
    }

    /// <summary>Offers a symbol by its name, unless that cannot be written or asks to be hidden.</summary>
    internal void Add(ISymbol symbol) => Add(symbol, RankOf(symbol));

    /// <summary>Offers a symbol by its name, unless that cannot be written or asks to be hidden.</summary>
    internal void Add(ISymbol symbol, Rank rank)
    {
        if (symbol.Name.StartsWith(_prefix, StringComparison.OrdinalIgnoreCase) && symbol.CanBeReferencedByName && SyntaxFacts.IsValidIdentifier(symbol.Name) && !IsHidden(symbol))
            _rankOf[Written(symbol)] = Math.Min((int)rank, _rankOf.GetValueOrDefault(Written(symbol), int.MaxValue));
    }

    /// <summary>Offers every keyword.</summary>
    internal void AddKeywords()
    {
        foreach (var keyword in s_keywords)
            Add(keyword, Rank.Second);
    }

    /// <summary>A symbol's name as code writes it.</summary>
    internal static string Written(ISymbol symbol) => SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;

    private static Rank RankOf(ISymbol symbol) => symbol switch
    {
        _ when symbol.ContainingType is { IsScriptClass: true } => Rank.First,
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => Rank.First,
        INamespaceOrTypeSymbol => Rank.Third,
        _ => Rank.Second,
    };

    // EditorBrowsableState.Never is 1.
    private static bool IsHidden(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "EditorBrowsableAttribute" && attribute.ConstructorArguments is [{ Value: 1 }, ..]);
}
