namespace HotRow.Serving;

/// <summary>What the two tables of requests share: a first line with names of columns, then a time and two lengths on each line.</summary>
internal static class CsvRequests
{
    internal const int LongestLine = 1 << 16;

    /// <summary>Reads a field with a time.</summary>
    internal delegate bool TimeParser(ReadOnlySpan<byte> text, out long ns);

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Names of the columns: time, prompt, answer.</param>
    /// <param name="parse">Reads a time.</param>
    /// <param name="times">What a time may be, for messages.</param>
    internal static RecordedRequests Read(string path, string[] wanted, TimeParser parse, string times)
    {
        using var lines = new LineReader(path, LongestLine);
        var columns = CsvColumns.Find(path, FirstLine(lines, path, wanted), lines.Number, wanted);
        var builder = new RecordedRequestsBuilder(Path.GetFileName(path), path);
        Span<Range> fields = stackalloc Range[wanted.Length];
        while (lines.Next(out var memory))
        {
            var line = memory.Span;
            if (line.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            columns.Cut(line, lines.Number, fields);
            if (!parse(line[fields[0]], out var ns))
            {
                throw columns.Bad(lines.Number, 0, line[fields[0]], times);
            }

            builder.Add(ns, Tokens(columns, lines.Number, 1, line[fields[1]]), Tokens(columns, lines.Number, 2, line[fields[2]]));
        }

        return builder.Count > 0 ? builder.Build() : throw new InputException($"'{path}' holds no requests below its first line");
    }

    private static ReadOnlySpan<byte> FirstLine(LineReader lines, string path, string[] wanted)
    {
        while (lines.Next(out var line))
        {
            if (!line.Span.Trim(" \t"u8).IsEmpty)
            {
                return line.Span;
            }
        }

        throw new InputException($"'{path}' holds no text; wanted is a first line with the columns {string.Join(", ", wanted)}");
    }

    private static int Tokens(CsvColumns columns, long number, int column, ReadOnlySpan<byte> field) => ArrivalText.TryTokens(field, out var tokens)
        ? tokens
        : throw columns.Bad(number, column, field, $"a whole number of tokens from 1 to {ArrivalText.MostTokens}, without commas; leave out requests without a prompt or an answer");
}
