namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Rows by number.</summary>
    public static readonly KernelCheckInfo Gather = Add(new("gather", GatherCheck.Cases));
}

/// <summary>Gathered rows against the table's own.</summary>
internal static class GatherCheck
{
    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var (rows, dim, count) in new[] { (1, 1, 1), (7, 3, 5), (100, 4, 257), (33, 129, 64), (50, 768, 1_000) })
        {
            yield return new($"{rows} rows of {dim} fp32, {count} ids", Compare(device, rows, dim, count));
        }
    }

    private static string? Compare(Device device, int rowCount, int dim, int count)
    {
        using var table = new EmbeddingTable(rowCount, dim);
        table.FillRandom(seed: 7);
        using var store = new DramRowStore(table);
        using var rows = DeviceTable.Upload(device, store);
        using var kernel = new GatherKernel(device, store.Format, dim);
        using var stream = device.CreateStream();
        using var ids = device.Allocate<int>(count, "ids");
        using var output = device.Allocate<float>((long)count * dim, "gathered rows");

        // The last two lie outside the table, on either side.
        var random = new Xoshiro256(11);
        var wanted = Enumerable.Range(0, count).Select(i => i == count - 1 && count > 2 ? rowCount : i == count - 2 && count > 2 ? -1 : random.NextInt32(rowCount)).ToArray();
        stream.UploadAndWait<int>(ids, 0, wanted);
        kernel.Launch(stream, rows, ids, count, output);
        var got = new float[count * dim];
        stream.DownloadAndWait(got, output, 0);
        for (var i = 0; i < count; i++)
        {
            for (var e = 0; e < dim; e++)
            {
                var expected = (uint)wanted[i] < (uint)rowCount ? table.Row(wanted[i])[e] : float.NaN;
                if (!expected.Equals(got[(i * dim) + e]))
                {
                    return $"element {e} of id {wanted[i]} at position {i} is {got[(i * dim) + e]}, expected {expected}";
                }
            }
        }

        return null;
    }
}
