namespace HotRow.Gpu;

/// <summary>The row formats that kernels read, and the number by which their text knows each (FORMAT).</summary>
internal static class KernelFormat
{
    private static readonly RowFormat[] s_formats = [RowFormats.Fp32, RowFormats.Fp16, RowFormats.Bf16, RowFormats.Int8, RowFormats.Int4];

    /// <summary>The formats, each at its own number.</summary>
    public static IReadOnlyList<RowFormat> All => s_formats;

    /// <summary>Every format with rows of four elements at a time and of one.</summary>
    public static IReadOnlyList<IReadOnlyList<KernelDefine>> Variants { get; } =
        [.. from format in Enumerable.Range(0, s_formats.Length) from elements in new[] { 4, 1 } select Defines(format, elements)];

    /// <summary>What a kernel over rows of this format and length is compiled with.</summary>
    /// <exception cref="InputException">The kernels have no such format.</exception>
    /// <exception cref="ArgumentException">The format has no rows of that many elements.</exception>
    public static IReadOnlyList<KernelDefine> Defines(RowFormat format, int dim)
    {
        ArgumentNullException.ThrowIfNull(format);
        var number = Array.IndexOf(s_formats, format);
        if (number < 0)
        {
            throw new InputException($"device kernels have no rows of {format}; they read {string.Join(", ", All)}: convert the table to one of these");
        }

        return format.Fits(dim) ? Defines(number, RowLanes.Elements(dim)) : throw new ArgumentException($"{format} has no rows of {dim} elements: {format.Allowed}", nameof(dim));
    }

    private static IReadOnlyList<KernelDefine> Defines(int format, int elements) => [new("FORMAT", format), new("VEC", elements)];
}
