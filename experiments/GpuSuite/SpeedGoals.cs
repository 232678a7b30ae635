namespace HotRow.Lab;

/// <summary>The speeds that are wanted of a GPU of the first rank (an H200), each against an anchor of the same run.</summary>
internal static class SpeedGoals
{
    private const string HierarchyId = "l04-hierarchy";
    private const string CacheSizeId = "l05-cache-size";
    private const string WholeTableId = "l02-whole-table";
    private const string Torch = "torch";

    // The rows that the goal is about: drawn by Zipf's law, a tenth of them cached.
    private static IReadOnlyList<(string Name, string Value)> CachedTenth => [("trace", CacheSize.DeviceTrace), ("percent", "10")];

    /// <summary>All goals, in the order of the table.</summary>
    public static IReadOnlyList<SpeedGoal> All { get; } =
    [
        new("gather of rows from the device's memory", "a copy within the device", 0.9, HierarchyId, DeviceMetrics.CeilingShare.Id) { Where = [("place", Hierarchy.DeviceMemory)], Variants = [Hierarchy.Uniform] },
        new("gather of rows from the device's memory", "torch's embedding", 1.3, HierarchyId, DeviceMetrics.GBps.Id) { Where = [("place", Hierarchy.DeviceMemory)], Variants = [Hierarchy.Uniform], Over = Torch + " embedding", Peer = Torch },
        new("device cache of 10 %: share of the ideal speed-up over uncached zero-copy", "bytes wanted / bytes missed", 0.6, CacheSizeId, CacheSize.DeviceShareOfIdeal.Id) { Where = CachedTenth },
        new("device cache of 10 %", "torch's gather on the CPU and copy, the better of pinned and not", 1.5, CacheSizeId, CacheSize.DeviceOverTorch.Id) { Where = CachedTenth, Peer = Torch },
        new("zero-copy reads of host rows", "a pinned upload", 0.9, HierarchyId, DeviceMetrics.CeilingShare.Id) { Where = [("place", Hierarchy.ThroughLink)], Variants = [Hierarchy.Uniform] },
        new("upload of rows staged in pinned memory", "a large pinned upload", 0.9, WholeTableId, DeviceMetrics.CeilingShare.Id) { Where = [("ids", "65536")], Variants = [WholeTableOrRows.UploadPinned] },
        new("prefetch: share of the shorter of transfer and compute that is hidden", "each of them alone", 0.9, "l11-prefetch", Prefetch.DeviceHiddenShare.Id) { Variants = [Prefetch.LookAhead] },
        Product("fp32"),
        Product("tf32"),
        Product("bf16"),
        Product("fp16"),
    ];

    // The vendor's product is the vendor's product: what may differ is how it is called.
    private static SpeedGoal Product(string precision) =>
        new($"week 1's product, {precision}", "torch's, which calls cuBLAS too", 0.95, "w1-week-1", DeviceMetrics.GflopPerSecond.Id) { Variants = [precision], Over = $"{Torch} {precision}", Peer = Torch };
}
