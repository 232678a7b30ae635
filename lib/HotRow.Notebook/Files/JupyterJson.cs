using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>JSON as Jupyter writes its notebooks, byte for byte: one blank of indent, keys sorted, everything above ASCII as it is.</summary>
/// <remarks>The framework's writer escapes characters outside the basic plane, keeps the order of keys and writes numbers in another form, so that a notebook would change with every tool that saves it.</remarks>
internal static class JupyterJson
{
    /// <summary>From here on Python writes a float with an exponent.</summary>
    private const int LargestPlainExponent = 16;

    private const int SmallestPlainExponent = -4;

    /// <summary>Strings by code points, which is the order of their UTF-8 bytes and not that of UTF-16.</summary>
    private static readonly Comparer<string> s_byCodePoint = Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    /// <summary>The text of a value, without a final newline.</summary>
    internal static string Text(JsonNode? node)
    {
        var text = new StringBuilder();
        Append(text, node, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject found:
                AppendAll(text, '{', '}', depth, [.. found.OrderBy(p => p.Key, s_byCodePoint)], (text, property) =>
                {
                    AppendString(text, property.Key);
                    text.Append(": ");
                    Append(text, property.Value, depth + 1);
                });
                break;
            case JsonArray found:
                AppendAll(text, '[', ']', depth, [.. found], (text, item) => Append(text, item, depth + 1));
                break;
            case JsonValue value:
                AppendValue(text, value);
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, char close, int depth, IReadOnlyList<T> items, Action<StringBuilder, T> append)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', depth + 1);
            append(text, items[i]);
        }

        if (items.Count > 0)
        {
            text.Append('\n').Append(' ', depth);
        }

        text.Append(close);
    }

    private static void AppendValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                AppendString(text, StringOf(value));
                break;
            case JsonValueKind.Number:
                AppendNumber(text, value);
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    // A date or a single character is a string in JSON, but not in the node that holds it.
    private static string StringOf(JsonValue value) => value.TryGetValue<string>(out var found) ? found : JsonElement.Parse(value.ToJsonString()).GetString()!;

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\f' => text.Append("\\f"),
                '\b' => text.Append("\\b"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when char.IsSurrogatePair(value, i) => text.Append(c).Append(value[++i]),

                // Half a pair has no form in UTF-8.
                _ => text.Append(char.IsSurrogate(c) ? '\uFFFD' : c),
            };
        }

        text.Append('"');
    }

    private static void AppendNumber(StringBuilder text, JsonValue value)
    {
        if (value.TryGetValue<double>(out var number) && !double.IsFinite(number) && !value.TryGetValue<JsonElement>(out _))
        {
            // A gap in a chart; JSON has no word for it.
            text.Append("null");
            return;
        }

        var digits = value.ToJsonString();
        text.Append(digits.AsSpan().ContainsAny(".eE") && double.IsFinite(number) ? FloatText(number) : digits == "-0" ? "0" : digits);
    }

    /// <summary>The shortest text that gives the number back, in Python's form: 1.0, 1e-05, 1.5e+16.</summary>
    internal static string FloatText(double number)
    {
        if (number == 0)
        {
            return double.IsNegative(number) ? "-0.0" : "0.0";
        }

        // "E16" would not be the shortest: the round-trip text is taken apart instead.
        var text = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa : mantissa[..point];
        var all = point < 0 ? mantissa : whole + mantissa[(point + 1)..];
        var leading = all.Length - all.TrimStart('0').Length;
        var exponent = (mark < 0 ? 0 : int.Parse(text[(mark + 1)..], CultureInfo.InvariantCulture)) + whole.Length - 1 - leading;
        var digits = all.Trim('0');
        return (number < 0 ? "-" : "") + exponent switch
        {
            < SmallestPlainExponent or >= LargestPlainExponent => digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}",
            < 0 => "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0') + ".0",
            _ => digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
        };
    }
}
