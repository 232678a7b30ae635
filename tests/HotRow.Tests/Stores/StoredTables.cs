using System.Runtime.InteropServices;

namespace HotRow.Tests;

/// <summary>Files with generated rows at any offset, written once for a class of tests; bytes that belong to no row are 0xEE.</summary>
public sealed class StoredTables : IDisposable
{
    private const ulong Seed = 7;
    private readonly DiskFolder _folder = new();
    private readonly Dictionary<string, StoredTable> _written = new(StringComparer.Ordinal);

    public bool OnDisk => !FileSystems.IsMemory(FileSystems.FormatOf(_folder.Path));

    public void Dispose() => _folder.Dispose();

    /// <summary>A table that tests share and leave as it is.</summary>
    public StoredTable Table(int rowCount, int dim, RowFormat format, long offset)
    {
        var name = $"{rowCount}x{dim}-{format}-{offset}";
        if (!_written.TryGetValue(name, out var table))
        {
            _written[name] = table = Write(new(_folder.File(name), offset, rowCount, dim, format));
        }

        return table;
    }

    /// <summary>A table for one test, to be damaged.</summary>
    public StoredTable Own(int rowCount, int dim, RowFormat format, long offset) =>
        Write(new(_folder.File(Guid.NewGuid().ToString("N")), offset, rowCount, dim, format));

    /// <summary>Reads the rows and compares each with the generated one, as its format stores it.</summary>
    internal static void AssertReads(IRowStore store, int[] rows)
    {
        var destination = new float[rows.Length * store.EmbeddingDim];
        store.ReadRows(rows, destination);
        AssertRows(store.Format, store.EmbeddingDim, rows, destination, store.Path);
    }

    internal static void AssertRows(RowFormat format, int dim, int[] rows, float[] found, string path)
    {
        var expected = new float[dim];
        var stored = new byte[format.RowBytes(dim)];
        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(Seed, rows[i], expected);
            format.Encode(expected, stored);
            format.Decode(stored, expected);
            Assert.True(
                MemoryMarshal.AsBytes(found.AsSpan(i * dim, dim)).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())),
                $"row {rows[i]} of {dim} {format} elements at position {i} differs from the generated one ({path})");
        }
    }

    internal static int[] Draw(int rowCount, int count)
    {
        var random = new Xoshiro256(3);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(rowCount))];
    }

    private static StoredTable Write(StoredTable table)
    {
        var bytes = new byte[table.Offset + table.Bytes];
        bytes.AsSpan().Fill(0xEE);
        var row = new float[table.EmbeddingDim];
        for (var i = 0; i < table.RowCount; i++)
        {
            RandomRows.Fill(Seed, i, row);
            table.Format.Encode(row, bytes.AsSpan((int)(table.Offset + ((long)i * table.RowBytes)), table.RowBytes));
        }

        File.WriteAllBytes(table.Path, bytes);
        return table;
    }
}
