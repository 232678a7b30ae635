namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Every device lookup, as far as the device can do it.</summary>
    public static readonly KernelCheckInfo Lookups = Add(new("lookups", LookupsCheck.Cases));
}

/// <summary>The rows that each lookup brings, against the table's own: batches of odd sizes, repeats, neighbours, announced, not announced and wrongly announced.</summary>
internal static class LookupsCheck
{
    private const int MaxIndices = 1_100;

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var lookup in DeviceLookups.All)
        {
            if (lookup.WhyNot(device) is { } why)
            {
                yield return new($"{lookup.Name}: not here ({why})", null);
                continue;
            }

            // The large one has several pieces of page-locked memory to a batch.
            foreach (var (rows, dim) in new[] { (1, 1), (40, 3), (700, 64), (900, 1_028) })
            {
                yield return new($"{lookup.Name}, {rows} rows of {dim} fp32", Compare(device, lookup, rows, dim));
            }
        }
    }

    private static string? Compare(Device device, DeviceLookupInfo info, int rowCount, int dim)
    {
        using var table = new EmbeddingTable(rowCount, dim);
        table.FillRandom(seed: 7);
        using var store = new DramRowStore(table);
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>((long)MaxIndices * dim, "looked-up rows");
        using var lookup = info.Create(new(device, stream, store, MaxIndices, CapacityRows: Math.Max(1, rowCount / 3)));
        var batches = Batches(rowCount).ToArray();
        var got = new float[MaxIndices * dim];
        var ids = new int[MaxIndices];
        for (var i = 0; i < batches.Length; i++)
        {
            // The caller's memory is used again at once: a lookup that still reads it is found out.
            batches[i].CopyTo(ids, 0);
            lookup.Enqueue(new(ids.AsMemory(0, batches[i].Length)), output);
            Array.Fill(ids, int.MaxValue);
            Announce(lookup, batches, i + 1);
            stream.DownloadAndWait(got.AsSpan(0, batches[i].Length * dim), output, 0);
            if (Difference(table, batches[i], got) is { } difference)
            {
                return $"batch {i} of {batches[i].Length} ids: {difference}";
            }
        }

        var asked = batches.Sum(b => b.Length);
        var counted = lookup.Finish().Indices;
        return counted == asked ? null : $"{counted} indices are counted, {asked} were asked for";
    }

    // Two of three are announced, every fifth of them wrongly.
    private static void Announce(IDeviceLookup lookup, int[][] batches, int next)
    {
        if (next < batches.Length && next % 3 != 0)
        {
            lookup.Announce(new(batches[next % 5 == 0 ? next - 1 : next]));
        }
    }

    private static string? Difference(EmbeddingTable table, int[] ids, float[] got)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            var expected = table.Row(ids[i]);
            var row = got.AsSpan(i * table.EmbeddingDim, table.EmbeddingDim);
            if (!expected.SequenceEqual(row))
            {
                var element = expected.CommonPrefixLength(row);
                return $"element {element} of row {ids[i]} at position {i} is {row[element]}, expected {expected[element]}";
            }
        }

        return null;
    }

    private static IEnumerable<int[]> Batches(int rowCount)
    {
        var random = new Xoshiro256(11);
        foreach (var count in new[] { 1, 2, 0, 31, 257, MaxIndices, 64, 257, 1, 129, MaxIndices, 5 })
        {
            // Every second id is the neighbour of the one before it, where there is one.
            var batch = new int[count];
            for (var i = 0; i < count; i++)
            {
                batch[i] = i % 2 == 1 ? Math.Min(batch[i - 1] + 1, rowCount - 1) : random.NextInt32(rowCount);
            }

            yield return batch;
        }
    }
}
