namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>A cache of rows in device memory.</summary>
    public static readonly KernelCheckInfo DeviceCache = Add(new("devicecache", DeviceCacheCheck.Cases));
}

/// <summary>A device cache against its model, batch by batch: rows, counts, every tag, every cached row.</summary>
internal static class DeviceCacheCheck
{
    private const int MaxIndices = 700;
    private static readonly int[] s_counts = [1, 0, 5, 63, 64, 65, 257, MaxIndices, 128, MaxIndices, 31, MaxIndices];

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var (rows, dim, capacity) in new[] { (1, 1, 1), (7, 3, 5), (40, 4, 3), (300, 8, 6), (100, 4, 33), (1_000, 129, 100), (600, 33, 500), (500, 32, 64), (300, 64, 96), (900, 128, 90), (200, 128, 1_000), (200, 20, 200), (400, 768, 70), (50, 2, 20) })
        {
            foreach (var score in Enum.GetValues<DeviceCacheScore>())
            {
                yield return new($"{rows} rows of {dim}, {score} cache of {capacity}", Compare(device, RowFormats.Fp32, rows, dim, capacity, score, mapped: false));
            }
        }

        foreach (var format in KernelFormat.All)
        {
            foreach (var dim in new[] { 128, 30 })
            {
                yield return new($"400 rows of {dim} {format}, Lru cache of 70", Compare(device, format, 400, dim, 70, DeviceCacheScore.Lru, mapped: false));
            }

            if (device.Supports(DeviceCapability.RegisterHost))
            {
                yield return new($"300 rows of 64 {format} in host memory, Lfu cache of 50", Compare(device, format, 300, 64, 50, DeviceCacheScore.Lfu, mapped: true));
            }
        }

        foreach (var (dim, groups) in new[] { (128, 1), (128, 3), (64, 2), (33, 5) })
        {
            yield return new($"900 rows of {dim}, Lfu cache of 90, probed by {groups} group{(groups == 1 ? "" : "s")}", Compare(device, RowFormats.Fp32, 900, dim, 90, DeviceCacheScore.Lfu, mapped: false, groups));
        }

        yield return new("one row a batch hits what set-associative LRU hits", CompareWithPolicy(device, rowCount: 300, capacity: 70));
        yield return new("200 small batches, Lfu cache of 40", CompareSmall(device));
        yield return new("uses that lie 64 halvings back are forgotten", CompareLongAgo(device));
        yield return new("cleared, it is empty and counts from 0", CompareCleared(device));
    }

    // Uses are halved every 4 batches here, so that a few batches see it.
    private static string? Compare(Device device, RowFormat format, int rowCount, int dim, int capacity, DeviceCacheScore score, bool mapped, int mostGroups = int.MaxValue)
    {
        using var checkedCache = new CheckedDeviceCache(device, format, rowCount, dim, capacity, MaxIndices, score, epochBits: 2, mapped, mostGroups);
        var random = new Xoshiro256(19);
        for (var batch = 0; batch < s_counts.Length; batch++)
        {
            // The square of a uniform number prefers small rows; some lie outside the table, on either side.
            var rows = new int[s_counts[batch]];
            foreach (ref var row in rows.AsSpan())
            {
                var place = random.NextDouble();
                row = random.NextInt32(40) switch { 0 => rowCount, 1 => -1, 2 => int.MaxValue, 3 => int.MinValue, _ => (int)(place * place * rowCount) };
            }

            if (checkedCache.Lookup(rows) is { } failure)
            {
                return $"batch {batch} of {rows.Length}: {failure}";
            }
        }

        return null;
    }

    private static string? CompareWithPolicy(Device device, int rowCount, int capacity)
    {
        using var checkedCache = new CheckedDeviceCache(device, RowFormats.Fp32, rowCount, dim: 4, capacity, MaxIndices, DeviceCacheScore.Lru, epochBits: 2, mapped: false);
        var policy = new SetAssociativePolicy(new CachePolicyArgs(capacity, rowCount), DeviceCacheKernel.Ways);
        var random = new Xoshiro256(23);
        for (var access = 0; access < 400; access++)
        {
            var row = (int)(random.NextDouble() * random.NextDouble() * rowCount);
            var hit = policy.Access(row).IsHit;
            if (checkedCache.Lookup([row]) is { } failure)
            {
                return $"access {access}: {failure}";
            }

            if (checkedCache.Counts.Hits != (hit ? 1 : 0))
            {
                return $"access {access} of row {row} is {(hit ? "a hit" : "a miss")} in set-associative LRU, and not here";
            }
        }

        return null;
    }

    // A set takes one row a batch: with so many batches every set is full, and rows leave it by their uses.
    private static string? CompareSmall(Device device)
    {
        using var checkedCache = new CheckedDeviceCache(device, RowFormats.Fp32, rowCount: 120, dim: 4, capacity: 40, MaxIndices, DeviceCacheScore.Lfu, epochBits: 4, mapped: false);
        var random = new Xoshiro256(29);
        for (var batch = 0; batch < 200; batch++)
        {
            int[] rows = [.. Enumerable.Range(0, 1 + random.NextInt32(12)).Select(_ => (int)(random.NextDouble() * random.NextDouble() * 120))];
            if (checkedCache.Lookup(rows) is { } failure)
            {
                return $"batch {batch} of {rows.Length}: {failure}";
            }
        }

        return null;
    }

    // Four rows fill the only set; when the fifth comes, the first was used 64 batches ago, and uses are halved after each.
    private static string? CompareLongAgo(Device device)
    {
        using var checkedCache = new CheckedDeviceCache(device, RowFormats.Fp32, rowCount: 100, dim: 4, capacity: 4, MaxIndices, DeviceCacheScore.Lfu, epochBits: 0, mapped: false);
        int[] rows = [0, 1, 2, 3, .. Enumerable.Repeat(-1, 60), 4];
        return rows.Select((row, access) => checkedCache.Lookup([row]) is { } failure ? $"access {access}: {failure}" : null).FirstOrDefault(f => f is not null);
    }

    private static string? CompareCleared(Device device)
    {
        using var checkedCache = new CheckedDeviceCache(device, RowFormats.Fp32, rowCount: 60, dim: 8, capacity: 40, MaxIndices, DeviceCacheScore.Lru, epochBits: 2, mapped: false);
        int[] rows = [.. Enumerable.Range(0, 60)];
        var before = checkedCache.Lookup(rows) ?? checkedCache.Lookup(rows);
        checkedCache.Clear();
        return before ?? checkedCache.Lookup(rows) ?? (checkedCache.Counts is { Hits: 0, Misses: 60 } ? null : $"a cleared cache counts {checkedCache.Counts}");
    }
}
