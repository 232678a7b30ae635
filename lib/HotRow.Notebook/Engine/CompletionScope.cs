using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rank = HotRow.Notebook.CompletionNames.Rank;

namespace HotRow.Notebook;

/// <summary>Which names can stand at a place: after a dot the members of what stands before it, elsewhere what is in scope and what the place asks for.</summary>
/// <param name="site">The place.</param>
/// <param name="names">Where the names go.</param>
internal sealed class CompletionScope(CaretSite site, CompletionNames names)
{
    private static readonly string[] s_afterName = ["as", "in", "is", "switch", "with"];

    private SemanticModel Model => site.Model;

    /// <summary>Offers them.</summary>
    internal void Offer()
    {
        if (site.Left.Kind() is SyntaxKind.DotToken or SyntaxKind.MinusGreaterThanToken or SyntaxKind.ColonColonToken)
            OfferAfterDot();
        else if (IsNewName())
            Array.ForEach(s_afterName, word => names.Add(word, Rank.Third));
        else if (site.Left.Parent is UsingDirectiveSyntax directive && !site.Left.IsKind(SyntaxKind.SemicolonToken))
            OfferSpaces(Model.LookupNamespacesAndTypes(site.Start), typesToo: directive.Alias is not null || directive.StaticKeyword.Span.Length > 0);
        else if (site.Left.IsKind(SyntaxKind.NewKeyword) && site.Left.Parent is not MemberDeclarationSyntax)
            OfferCreatable();
        else if (!OfferInitialized())
            OfferInScope();
    }

    // The name of something being declared is the writer's choice; what looks like one may be the begin of "x is".
    private bool IsNewName() => site.Word.Parent switch
    {
        VariableDeclaratorSyntax declarator => declarator.Identifier == site.Word,
        ParameterSyntax { Type: not null } parameter => parameter.Identifier == site.Word,
        SingleVariableDesignationSyntax or BaseTypeDeclarationSyntax or TypeParameterSyntax or EnumMemberDeclarationSyntax => site.Word.IsKind(SyntaxKind.IdentifierToken),
        _ => false,
    };

    private void OfferAfterDot()
    {
        switch (site.Left.Parent)
        {
            case MemberAccessExpressionSyntax access:
                OfferMembers(access.Expression);
                break;
            case MemberBindingExpressionSyntax binding when binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault(a => a.WhenNotNull.Span.Start <= binding.SpanStart && a.Expression.Span.End <= binding.SpanStart) is { } conditional:
                OfferValue(Underlying(Model.GetTypeInfo(conditional.Expression, site.Cancel).Type));
                break;
            case QualifiedNameSyntax name when name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { } directive:
                OfferUsing(name.Left, typesToo: directive.Alias is not null || directive.StaticKeyword.Span.Length > 0);
                break;
            case QualifiedNameSyntax name:
                OfferMembers(name.Left);
                break;
            case AliasQualifiedNameSyntax alias when Model.GetSymbolInfo(alias.Alias, site.Cancel).Symbol is INamespaceOrTypeSymbol space:
                OfferStatic(space);
                break;
            default:
                break;
        }
    }

    private void OfferUsing(NameSyntax left, bool typesToo)
    {
        if (Model.GetSymbolInfo(left, site.Cancel).Symbol is INamespaceOrTypeSymbol space)
            OfferSpaces(Model.LookupNamespacesAndTypes(site.Start, space), typesToo);
    }

    private void OfferSpaces(IEnumerable<ISymbol> symbols, bool typesToo)
    {
        foreach (var symbol in symbols.Where(symbol => typesToo || symbol is INamespaceSymbol))
            names.Add(symbol);
    }

    // Before "xs.Whe" and a line "foo = 3" the parser sees a declaration of foo whose type is xs.Whe: what looks like a type's name is asked for as an expression, too.
    private void OfferMembers(ExpressionSyntax left)
    {
        if (left is BaseExpressionSyntax)
        {
            OfferAll(Model.LookupBaseMembers(site.Start));
            return;
        }
        var symbol = Model.GetSymbolInfo(left, site.Cancel) is var info && info.Symbol is not null ? info.Symbol : info.CandidateSymbols.FirstOrDefault();
        var type = Model.GetTypeInfo(left, site.Cancel).Type;
        if (symbol is null || type is IErrorTypeSymbol)
        {
            symbol = Model.GetSpeculativeSymbolInfo(left.SpanStart, left, SpeculativeBindingOption.BindAsExpression).Symbol ?? symbol;
            type = Model.GetSpeculativeTypeInfo(left.SpanStart, left, SpeculativeBindingOption.BindAsExpression).Type ?? type;
        }
        if (symbol is IAliasSymbol alias)
            symbol = alias.Target;
        if (symbol is INamespaceOrTypeSymbol space)
            OfferStatic(space);
        else if (site.Left.IsKind(SyntaxKind.MinusGreaterThanToken))
            OfferValue((type as IPointerTypeSymbol)?.PointedAtType);
        else if (type is not IPointerTypeSymbol)
            OfferValue(type);
        OfferColorColor(left, symbol);
    }

    // "Color.R" where Color is both a property and its type: the type's own members count as well.
    private void OfferColorColor(ExpressionSyntax left, ISymbol? symbol)
    {
        if (left is IdentifierNameSyntax name && symbol is not INamespaceOrTypeSymbol
            && Model.LookupNamespacesAndTypes(site.Start, container: null, name.Identifier.ValueText).OfType<INamedTypeSymbol>().FirstOrDefault() is { } type
            && SymbolEqualityComparer.Default.Equals(type, Model.GetTypeInfo(left, site.Cancel).Type))
            OfferStatic(type);
    }

    private void OfferStatic(INamespaceOrTypeSymbol container)
    {
        if (container is INamespaceSymbol)
            OfferAll(Model.LookupNamespacesAndTypes(site.Start, container));
        else
            OfferAll(Model.LookupStaticMembers(site.Start, container));
    }

    private void OfferValue(ITypeSymbol? type)
    {
        if (type is null or { SpecialType: SpecialType.System_Void } or { TypeKind: TypeKind.Dynamic or TypeKind.Error })
            return;
        OfferAll(Model.LookupSymbols(site.Start, type, includeReducedExtensionMethods: true).Where(symbol => !symbol.IsStatic && symbol is not ITypeSymbol));
    }

    private void OfferAll(IEnumerable<ISymbol> symbols)
    {
        foreach (var symbol in symbols)
            names.Add(symbol);
    }

    private void OfferCreatable()
    {
        foreach (var symbol in Model.LookupNamespacesAndTypes(site.Start))
        {
            var type = symbol is IAliasSymbol alias ? alias.Target as ITypeSymbol : symbol as ITypeSymbol;
            if (type is null || !type.IsStatic && !type.IsAbstract)
                names.Add(symbol);
        }
        foreach (var kind in SyntaxFacts.GetReservedKeywordKinds().Where(SyntaxFacts.IsPredefinedType))
            names.Add(SyntaxFacts.GetText(kind), Rank.Third);
        OfferExpected();
    }

    private void OfferInScope()
    {
        OfferAll(Model.LookupSymbols(site.Start));
        names.AddKeywords();
        OfferExpected();
        OfferParameterNames();
    }

    // "new Foo { B", "foo with { B" and "foo is { B": the members of Foo that are not named yet. Only a new object may also hold a list of values there.
    private bool OfferInitialized()
    {
        if (site.Left.Kind() is not (SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken))
            return false;
        switch (site.Left.Parent)
        {
            case InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } list:
                var created = Model.GetTypeInfo(creation, site.Cancel);
                OfferWritable(created.Type is null or IErrorTypeSymbol ? created.ConvertedType : created.Type, Named(list));
                return false;
            case InitializerExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } list:
                OfferWritable(Model.GetTypeInfo(assignment.Left, site.Cancel).Type, Named(list));
                return false;
            case InitializerExpressionSyntax { Parent: WithExpressionSyntax with } list:
                OfferWritable(Model.GetTypeInfo(with.Expression, site.Cancel).Type, Named(list));
                return true;
            case PropertyPatternClauseSyntax { Parent: RecursivePatternSyntax pattern } when Model.GetTypeInfo(pattern, site.Cancel) is var matched:
                OfferReadable(Underlying(matched.ConvertedType ?? matched.Type));
                return true;
            default:
                return false;
        }
    }

    private static HashSet<string> Named(InitializerExpressionSyntax list) =>
        [.. list.Expressions.OfType<AssignmentExpressionSyntax>().Select(assignment => assignment.Left).OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText)];

    private void OfferWritable(ITypeSymbol? type, HashSet<string> named)
    {
        foreach (var member in MembersOf(type))
        {
            if (!named.Contains(member.Name) && member is IPropertySymbol { IsIndexer: false, SetMethod: { } set } && Model.IsAccessible(site.Start, set) || member is IFieldSymbol { IsReadOnly: false, IsConst: false })
                names.Add(member, Rank.First);
        }
    }

    private void OfferReadable(ITypeSymbol? type)
    {
        foreach (var member in MembersOf(type).Where(member => member is IPropertySymbol { IsIndexer: false } or IFieldSymbol))
            names.Add(member, Rank.First);
    }

    private IEnumerable<ISymbol> MembersOf(ITypeSymbol? type) =>
        type is null or { TypeKind: TypeKind.Error } ? [] : Model.LookupSymbols(site.Start, type).Where(member => !member.IsStatic);

    private void OfferExpected()
    {
        if (Underlying(ExpectedType.At(site)) is not INamedTypeSymbol { TypeKind: TypeKind.Enum } type)
            return;
        foreach (var member in type.GetMembers().OfType<IFieldSymbol>())
            names.Add($"{type.ToMinimalDisplayString(Model, site.Start)}.{CompletionNames.Written(member)}", Rank.First);
    }

    private void OfferParameterNames()
    {
        if (site.Left.Kind() is not (SyntaxKind.OpenParenToken or SyntaxKind.CommaToken) || site.Left.Parent is not ArgumentListSyntax { Parent: { } call } list)
            return;
        var named = list.Arguments.Select(argument => argument.NameColon?.Name.Identifier.ValueText).ToHashSet();
        foreach (var parameter in ExpectedType.Callees(Model, call, site.Cancel).SelectMany(method => method.Parameters).Where(parameter => !named.Contains(parameter.Name)))
            names.Add($"{CompletionNames.Written(parameter)}:", Rank.First);
    }

    private static ITypeSymbol? Underlying(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
