using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>Files of generated table rows, stored row by row in a format without a header: raw little-endian fp32 where no other is named.</summary>
public static class TableFile
{
    private const string UnfinishedExtension = ".part";
    private const int BlockBytes = 8 << 20;
    private const int SampledStretches = 64;
    private const long SpareBytes = 64 << 20;

    /// <summary>Bytes of a table file.</summary>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1, at most 2^20, and what the format can hold.</param>
    /// <param name="format">How rows are stored; null for fp32.</param>
    public static long BytesOf(int rowCount, int embeddingDim, RowFormat? format = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingDim, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(embeddingDim, StoredTable.MostElements);
        format ??= RowFormats.Fp32;
        return format.Fits(embeddingDim)
            ? (long)rowCount * format.RowBytes(embeddingDim)
            : throw new ArgumentException($"rows of {embeddingDim} elements cannot be stored as {format}: {format.Allowed}", nameof(embeddingDim));
    }

    /// <summary>Writes a file whose rows are those of an <see cref="EmbeddingTable"/> filled with the same seed, as the format stores them, unless a whole one is there already.</summary>
    /// <remarks>The rows are written beside the file and moved into place, so a file of that name is never half a table. A file that is there
    /// is taken as it is when <see cref="IsWhole"/> finds it so, and is written again otherwise. Deleting it has it written anew.</remarks>
    /// <param name="path">Where; the folder is made if need be.</param>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1, at most 2^20, and what the format can hold.</param>
    /// <param name="seed">Seed of the rows.</param>
    /// <param name="announce">Is told path and size before anything is written.</param>
    /// <param name="format">How rows are stored; null for fp32.</param>
    /// <returns>The table, for a store to open.</returns>
    /// <exception cref="InputException">The path is a directory, may not be written, lies on a memory file system, or the disk has too little room.</exception>
    public static StoredTable Create(string path, int rowCount, int embeddingDim, ulong seed, Action<string>? announce = null, RowFormat? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = BytesOf(rowCount, embeddingDim, format);
        var table = new StoredTable(path, 0, rowCount, embeddingDim, format ?? RowFormats.Fp32);
        FileSystems.RequirePath(path);
        RequireDisk(path);
        if (IsWhole(path, rowCount, embeddingDim, seed, format))
        {
            return table;
        }

        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            UnfinishedFile.RemoveLeftovers(Path.GetFullPath(path), UnfinishedExtension);
            RequireRoom(path, folder, bytes);
            announce?.Invoke($"writing {path}: {bytes / 1e9:0.000} GB, {rowCount} rows of {table.RowBytes} B");
            Write(table, seed);
            return table;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the table file {path} ({bytes} bytes) could not be written: {e.Message}", e);
        }
    }

    /// <summary>Whether a file is there and is the table: its length, its first and last row, and 64 rows spread over it.</summary>
    /// <remarks>A damaged stretch of a thirty-second of the file is always found; fewer wrong rows may be missed.</remarks>
    /// <param name="path">Where.</param>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1, at most 2^20, and what the format can hold.</param>
    /// <param name="seed">Seed of the rows.</param>
    /// <param name="format">How rows are stored; null for fp32. Stored bytes are compared, so a format that rounds is judged exactly too.</param>
    /// <exception cref="InputException">The path is a directory, or the file may not be read.</exception>
    public static bool IsWhole(string path, int rowCount, int embeddingDim, ulong seed, RowFormat? format = null)
    {
        var bytes = BytesOf(rowCount, embeddingDim, format);
        format ??= RowFormats.Fp32;
        FileSystems.RequirePath(path);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return false;
        }

        using var file = DirectFile.Open(path, direct: false);
        if (file.Length != bytes)
        {
            return false;
        }

        var row = new float[embeddingDim];
        var expected = new byte[format.RowBytes(embeddingDim)];
        var found = new byte[expected.Length];
        foreach (var sample in Samples(rowCount, seed))
        {
            RandomRows.Fill(seed, sample, row);
            format.Encode(row, expected);
            if (file.Read(found, (long)sample * found.Length) != found.Length || !found.AsSpan().SequenceEqual(expected))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first row, the last, and one drawn from each of 64 equal stretches between.</summary>
    private static IEnumerable<int> Samples(int rowCount, ulong seed)
    {
        yield return 0;
        yield return rowCount - 1;
        var random = new Xoshiro256(seed);
        for (var stretch = 0; stretch < SampledStretches; stretch++)
        {
            yield return (int)((((long)stretch * rowCount) + random.NextInt32(rowCount)) / SampledStretches);
        }
    }

    // Asked before a folder is made, and so of the nearest one that is there already.
    private static void RequireDisk(string path)
    {
        var existing = Path.GetFullPath(path);
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        var format = FileSystems.FormatOf(existing);
        if (FileSystems.IsMemory(format))
        {
            throw new InputException($"{path} lies on {format}, which keeps files in memory; a file tier needs a disk: give another folder ({TableCache.FolderVariable} sets it)");
        }
    }

    private static void RequireRoom(string path, string folder, long bytes)
    {
        var free = FileSystems.FreeBytes(folder);
        if (free - SpareBytes < bytes)
        {
            throw new InputException(
                $"{path} needs {bytes / 1e9:0.000} GB and {SpareBytes / 1e9:0.000} GB to spare, and {free / 1e9:0.000} GB are free: make room or give another folder ({TableCache.FolderVariable} sets it)");
        }
    }

    private static void Write(StoredTable table, ulong seed)
    {
        using var file = UnfinishedFile.Create(table.Path, UnfinishedExtension, table.Bytes, out var beside);
        try
        {
            WriteRows(file, table, seed);
            RandomAccess.FlushToDisk(file);
            File.Move(beside, table.Path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static void WriteRows(SafeFileHandle file, StoredTable table, ulong seed)
    {
        var (dim, rowBytes) = (table.EmbeddingDim, table.RowBytes);
        var rowsPerBlock = Math.Clamp(BlockBytes / (dim * sizeof(float)), 1, table.RowCount);
        var values = new float[rowsPerBlock * dim];
        var stored = new byte[rowsPerBlock * rowBytes];
        for (long row = 0; row < table.RowCount; row += rowsPerBlock)
        {
            var first = (int)row;
            var rows = Math.Min(rowsPerBlock, table.RowCount - first);
            Parallel.For(0, rows, i =>
            {
                var value = values.AsSpan(i * dim, dim);
                RandomRows.Fill(seed, first + i, value);
                table.Format.Encode(value, stored.AsSpan(i * rowBytes, rowBytes));
            });
            RandomAccess.Write(file, stored.AsSpan(0, rows * rowBytes), row * rowBytes);
        }
    }
}
