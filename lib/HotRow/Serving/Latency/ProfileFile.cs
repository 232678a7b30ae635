using System.Globalization;
using System.Text;

namespace HotRow.Serving;

/// <summary>Reads one table of a latency profile: comma-separated, columns named by the first line, a row of whole numbers and one time.</summary>
internal static class ProfileFile
{
    private const int LongestLine = 1 << 12;
    private const int MostRows = 1_000_000;

    /// <summary>The rows of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">A column that holds a name; null when the table has none.</param>
    /// <param name="keys">Columns that hold whole numbers from 0 on.</param>
    /// <exception cref="InputException">A column is missing, a value is no number or below 0, there are no rows or too many.</exception>
    internal static List<ProfileRow> Read(string path, string? label, params string[] keys)
    {
        using var lines = new LineReader(path, LongestLine);
        string[] wanted = label is null ? [.. keys, "time_us"] : [label, .. keys, "time_us"];
        var places = Columns(lines, path, wanted);
        var rows = new List<ProfileRow>();
        while (lines.Next(out var line))
        {
            var text = Encoding.UTF8.GetString(line.Span).Trim();
            if (text.Length == 0)
            {
                continue;
            }

            var where = $"'{path}' line {lines.Number}";
            var fields = text.Split(',');
            if (fields.Length <= places.Max())
            {
                throw new InputException($"{where}: it has {fields.Length} columns, and the header names {places.Max() + 1} or more");
            }

            if (rows.Count == MostRows)
            {
                throw new InputException($"'{path}' has more than {MostRows} rows; is it a latency profile?");
            }

            var first = label is null ? 0 : 1;
            var numbers = new int[keys.Length];
            for (var i = 0; i < keys.Length; i++)
            {
                numbers[i] = Whole(fields[places[first + i]], keys[i], where);
            }

            rows.Add(new(label is null ? "" : fields[places[0]].Trim(), numbers, Time(fields[places[^1]], where), lines.Number));
        }

        return rows.Count > 0 ? rows : throw new InputException($"'{path}' holds no rows below its header");
    }

    private static int[] Columns(LineReader lines, string path, string[] wanted)
    {
        lines.Next(out var header);
        var names = Encoding.UTF8.GetString(header.Span).Split(',').Select(n => n.Trim()).ToArray();
        return [.. wanted.Select(name => Array.IndexOf(names, name) is >= 0 and var place
            ? place
            : throw new InputException($"'{path}' has no column '{name}'; it names {string.Join(", ", names.Take(20).Select(PrintableText.Quote))}, and {string.Join(", ", wanted)} are needed"))];
    }

    private static int Whole(string text, string column, string where) =>
        int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InputException($"{where}: {column} is {PrintableText.Quote(Short(text))}; whole numbers from 0 on are allowed");

    private static double Time(string text, string where) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1e12
            ? value
            : throw new InputException($"{where}: time_us is {PrintableText.Quote(Short(text))}; a time from 0 on is needed, in microseconds");

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];
}

/// <summary>A row of a latency profile.</summary>
/// <param name="Label">The layer's name, or "".</param>
/// <param name="Keys">What was measured.</param>
/// <param name="TimeUs">How long it took. <i>Units:</i> us.</param>
/// <param name="Line">Where it stands.</param>
internal sealed record ProfileRow(string Label, int[] Keys, double TimeUs, long Line);
