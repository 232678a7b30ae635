using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;

namespace HotRow.Notebook;

/// <summary>Turns values into what front ends show. Whatever a value does (throws, never ends, contains itself), something bounded is shown.</summary>
internal static partial class ValueFormats
{
    private const int LongestText = 100_000;

    /// <summary>The first of the host's formatters that knows the value, else the ways of this class.</summary>
    public static MimeBundle Format(object value, IReadOnlyList<Func<object, MimeBundle?>> formatters)
    {
        try
        {
            if (value is MimeBundle ready)
                return ready.Whole();
            foreach (var formatter in formatters)
            {
                if (formatter(value) is { } bundle)
                    return bundle.Whole();
            }
        }
#pragma warning disable CA1031 // A value that cannot be shown must not fail the cell that made it.
        catch (Exception e) when (!IsStop(e))
        {
            return MimeBundle.Text($"{TypeName(value)} (its formatter threw {Told(e)})");
        }
#pragma warning restore CA1031

        return value is IEnumerable sequence and not string ? SequenceFormat.Format(sequence) : MimeBundle.Text(Text(value, LongestText));
    }

    /// <summary>A value as bounded text, in the invariant culture.</summary>
    public static string Text(object? value, int longest)
    {
        try
        {
            var text = value switch
            {
                null => "null",
                string s => s,
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            };
            return Cut(text is null || text == value?.GetType().ToString() ? TypeName(value!) : text, longest);
        }
#pragma warning disable CA1031 // A ToString of the user's own may throw.
        catch (Exception e) when (!IsStop(e))
        {
            return $"{TypeName(value!)} (its ToString threw {Told(e)})";
        }
#pragma warning restore CA1031
    }

    /// <summary>An exception while a value was looked at, in a few words.</summary>
    public static string Told(Exception exception)
    {
        var error = CellErrors.From(exception, 0);
        return Cut($"{error.Name}: {error.Message}", 300);
    }

    /// <summary>Whether an exception is the cell's interrupt, which nothing may hold up.</summary>
    public static bool IsStop(Exception exception) => exception is ThreadInterruptedException || (exception is OperationCanceledException && CellRun.Current is { Interrupted.IsCancellationRequested: true });

    /// <summary>A type without the compiler's wrapping of cells.</summary>
    public static string TypeName(object value) => Submission().Replace(value.GetType().ToString(), "");

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return $"{text.AsSpan(0, end)}... ({text.Length - end} more characters)";
    }

    [GeneratedRegex(@"Submission#\d+\+", RegexOptions.None, 1000)]
    private static partial Regex Submission();
}
