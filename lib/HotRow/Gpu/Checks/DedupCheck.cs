namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Distinct rows of a batch.</summary>
    public static readonly KernelCheckInfo Dedup = Add(new("dedup", DedupCheck.Cases));
}

/// <summary>Distinct rows and places against what they have to be: as many as a set holds, and each place naming its own row.</summary>
internal static class DedupCheck
{
    private const int MaxIndices = 4_096;

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        using (var kernel = new DedupKernel(device, MaxIndices))
        {
            var random = new Xoshiro256(3);
            foreach (var (what, rows) in Batches(random))
            {
                // One kernel for all: what a batch leaves in the table is the next one's to find.
                yield return new(what, Compare(device, kernel, rows, exact: true));
            }
        }

        using (var least = new DedupKernel(device, 1))
        {
            yield return new("largest batch of 1", Compare(device, least, [-7], exact: true));
        }

        // Pairs of which some begin at the same slot, the first or the last: all slots are looked at, and behind the last comes the first.
        using var two = new DedupKernel(device, MaxIndices, tableSlots: 2);
        yield return new("2 distinct rows fill a table of 2 slots", Enumerable.Range(0, 16).Select(pair => Compare(device, two, [2 * pair, (2 * pair) + 1, 2 * pair], exact: true)).FirstOrDefault(f => f is not null));

        using var narrow = new DedupKernel(device, MaxIndices, tableSlots: 64);
        yield return new("1,000 distinct rows, table of 64 slots", Compare(device, narrow, [.. Enumerable.Range(0, 1_000)], exact: false));
        yield return new("64 distinct rows fill a table of 64 slots", Compare(device, narrow, [.. Enumerable.Range(0, 640).Select(i => i % 64 * 97)], exact: true));
    }

    internal static string? Compare(Device device, DedupKernel kernel, int[] rows, bool exact)
    {
        var length = Math.Max(1, rows.Length);
        using var stream = device.CreateStream();
        using var given = device.Allocate<int>(length, "rows");
        using var unique = device.Allocate<int>(length, "distinct rows");
        using var inverse = device.Allocate<int>(length, "places");
        using var uniqueCount = device.Allocate<int>(1, "the number of distinct rows");
        stream.UploadAndWait<int>(given, 0, rows);
        stream.Fill(uniqueCount, -1);
        kernel.Launch(stream, given, rows.Length, unique, inverse, uniqueCount);
        var (count, distinct, places) = (new int[1], new int[length], new int[length]);
        stream.DownloadAndWait(count, uniqueCount, 0);
        stream.DownloadAndWait(distinct, unique, 0);
        stream.DownloadAndWait(places, inverse, 0);

        var expected = rows.ToHashSet();
        if (exact ? count[0] != expected.Count : count[0] < expected.Count || count[0] > rows.Length)
        {
            return $"{count[0]} distinct rows, expected {expected.Count}";
        }

        if (!expected.SetEquals(distinct.Take(count[0])))
        {
            return "the distinct rows are others than the batch's";
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)places[i] >= (uint)count[0] || distinct[places[i]] != rows[i])
            {
                return $"position {i} has row {rows[i]}, and its place {places[i]} {((uint)places[i] < (uint)count[0] ? $"holds {distinct[places[i]]}" : $"is not among {count[0]}")}";
            }
        }

        return null;
    }

    private static IEnumerable<(string What, int[] Rows)> Batches(Xoshiro256 random)
    {
        yield return ("no row", []);
        yield return ("1 row", [5]);
        yield return ("1,000 equal rows", [.. Enumerable.Repeat(123_456_789, 1_000)]);
        yield return ($"{MaxIndices:N0} distinct rows, the most the table takes", [.. Enumerable.Range(0, MaxIndices).Select(i => i * 1_023)]);
        yield return ("every int is a row", [int.MinValue, -1, 0, int.MaxValue, -2, -1, int.MinValue, 0, int.MaxValue]);
        foreach (var (count, range) in new[] { (255, 40), (256, 1_000), (257, 7), (MaxIndices, 900), (MaxIndices - 1, 100_000) })
        {
            yield return ($"{count:N0} of {range:N0} rows", [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(range))]);
        }
    }
}
