using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HotRow.Notebook;

/// <summary>The type that a place asks for, where what stands before it says so.</summary>
internal static class ExpectedType
{
    /// <summary>The type; null where nothing is asked for, or more than one.</summary>
    internal static ITypeSymbol? At(CaretSite site) => site.Left.Parent switch
    {
        BinaryExpressionSyntax binary when binary.OperatorToken == site.Left => TypeOf(site, binary.Left),
        AssignmentExpressionSyntax assignment when assignment.OperatorToken == site.Left => TypeOf(site, assignment.Left),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } } => TypeOf(site, declaration.Type),
        SwitchLabelSyntax { Parent.Parent: SwitchStatementSyntax choice } => TypeOf(site, choice.Expression),
        SwitchExpressionSyntax choice when site.Left.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken => TypeOf(site, choice.GoverningExpression),
        IsPatternExpressionSyntax test => TypeOf(site, test.Expression),
        ArgumentListSyntax { Parent: { } call } list when site.Left != list.CloseParenToken => ParameterType(site, list, call),
        NameColonSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: { } call } } } name =>
            Only(Callees(site.Model, call, site.Cancel).SelectMany(method => method.Parameters).Where(parameter => parameter.Name == name.Name.Identifier.ValueText)),
        _ => null,
    };

    /// <summary>The methods that a call may mean: the one the compiler chose first, then the others of its name.</summary>
    internal static IReadOnlyList<IMethodSymbol> Callees(SemanticModel model, SyntaxNode call, CancellationToken cancel)
    {
        var info = model.GetSymbolInfo(call, cancel);
        var group = call switch
        {
            InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression, cancel),
            BaseObjectCreationExpressionSyntax => model.GetMemberGroup(call, cancel),
            _ => [],
        };
        return [.. new[] { info.Symbol }.Concat(info.CandidateSymbols).Concat(group).OfType<IMethodSymbol>().Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)];
    }

    private static ITypeSymbol? TypeOf(CaretSite site, ExpressionSyntax expression) => site.Model.GetTypeInfo(expression, site.Cancel).Type;

    private static ITypeSymbol? ParameterType(CaretSite site, ArgumentListSyntax list, SyntaxNode call)
    {
        var index = list.Arguments.GetSeparators().Count(comma => comma.Span.End <= site.Start);
        return Only(Callees(site.Model, call, site.Cancel).Where(method => index < method.Parameters.Length).Select(method => method.Parameters[index]));
    }

    private static ITypeSymbol? Only(IEnumerable<IParameterSymbol> parameters)
    {
        var enums = parameters.Select(parameter => parameter.Type).Where(type => type.TypeKind == TypeKind.Enum).Distinct<ITypeSymbol>(SymbolEqualityComparer.Default).Take(2).ToList();
        return enums is [var only] ? only : null;
    }
}
