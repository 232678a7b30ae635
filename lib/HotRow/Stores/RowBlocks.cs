namespace HotRow;

/// <summary>Where a stored table's rows lie in its file, and which aligned blocks cover each.</summary>
internal sealed class RowBlocks
{
    private const int PageBytes = 4096;
    private readonly DirectFile _file;
    private readonly StoredTable _table;

    public RowBlocks(DirectFile file, StoredTable table)
    {
        (_file, _table, RowBytes) = (file, table, table.RowBytes);

        // The blocks that cover a row are longest when it begins just before the end of one.
        BufferBytes = RoundUp(RoundUp(checked(RowBytes + file.Alignment - 1), file.Alignment), PageBytes);
    }

    /// <summary>Bytes of a stored row.</summary>
    public int RowBytes { get; }

    /// <summary>Bytes that hold the blocks of any row: a multiple of the page and of the file's alignment.</summary>
    public int BufferBytes { get; }

    /// <summary>The blocks that cover a row.</summary>
    /// <returns>Where they start, how far into them the row begins, and their bytes.</returns>
    public (long Start, int Lead, int Length) Covering(int row)
    {
        var offset = _table.Offset + ((long)row * RowBytes);
        var lead = (int)(offset % _file.Alignment);
        return (offset - lead, lead, RoundUp(lead + RowBytes, _file.Alignment));
    }

    /// <summary>The file ended before a row did.</summary>
    public IOException TooShort(int row) =>
        new($"{_file.FilePath} has become shorter than its table: it ends before row {row}, which is at offset {_table.Offset + ((long)row * RowBytes)} and has {RowBytes} bytes");

    // Alignments are powers of two.
    private static int RoundUp(int value, int multiple) => checked(value + multiple - 1) & -multiple;
}
