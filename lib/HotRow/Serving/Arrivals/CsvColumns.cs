using System.Text;

namespace HotRow.Serving;

/// <summary>The wanted columns of a table of comma-separated values, found by the names in its first line, in any order; other columns are left out.</summary>
/// <remarks>A field may stand in quotes, and then hold commas; a line end in quotes is not allowed. Names are compared without regard to case.</remarks>
internal sealed class CsvColumns
{
    private const int MostColumns = 1_000;
    private const int MostShown = 20;

    private readonly string _path;
    private readonly string[] _wanted;

    // The wanted column of each column of the file, or -1.
    private readonly int[] _targets;

    private CsvColumns(string path, string[] wanted, int[] targets) => (_path, _wanted, _targets) = (path, wanted, targets);

    /// <summary>The names in a first line, or null when it is no table's: binary, or with quotes that do not match.</summary>
    internal static string[]? Names(ReadOnlySpan<byte> header)
    {
        if (header.Contains((byte)0))
        {
            return null;
        }

        var names = new List<string>();
        for (var at = 0; at <= header.Length && names.Count <= MostColumns;)
        {
            if (!TryField(header, ref at, out var field))
            {
                return null;
            }

            names.Add(Encoding.UTF8.GetString(header[field]));
        }

        return [.. names];
    }

    /// <summary>Finds the columns.</summary>
    /// <exception cref="InputException">One is missing or stands there twice; the message lists those found and those wanted.</exception>
    internal static CsvColumns Find(string path, ReadOnlySpan<byte> header, long number, params string[] wanted)
    {
        var expected = $"wanted are the columns {string.Join(", ", wanted)}, separated by commas, in any order; others are left out";
        var names = Names(header) ?? throw new InputException($"'{path}' line {number} is no line of text with the names of columns; {expected}");
        if (names.Length > MostColumns)
        {
            throw new InputException($"'{path}' line {number} has more than {MostColumns} columns; {expected}");
        }

        var targets = names.Select(n => Array.FindIndex(wanted, w => w.Equals(n, StringComparison.OrdinalIgnoreCase))).ToArray();
        for (var w = 0; w < wanted.Length; w++)
        {
            var found = targets.Count(t => t == w);
            if (found != 1)
            {
                var shown = string.Join(", ", names.Take(MostShown).Select(PrintableText.Quote)) + (names.Length > MostShown ? ", ..." : "");
                throw new InputException($"'{path}' line {number} {(found == 0 ? "has no column" : "has twice the column")} {wanted[w]}; found: {shown}; {expected}");
            }
        }

        return new(path, wanted, targets);
    }

    /// <summary>Cuts a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, for messages.</param>
    /// <param name="fields">Gets where the wanted fields stand, in the order in which they were asked for.</param>
    /// <exception cref="InputException">It has more or fewer fields than the header, or a quote that does not end.</exception>
    internal void Cut(ReadOnlySpan<byte> line, long number, Span<Range> fields)
    {
        var (count, at) = (0, 0);
        while (at <= line.Length)
        {
            if (!TryField(line, ref at, out var field))
            {
                throw new InputException($"'{_path}' line {number} has a quote that does not end, or text beside a quoted field; a field in quotes ends on its line, before the comma");
            }

            if (count < _targets.Length && _targets[count] >= 0)
            {
                fields[_targets[count]] = field;
            }

            count++;
        }

        if (count != _targets.Length)
        {
            throw new InputException($"'{_path}' line {number} has {count} fields, and the first line names {_targets.Length} columns; a number has no commas in it, unless it stands in quotes");
        }
    }

    /// <summary>What is wrong with a field, as a message.</summary>
    /// <param name="number">Number of the line.</param>
    /// <param name="column">Index of the wanted column.</param>
    /// <param name="field">What stands there.</param>
    /// <param name="allowed">What may stand there.</param>
    internal InputException Bad(long number, int column, ReadOnlySpan<byte> field, string allowed) =>
        new($"'{_path}' line {number}: {_wanted[column]} is {ArrivalText.Shown(field)}; allowed is {allowed}");

    // The field that begins at a place, without blanks and quotes around it; the place moves behind the comma after it, or behind the line's end.
    private static bool TryField(ReadOnlySpan<byte> line, ref int at, out Range field)
    {
        var start = at + SkipBlanks(line[at..]);
        if (start < line.Length && line[start] == '"')
        {
            return TryQuoted(line, start, ref at, out field);
        }

        var length = line[at..].IndexOf((byte)',');
        var end = length < 0 ? line.Length : at + length;
        at = end + 1;
        while (end > start && line[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }

        field = Math.Min(start, end)..end;
        return true;
    }

    private static bool TryQuoted(ReadOnlySpan<byte> line, int start, ref int at, out Range field)
    {
        field = default;
        for (var i = start + 1; i < line.Length; i++)
        {
            if (line[i] != '"')
            {
                continue;
            }

            if (i + 1 < line.Length && line[i + 1] == '"')
            {
                i++;
                continue;
            }

            field = (start + 1)..i;
            var next = i + 1 + SkipBlanks(line[(i + 1)..]);
            at = next + 1;
            return next >= line.Length || line[next] == ',';
        }

        return false;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> text)
    {
        var blanks = text.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return blanks < 0 ? text.Length : blanks;
    }
}
