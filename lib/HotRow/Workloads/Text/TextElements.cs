using System.Buffers;

namespace HotRow;

/// <summary>Finds where the elements of a text begin and end.</summary>
internal static class TextElements
{
    /// <summary>The elements of one file, in order.</summary>
    internal static List<Range> Find(ReadOnlySpan<byte> utf8, TextElement element)
    {
        var elements = new List<Range>();
        if (element == TextElement.Documentation)
        {
            FindDocumentation(utf8, elements);
        }
        else
        {
            FindParagraphs(utf8, elements);
        }

        return elements;
    }

    /// <summary>Walks the tags inside each member and counts how deep it is. Text between two children is an element too.</summary>
    private static void FindDocumentation(ReadOnlySpan<byte> utf8, List<Range> elements)
    {
        const int Outside = -1;
        var depth = Outside;
        var elementStart = 0;
        var i = 0;
        while (true)
        {
            var open = utf8[i..].IndexOf((byte)'<');
            var length = open < 0 ? -1 : utf8[(i + open)..].IndexOf((byte)'>') + 1;
            if (length <= 0)
            {
                return;
            }

            var start = i + open;
            var tag = utf8.Slice(start, length);
            i = start + length;
            if (IsTag(tag, "<member"u8) && depth == Outside)
            {
                depth = tag[^2] == '/' ? Outside : 0;
                elementStart = i;
            }
            else if (IsTag(tag, "</member"u8) && depth != Outside)
            {
                Add(elements, elementStart, start);
                depth = Outside;
            }
            else if (depth != Outside)
            {
                StepInside(tag, start, i, ref depth, ref elementStart, elements);
            }
        }
    }

    private static void StepInside(ReadOnlySpan<byte> tag, int start, int end, ref int depth, ref int elementStart, List<Range> elements)
    {
        if (tag[1] is (byte)'!' or (byte)'?' || tag[^2] == '/')
        {
            return;
        }

        if (tag[1] != '/')
        {
            if (depth++ == 0)
            {
                Add(elements, elementStart, start);
                elementStart = start;
            }
        }
        else if (depth > 0 && --depth == 0)
        {
            Add(elements, elementStart, end);
            elementStart = end;
        }
    }

    private static void FindParagraphs(ReadOnlySpan<byte> utf8, List<Range> elements)
    {
        var start = 0;
        for (var i = 0; i < utf8.Length;)
        {
            var newline = utf8[i..].IndexOf((byte)'\n');
            var end = newline < 0 ? utf8.Length : i + newline + 1;
            if (utf8[i..end].IndexOfAnyExcept(s_blanks) < 0)
            {
                Add(elements, start, i);
                start = end;
            }

            i = end;
        }

        Add(elements, start, utf8.Length);
    }

    private static readonly SearchValues<byte> s_blanks = SearchValues.Create(" \t\r\n\v\f"u8);

    private static bool IsTag(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name) =>
        tag.StartsWith(name) && tag[name.Length] is (byte)'>' or (byte)' ' or (byte)'/' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static void Add(List<Range> elements, int start, int end)
    {
        if (end > start)
        {
            elements.Add(start..end);
        }
    }
}
