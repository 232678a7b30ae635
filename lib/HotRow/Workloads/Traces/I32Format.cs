namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Raw little-endian signed 32-bit ids.</summary>
    public static readonly TraceFormatInfo I32 = Add(new("i32", [".i32"], "raw little-endian signed 32-bit ids",
        file => new BinaryIds(file.Path, BinaryLayout.Raw(file, sizeof(int))), new BinaryIdsWriter(sizeof(int))));
}
