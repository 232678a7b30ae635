namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Raw little-endian signed 64-bit ids.</summary>
    public static readonly TraceFormatInfo I64 = Add(new("i64", [".i64"], "raw little-endian signed 64-bit ids",
        file => new BinaryIds(file.Path, BinaryLayout.Raw(file, sizeof(long))), new BinaryIdsWriter(sizeof(long))));
}
