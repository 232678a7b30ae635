namespace HotRow;

/// <summary>A table that lies in a file: where in it, how large, and how its rows are stored. Readers of table files give one; file stores open it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Where the first row begins. <i>Units:</i> bytes.</param>
/// <param name="RowCount">Rows, at least 1.</param>
/// <param name="EmbeddingDim">Elements of a row, at least 1.</param>
/// <param name="Format">How a row is stored.</param>
public sealed record StoredTable(string Path, long Offset, int RowCount, int EmbeddingDim, RowFormat Format)
{
    /// <summary>The most elements a row may have.</summary>
    public const int MostElements = 1 << 20;

    /// <summary>Bytes of one stored row.</summary>
    public int RowBytes => Format.RowBytes(EmbeddingDim);

    /// <summary>Bytes of all rows.</summary>
    public long Bytes => (long)RowCount * RowBytes;

    /// <summary>Throws unless the sizes are possible and the rows end within a file of that length.</summary>
    /// <exception cref="InputException">They do not; the message says what is there and what is needed.</exception>
    public void RequireWithin(long fileLength)
    {
        if (RowCount < 1 || EmbeddingDim is < 1 or > MostElements || !Format.Fits(EmbeddingDim) || Offset < 0)
        {
            throw new InputException($"{Path}: a table of {RowCount} x {EmbeddingDim} {Format} elements at offset {Offset} cannot be: rows are 1 to {int.MaxValue}, "
                + $"elements 1 to {MostElements}" + (Format.ElementsPerBlock > 1 ? $" in multiples of {Format.ElementsPerBlock}" : ""));
        }

        if (fileLength - Offset < Bytes)
        {
            throw new InputException($"{Path} has {fileLength} bytes; {RowCount} rows of {EmbeddingDim} {Format} elements from offset {Offset} on end at {(Int128)Offset + Bytes}: is it cut off, or of another shape?");
        }
    }
}
