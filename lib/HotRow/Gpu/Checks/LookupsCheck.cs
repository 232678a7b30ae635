namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Every device lookup, as far as the device can do it.</summary>
    public static readonly KernelCheckInfo Lookups = Add(new("lookups", LookupsCheck.Cases));
}

/// <summary>The rows that each lookup brings, against the table's own: batches of odd sizes, repeats, neighbours, announced, not announced and wrongly announced;
/// each waited for, and all under way at once, where memory that is used again too early shows.</summary>
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
            foreach (var (rows, dim, format) in new[] { (1, 1, RowFormats.Fp32), (40, 3, RowFormats.Fp32), (700, 64, RowFormats.Fp32), (900, 1_028, RowFormats.Fp32), (40, 3, RowFormats.Fp16), (700, 64, RowFormats.Fp16) })
            {
                yield return new($"{lookup.Name}, {rows} rows of {dim} {format}", Compare(device, lookup, rows, dim, format, waits: true));
            }

            foreach (var (rows, dim, format) in new[] { (700, 64, RowFormats.Fp32), (900, 1_028, RowFormats.Fp32), (700, 64, RowFormats.Fp16) })
            {
                yield return new($"{lookup.Name}, {rows} rows of {dim} {format}, nothing waited for", Compare(device, lookup, rows, dim, format, waits: false));
            }

            yield return new($"{lookup.Name}, every batch announced, nothing waited for", Compare(device, lookup, 700, 64, RowFormats.Fp32, waits: false, announcesAll: true));
        }
    }

    private static string? Compare(Device device, DeviceLookupInfo info, int rowCount, int dim, RowFormat format, bool waits, bool announcesAll = false)
    {
        var batches = Batches(rowCount).ToArray();
        var asked = batches.Sum(b => b.Length);
        using var store = RandomStore.Of(format, rowCount, dim, seed: 7);
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>((long)MaxIndices * dim, "looked-up rows");
        using var kept = device.Allocate<float>((long)asked * dim, "the rows of all batches");
        using var lookup = info.Create(new(device, stream, store, MaxIndices, CapacityRows: Math.Max(1, rowCount / 3)));
        var ids = new int[MaxIndices];
        var at = 0;
        for (var i = 0; i < batches.Length; i++)
        {
            // The caller's memory is used again at once, and so is the destination behind its reader: a lookup that still reads the one or writes the other too early is found out.
            batches[i].CopyTo(ids, 0);
            lookup.Enqueue(new(ids.AsMemory(0, batches[i].Length)), output);
            Array.Fill(ids, int.MaxValue);
            stream.Copy(kept, (long)at * dim, output, 0, (long)batches[i].Length * dim);
            at += batches[i].Length;
            if (announcesAll && i + 1 < batches.Length)
            {
                lookup.Announce(new(batches[i + 1]));
            }
            else
            {
                Announce(lookup, batches, i + 1);
            }

            if (waits)
            {
                stream.Synchronize();
            }
        }

        var counted = lookup.Finish().Indices;
        return counted == asked ? Difference(stream, store, batches, kept) : $"{counted} indices are counted, {asked} were asked for";
    }

    private static string? Difference(DeviceStream stream, DramRowStore store, int[][] batches, DeviceBuffer<float> kept)
    {
        var dim = store.EmbeddingDim;
        var (got, expected) = (new float[kept.Length], new float[MaxIndices * dim]);
        stream.DownloadAndWait(got, kept, 0);
        var at = 0;
        for (var i = 0; i < batches.Length; i++)
        {
            store.ReadRows(batches[i], expected);
            if (Difference(batches[i], dim, expected, got.AsSpan(at * dim)) is { } difference)
            {
                return $"batch {i} of {batches[i].Length} ids: {difference}";
            }

            at += batches[i].Length;
        }

        return null;
    }

    // Two of three are announced, every fifth of them wrongly: as many rows in another order.
    private static void Announce(IDeviceLookup lookup, int[][] batches, int next)
    {
        if (next < batches.Length && next % 3 != 0)
        {
            lookup.Announce(new(next % 5 == 0 ? [.. batches[next].Reverse()] : batches[next]));
        }
    }

    private static string? Difference(int[] ids, int dim, float[] expected, ReadOnlySpan<float> got)
    {
        var at = expected.AsSpan(0, ids.Length * dim).CommonPrefixLength(got);
        return at == ids.Length * dim ? null : $"element {at % dim} of row {ids[at / dim]} at position {at / dim} is {got[at]}, expected {expected[at]}";
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
