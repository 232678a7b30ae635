namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Lines of ids.</summary>
    public static readonly TraceFormatInfo Ids = Add(new("ids", [".ids"], IdLines.Definition + TableLines.Definition, TableLines.OpenLines, new IdLinesWriter(' ')));
}
