using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Files of generated table rows: raw little-endian fp32, row by row, no header.</summary>
public static class TableFile
{
    private const string UnfinishedExtension = ".part";
    private const int BlockBytes = 8 << 20;
    private const int SampledStretches = 64;
    private const long SpareBytes = 64 << 20;

    /// <summary>Bytes of a table file.</summary>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1, at most 2^20.</param>
    public static long BytesOf(int rowCount, int embeddingDim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingDim, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(embeddingDim, 1 << 20);
        return (long)rowCount * embeddingDim * sizeof(float);
    }

    /// <summary>Writes a file whose rows equal those of an <see cref="EmbeddingTable"/> filled with the same seed, unless a whole one is there already.</summary>
    /// <remarks>The rows are written beside the file and moved into place, so a file of that name is never half a table. A file that is there
    /// is taken as it is when <see cref="IsWhole"/> finds it so, and is written again otherwise. Deleting it has it written anew.</remarks>
    /// <param name="path">Where; the folder is made if need be.</param>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1, at most 2^20.</param>
    /// <param name="seed">Seed of the rows.</param>
    /// <param name="announce">Is told path and size before anything is written.</param>
    /// <exception cref="InputException">The path is a directory, may not be written, lies on a memory file system, or the disk has too little room.</exception>
    public static void Create(string path, int rowCount, int embeddingDim, ulong seed, Action<string>? announce = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = BytesOf(rowCount, embeddingDim);
        RequireDisk(path, path);
        if (IsWhole(path, rowCount, embeddingDim, seed))
        {
            return;
        }

        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            RemoveLeftovers(path, folder);
            RequireRoom(path, folder, bytes);
            announce?.Invoke($"writing {path}: {bytes / 1e9:0.000} GB, {rowCount} rows of {embeddingDim * sizeof(float)} B");
            Write(path, rowCount, embeddingDim, seed, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the table file {path} ({bytes} bytes) could not be written: {e.Message}", e);
        }
    }

    /// <summary>Whether a file is there and is the table: its length, its first and last row, and 64 rows spread over it.</summary>
    /// <remarks>A damaged stretch of a thirty-second of the file is always found; fewer wrong rows may be missed.</remarks>
    /// <exception cref="InputException">The path is a directory, or the file may not be read.</exception>
    public static bool IsWhole(string path, int rowCount, int embeddingDim, ulong seed)
    {
        var bytes = BytesOf(rowCount, embeddingDim);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return false;
        }

        using var file = DirectFile.Open(path, direct: false);
        if (file.Length != bytes)
        {
            return false;
        }

        var expected = new float[embeddingDim];
        var found = new float[embeddingDim];
        foreach (var row in Samples(rowCount, seed))
        {
            RandomRows.Fill(seed, row, expected);
            var read = file.Read(MemoryMarshal.AsBytes(found.AsSpan()), (long)row * embeddingDim * sizeof(float));
            if (read != embeddingDim * sizeof(float) || !MemoryMarshal.AsBytes(found.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())))
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

    // A writer that was killed leaves its unfinished file. A living one holds it locked, so it cannot be opened here.
    private static void RemoveLeftovers(string path, string folder)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, $"{Path.GetFileName(path)}.*{UnfinishedExtension}"))
        {
            try
            {
                File.OpenHandle(leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                File.Delete(leftover);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
    }

    private static void RequireDisk(string path, string existing)
    {
        var format = FileSystems.FormatOf(existing);
        if (FileSystems.IsMemory(format))
        {
            throw new InputException($"{path} lies on {format}, which keeps files in memory; a file tier needs a disk: give another folder ({TableCache.FolderVariable} sets it)");
        }
    }

    private static void RequireRoom(string path, string folder, long bytes)
    {
        RequireDisk(path, folder);
        var free = FileSystems.FreeBytes(folder);
        if (free - SpareBytes < bytes)
        {
            throw new InputException(
                $"{path} needs {bytes / 1e9:0.000} GB and {SpareBytes / 1e9:0.000} GB to spare, and {free / 1e9:0.000} GB are free: make room or give another folder ({TableCache.FolderVariable} sets it)");
        }
    }

    private static void Write(string path, int rowCount, int embeddingDim, ulong seed, long bytes)
    {
        var beside = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}{UnfinishedExtension}";
        try
        {
            using (var handle = File.OpenHandle(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, bytes))
            {
                var rowsPerBlock = Math.Clamp(BlockBytes / (embeddingDim * sizeof(float)), 1, rowCount);
                var block = new float[rowsPerBlock * embeddingDim];
                for (long row = 0; row < rowCount; row += rowsPerBlock)
                {
                    var first = (int)row;
                    var rows = Math.Min(rowsPerBlock, rowCount - first);
                    Parallel.For(0, rows, i => RandomRows.Fill(seed, first + i, block.AsSpan(i * embeddingDim, embeddingDim)));
                    RandomAccess.Write(handle, MemoryMarshal.AsBytes(block.AsSpan(0, rows * embeddingDim)), row * embeddingDim * sizeof(float));
                }

                RandomAccess.FlushToDisk(handle);
            }

            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
