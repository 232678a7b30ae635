using System.Runtime.InteropServices;

namespace HotRow.Lab;

/// <summary>Tables of generated rows: how a far tier in a file is opened, and what judges rows that were read from one.</summary>
internal static class GeneratedRows
{
    /// <summary>Seed of every table's contents. They decide no time, so one seed lets runs share the files.</summary>
    public const ulong Seed = 1;

    /// <summary>Reads in flight where an experiment does not vary them, as its captions say.</summary>
    public const int Depth = 32;

    /// <summary>Opens the file of a generated table past the page cache; gives null, and the point its reason to be skipped, when there is no place for it
    /// or the page cache cannot be passed by: times from there would be memory's.</summary>
    public static DirectFileRowStore? Open(Point point, int rowCount, int dim, int depth = Depth)
    {
        try
        {
            var store = point.Own(TableCache.Open(rowCount, dim, Seed, depth, message => Console.Error.WriteLine(PrintableText.Line($"hotrow: {message}"))));
            point.Note = $"far tier: {store.Path}";
            point.SkipReason = ReasonToSkip(store);
            return point.SkipReason is null ? store : null;
        }
        catch (InputException e)
        {
            point.SkipReason = e.Message;
            return null;
        }
    }

    /// <summary>Why times from this store would not be a file's; null when they are.</summary>
    internal static string? ReasonToSkip(DirectFileRowStore store) => store.IsDirect
        ? null
        : $"reads of this file cannot pass the page cache ({store.Path}), so their times would be memory's: let {TableCache.FolderVariable} name a folder on a disk that allows it";

    /// <summary>The same table in memory, fp32. <i>Shape:</i> <c>[rowCount, dim]</c>. The caller owns it.</summary>
    public static EmbeddingTable InMemory(int rowCount, int dim)
    {
        var table = new EmbeddingTable(rowCount, dim);
        table.FillRandom(Seed);
        return table;
    }

    /// <summary>Compares output rows with the generator, bit for bit. <i>Shape:</i> output is <c>[rows.Length, dim]</c>.</summary>
    public static (bool Passed, string Detail) Match(ReadOnlySpan<int> rows, int dim, ReadOnlySpan<float> output)
    {
        var expected = new float[dim];
        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(Seed, rows[i], expected);
            if (!MemoryMarshal.AsBytes(output.Slice(i * dim, dim)).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())))
            {
                return (false, $"output row {i} is not row {rows[i]} of the generator");
            }
        }

        return (true, $"bit for bit, all {rows.Length} output rows");
    }
}
