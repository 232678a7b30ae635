namespace HotRow;

public static partial class TableFiles
{
    /// <summary>One array of NumPy.</summary>
    public static readonly TableFileInfo Npy = Add(new("npy", [".npy"], "NumPy, numpy.lib.format, versions 1.0 to 3.0", (file, _) => NpyFile.Read(file)));
}

/// <summary>Reads a .npy file of little-endian floats, row by row. <i>Cost:</i> at most 64 KiB of header in memory.</summary>
internal static class NpyFile
{
    // Magic, version and the longest field of the header's length.
    private const int PrefixBytes = 12;

    internal static IReadOnlyList<StoredTensor> Read(FileBytes file)
    {
        var start = new byte[Math.Min(PrefixBytes + NpyHeader.MostHeaderBytes, file.Length)];
        file.Fill(start, 0, "its header");
        var header = NpyHeader.Parse(start, file.Length, file.Path);
        if (header is { FortranOrder: true, Shape.Count: > 1 })
        {
            throw new InputException($"'{file.Path}' stores {header.ShapeText} column by column (fortran_order), so a row does not lie in one piece; save it with numpy.ascontiguousarray");
        }

        var format = header switch
        {
            { Kind: 'f', IsBigEndian: false, ItemBytes: sizeof(float) } => RowFormats.Fp32,
            { Kind: 'f', IsBigEndian: false, ItemBytes: sizeof(ushort) } => RowFormats.Fp16,
            _ => null,
        };
        return [new("", header.Shape, header.Descr, format, header.DataOffset, header.DataBytes)];
    }
}
