using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Judges rows on a device: those of a batch's beginning and end against the host's, every element the same number.</summary>
internal static class DeviceRows
{
    private const int MostRows = 256;

    /// <summary>Compares output rows with a table's. <i>Shape:</i> output is <c>[ids.Length, dim]</c>.</summary>
    /// <param name="point">The point.</param>
    /// <param name="table">The rows; a row number beyond them means the rest of its division by their number.</param>
    /// <param name="ids">The batch.</param>
    /// <param name="output">What the device wrote.</param>
    public static (bool Passed, string Detail) Match(DevicePoint point, DramRowStore table, ReadOnlySpan<int> ids, DeviceBuffer<float> output)
    {
        var first = Math.Min(MostRows, ids.Length);
        var last = Math.Max(first, ids.Length - MostRows);
        var wrong = Match(point, table, ids[..first], output, 0) ?? Match(point, table, ids[last..], output, last);
        return (wrong is null, wrong ?? $"{first + ids.Length - last} of {ids.Length} rows are the table's");
    }

    private static string? Match(DevicePoint point, DramRowStore table, ReadOnlySpan<int> ids, DeviceBuffer<float> output, int firstPosition)
    {
        var dim = table.EmbeddingDim;
        var (got, expected, row) = (new float[ids.Length * dim], new float[dim], new int[1]);
        point.Stream.DownloadAndWait(got.AsSpan(), output, (long)firstPosition * dim);
        for (var i = 0; i < ids.Length; i++)
        {
            row[0] = ids[i] % table.RowCount;
            table.ReadRows(row, expected);
            for (var e = 0; e < dim; e++)
            {
                if (got[(i * dim) + e] != expected[e])
                {
                    return $"element {e} of output row {firstPosition + i} is {got[(i * dim) + e]:R}, and row {ids[i]} has {expected[e]:R}";
                }
            }
        }

        return null;
    }
}
