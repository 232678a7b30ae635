namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Lines of ids, as spreadsheets write them.</summary>
    public static readonly TraceFormatInfo Csv = Add(new("csv", [".csv"], IdLines.Definition + TableLines.Definition, TableLines.OpenLines, new IdLinesWriter(',')));
}
