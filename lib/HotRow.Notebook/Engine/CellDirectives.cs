using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace HotRow.Notebook;

/// <summary>The lines of a cell that speak to the notebook, not to the compiler.</summary>
internal static class CellDirectives
{
    /// <summary>The cell as the compiler gets it, every line in its place; or why it cannot be run.</summary>
    /// <remarks>The compiler's own parser tells a directive from a line of a text that looks like one.</remarks>
    public static (string Code, CellError? Refusal) Read(string code, int number)
    {
        if (CodeLimits.TooDeepAt(code) is { } deep)
            return (code, Refuse(number, deep, $"brackets are nested more than {CodeLimits.MostBrackets} deep, which the compiler does not survive; take the expression apart."));

        // Nearly every cell has none; parsing is then left to the compiler.
        if (!code.Contains('#'))
            return (code, null);
        var root = CSharpSyntaxTree.ParseText(code, CSharpOptions.Parse).GetRoot();
        for (var directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            var line = directive.GetLocation().GetLineSpan().StartLinePosition.Line;
            var text = Line(code, directive.SpanStart);
            if (directive is ReferenceDirectiveTriviaSyntax reference && reference.File.ValueText.TrimStart().StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
                return (code, Refuse(number, line + 1, $"{text}: packages cannot be fetched from a cell; reference the package in the project that hosts this notebook, or a file with #r \"path.dll\"."));
            if (!text.StartsWith("#!", StringComparison.Ordinal))
                continue;
            if (text != "#!csharp")
                return (code, Refuse(number, line + 1, $"{text}: only C# cells can be run here; delete the line, or write #!csharp."));
            code = code[..directive.SpanStart] + "//" + code[(directive.SpanStart + 2)..];
        }

        return (code, null);
    }

    /// <summary>The error of a cell that is not given to the compiler.</summary>
    internal static CellError Refuse(int number, int line, string message) => new(CellErrors.Compilation, $"cell {number}, line {line}: {message}", line, [$"cell {number}, line {line}: {message}"]);

    private static string Line(string code, int start)
    {
        var lines = SourceText.From(code).Lines;
        var line = lines.GetLineFromPosition(start);
        return code[start..line.End].Trim();
    }
}
