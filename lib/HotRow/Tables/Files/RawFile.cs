namespace HotRow;

public static partial class TableFiles
{
    /// <summary>Rows one behind the other and nothing else.</summary>
    public static readonly TableFileInfo Raw = Add(new("raw", [".bin", ".f32", ".f16", ".bf16"], "rows one behind the other in a row format, no header", RawFile.Read) { IsBare = true });
}

/// <summary>A file without a header: its shape is what the user says, and must be what its length says.</summary>
internal static class RawFile
{
    internal static IReadOnlyList<StoredTensor> Read(FileBytes file, TableFileArgs args)
    {
        if (args.EmbeddingDim is not { } dim)
        {
            throw new InputException($"'{file.Path}' is a raw file, which does not say how long its rows are; give the elements of a row (--dim)");
        }

        var format = args.Format ?? FormatOf(file.Path);
        if (dim is < 1 or > StoredTable.MostElements || !format.Fits(dim))
        {
            throw new InputException($"'{file.Path}': rows of {dim} {format} elements cannot be; give --dim 1 to {StoredTable.MostElements}"
                + (format.ElementsPerBlock > 1 ? $" in multiples of {format.ElementsPerBlock}" : ""));
        }

        var rowBytes = format.RowBytes(dim);
        var (rows, left) = Math.DivRem(file.Length, rowBytes);
        if (left != 0)
        {
            throw new InputException($"'{file.Path}' has {file.Length} bytes, which is no whole number of rows of {dim} {format} elements ({rowBytes} bytes each): "
                + $"{left} left over after {rows} rows; is it cut off, or of another shape or row format?");
        }

        if (args.RowCount is < 1 || (args.RowCount ?? rows) != rows || rows > int.MaxValue)
        {
            throw new InputException($"'{file.Path}' has {rows} rows of {dim} {format} elements" + (rows > int.MaxValue
                ? $"; a table has at most {int.MaxValue}"
                : $", not the {args.RowCount} of --rows; leave --rows out to take them all"));
        }

        return [new("", [rows, dim], format.Name, format, 0, file.Length)];
    }

    private static RowFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".F32" => RowFormats.Fp32,
        ".F16" => RowFormats.Fp16,
        ".BF16" => RowFormats.Bf16,
        _ => throw new InputException($"'{path}' is a raw file whose extension tells no row format; give one (--row-format), known: {string.Join(", ", RowFormats.All)}"),
    };
}
