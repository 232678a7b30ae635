namespace HotRow.Serving;

public static partial class ArrivalFormats
{
    /// <summary>A plain table.</summary>
    public static readonly ArrivalFormat Table = Add(new("table", "a table with the columns arrived_at (seconds), input, output (tokens)", RequestTable.LooksLike, RequestTable.Read));
}

/// <summary>A plain table of requests with the columns <c>arrived_at</c> (seconds since any origin), <c>input</c> and <c>output</c> (tokens).</summary>
/// <remarks>Times are decimal numbers, kept to the nanosecond. Windows line ends, a byte order mark, fields in quotes and a last line without its end are accepted. A line has at most 64 KiB, a file 50 million requests.</remarks>
public static class RequestTable
{
    private static readonly string[] s_columns = ["arrived_at", "input", "output"];

    /// <summary>Reads a table.</summary>
    /// <exception cref="InputException">It is none; the message names the line, what stands there and what may.</exception>
    public static RecordedRequests Read(string path) => CsvRequests.Read(path, s_columns, TrySeconds, $"a number of seconds from 0 to {ArrivalText.LatestSecond} such as 12.345, without commas");

    /// <summary>Whether a first line is this format's.</summary>
    internal static bool LooksLike(ReadOnlySpan<byte> line) => CsvColumns.Names(line) is { } names && s_columns.Count(c => names.Contains(c, StringComparer.OrdinalIgnoreCase)) >= 2;

    private static bool TrySeconds(ReadOnlySpan<byte> text, out long ns) => ArrivalText.TryTime(text, 1_000_000_000, out ns);
}
