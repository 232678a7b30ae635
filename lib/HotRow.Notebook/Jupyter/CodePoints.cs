namespace HotRow.Notebook;

/// <summary>Positions in a text, counted as Jupyter counts them (Unicode code points) and as .NET does (UTF-16 units). A surrogate without its partner counts as one of each.</summary>
internal static class CodePoints
{
    /// <summary>The position in UTF-16 units. <i>Cost:</i> linear in the position.</summary>
    /// <param name="text">The text.</param>
    /// <param name="codePoints">Code points before the position; those outside the text are clamped to its ends.</param>
    internal static int ToUtf16(string text, long codePoints)
    {
        var position = 0;
        for (; codePoints > 0 && position < text.Length; codePoints--)
            position += UnitsAt(text, position);
        return position;
    }

    /// <summary>The position in code points; one between the halves of a pair is the position before the pair. <i>Cost:</i> linear in the position.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf16">Units before the position; those outside the text are clamped to its ends.</param>
    internal static int FromUtf16(string text, int utf16)
    {
        var (count, end) = (0, Math.Min(utf16, text.Length));
        for (var next = 0; next < end && (next += UnitsAt(text, next)) <= end;)
            count++;
        return count;
    }

    private static int UnitsAt(string text, int position) =>
        char.IsHighSurrogate(text[position]) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? 2 : 1;
}
