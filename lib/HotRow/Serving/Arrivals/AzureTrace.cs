namespace HotRow.Serving;

public static partial class ArrivalFormats
{
    /// <summary>Azure's traces of language models.</summary>
    public static readonly ArrivalFormat Azure = Add(new("azure", "a table with the columns TIMESTAMP, ContextTokens, GeneratedTokens", AzureTrace.LooksLike, AzureTrace.Read));
}

/// <summary>Azure's traces of language models: a table with the columns <c>TIMESTAMP</c>, <c>ContextTokens</c> and <c>GeneratedTokens</c>.</summary>
/// <remarks>Times have seven decimals, the 100 ns ticks of .NET, and are read as they stand; a zone may follow, without one they are taken as they are. Windows line ends, a byte order mark, fields in quotes
/// and a last line without its end are accepted. A line has at most 64 KiB, a file 50 million requests.
/// <para><i>Source:</i> Azure/AzurePublicDataset, AzureLLMInferenceTrace of 2023 and 2024.</para></remarks>
public static class AzureTrace
{
    private static readonly string[] s_columns = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"];

    /// <summary>Reads a trace.</summary>
    /// <exception cref="InputException">It is none; the message names the line, what stands there and what may.</exception>
    public static RecordedRequests Read(string path) => CsvRequests.Read(path, s_columns, ArrivalText.TryDate, "a date and a time from 1970 to 2069 such as 2023-11-16 18:15:46.6805900, with or without a zone such as +00:00");

    /// <summary>Whether a first line is this format's.</summary>
    internal static bool LooksLike(ReadOnlySpan<byte> line) => CsvColumns.Names(line) is { } names && s_columns.Count(c => names.Contains(c, StringComparer.OrdinalIgnoreCase)) >= 2;
}
