using Microsoft.CodeAnalysis;

namespace HotRow.Notebook;

/// <summary>What code may be given to the compiler. Its parser guards its stack in expressions and statements but not in types, its binder not in chains of <c>await</c>: a few thousand open parentheses end the process.</summary>
internal static class CodeLimits
{
    /// <summary>The longest code that is completed and inspected, in UTF-16 units. A cell is a few hundred lines; beyond this every keystroke would cost seconds.</summary>
    internal const int MostUnits = 1 << 17;

    /// <summary>How deep brackets may lie in each other when code is parsed.</summary>
    internal const int MostBrackets = 400;

    /// <summary>How deep a parsed program may be when the compiler is asked what its names mean.</summary>
    internal const int MostLevels = 1000;

    /// <summary>Whether brackets lie too deep in each other. Those in texts and comments count as well: code that reaches the limit by them is not worth a lexer here. <i>Cost:</i> linear.</summary>
    internal static bool IsTooDeep(string code) => TooDeepAt(code) is not null;

    /// <summary>The line, 1-based, on which brackets lie too deep in each other; null when they do not.</summary>
    internal static int? TooDeepAt(string code)
    {
        var (depth, angles, line) = (0, 0, 1);
        foreach (var unit in code)
        {
            switch (unit)
            {
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
                case '<':
                    angles++;
                    break;
                // A "less than" has no partner, but no list of types goes beyond the end of a statement.
                case '>':
                    angles = Math.Max(0, angles - 1);
                    break;
                case ';':
                    angles = 0;
                    break;
                case '\n':
                    line++;
                    break;
            }
            if (depth + angles > MostBrackets)
                return line;
        }
        return null;
    }

    /// <summary>Whether a parsed program is too deep. <i>Cost:</i> linear, and no deeper than its caller.</summary>
    internal static bool IsTooDeep(SyntaxNode root)
    {
        var open = new Stack<(SyntaxNode Node, int Level)>();
        open.Push((root, 0));
        while (open.TryPop(out var next))
        {
            if (next.Level > MostLevels)
                return true;
            foreach (var child in next.Node.ChildNodes())
                open.Push((child, next.Level + 1));
        }
        return false;
    }
}
