namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Lines of ids.</summary>
    public static readonly TraceFormatInfo Ids = Add(new("ids", [".ids"], IdLines.Definition, file => new IdLines(file)));
}
