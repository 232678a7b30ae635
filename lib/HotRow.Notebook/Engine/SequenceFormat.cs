using System.Collections;
using System.Net;
using System.Reflection;
using System.Text;

namespace HotRow.Notebook;

/// <summary>A sequence as text and as an HTML table: a row for each of its first items, a column for each public property of items of one type.</summary>
internal static class SequenceFormat
{
    private const int MostRows = 50;
    private const int MostColumns = 20;
    private const int LongestCell = 200;
    private const int MostNested = 8;
    private const int DeepestNesting = 2;

    /// <summary>Formats a sequence; infinite ones are cut like long ones.</summary>
    public static MimeBundle Format(IEnumerable sequence)
    {
        var (items, rest) = Take(sequence, MostRows);
        var columns = Columns(items);
        if (columns.Length == 0)
        {
            var texts = items.Select(item => Item(item, 1)).ToArray();
            var list = $"[{string.Join(", ", rest is null ? texts : [.. texts, rest])}]";
            return MimeBundle.Html(Html(["#", "value"], texts.Select((text, i) => new[] { i.ToString(), text }), rest), list);
        }

        var head = columns.Select(c => c.Name).ToArray();
        var rows = items.Select(item => columns.Select(c => Item(Read(c, item!), 1)).ToArray()).ToArray();
        return MimeBundle.Html(Html(head, rows, rest), Text(head, rows, rest));
    }

    /// <summary>The first items, and a word on the rest: null when there is none.</summary>
    private static (List<object?> Items, string? More) Take(IEnumerable sequence, int most)
    {
        var items = new List<object?>();
        try
        {
            foreach (var item in sequence)
            {
                if (items.Count == most)
                    return (items, sequence is ICollection { Count: var count } ? $"... {count - most} more" : "... more");
                items.Add(item);
            }
        }
#pragma warning disable CA1031 // An iterator of the user's own may throw: what came before is shown.
        catch (Exception e) when (!ValueFormats.IsStop(e))
        {
            return (items, $"... threw {ValueFormats.Told(e)}");
        }
#pragma warning restore CA1031

        return (items, null);
    }

    private static MemberInfo[] Columns(List<object?> items)
    {
        var types = items.Select(item => item?.GetType()).Distinct().Take(2).ToArray();
        if (types is not [{ } type] || type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(MimeBundle) || items[0] is Type or Delegate or Task or IEnumerable)
            return [];
        const BindingFlags Shown = BindingFlags.Public | BindingFlags.Instance;
        if (type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
            return [.. type.GetFields(Shown).Take(MostColumns)];
        if (items[0] is IFormattable)
            return [];
        var properties = type.GetProperties(Shown).Where(p => p.CanRead && p.GetMethod!.IsPublic && p.GetIndexParameters().Length == 0 && Holdable(p.PropertyType));
        return [.. properties.Concat<MemberInfo>(type.GetFields(Shown).Where(f => Holdable(f.FieldType))).Take(MostColumns)];
    }

    private static bool Holdable(Type type) => !type.IsByRef && !type.IsByRefLike && !type.IsPointer && !type.IsFunctionPointer;

    private static object? Read(MemberInfo column, object item)
    {
        try
        {
            return column is FieldInfo field ? field.GetValue(item) : ((PropertyInfo)column).GetValue(item);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } cause && !ValueFormats.IsStop(cause))
        {
            return $"(threw {ValueFormats.Told(cause)})";
        }
    }

    /// <summary>An item in one line; a sequence within a sequence, to a small depth: it may contain itself.</summary>
    private static string Item(object? value, int depth)
    {
        if (value is not IEnumerable sequence || value is string)
            return ValueFormats.Text(value, LongestCell).ReplaceLineEndings(" ");
        if (depth > DeepestNesting)
            return "[...]";
        var (items, rest) = Take(sequence, MostNested);
        var texts = items.Select(item => Item(item, depth + 1));
        return $"[{string.Join(", ", rest is null ? texts : texts.Append(rest))}]";
    }

    private static string Html(string[] head, IEnumerable<string[]> rows, string? rest)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var name in head)
            html.Append("<th>").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var text in row)
                html.Append("<td>").Append(WebUtility.HtmlEncode(text)).Append("</td>");
            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
        if (rest is not null)
            html.Append("<p>").Append(WebUtility.HtmlEncode(rest)).Append("</p>");
        return html.ToString();
    }

    private static string Text(string[] head, string[][] rows, string? rest)
    {
        var widths = head.Select((name, c) => rows.Select(row => row[c].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(head))
            text.AppendLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
        return text.Append(rest).ToString().ReplaceLineEndings("\n").TrimEnd();
    }
}
