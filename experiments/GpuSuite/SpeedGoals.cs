namespace HotRow.Lab;

/// <summary>The speeds that are wanted of a GPU of the first rank (an H200), each against an anchor of the same run.</summary>
internal static class SpeedGoals
{
    private const string CeilingShare = "device-ceiling-share";
    private const string HierarchyId = "l04-hierarchy";
    private const string CacheSizeId = "l05-cache-size";
    private const string WholeTableId = "l02-whole-table";
    private const string Torch = "torch ";

    /// <summary>All goals, in the order of the table.</summary>
    public static IReadOnlyList<SpeedGoal> All { get; } =
    [
        new("gather of rows from the device's memory", "a copy within the device", 0.9, HierarchyId, CeilingShare) { Where = ("place", "device memory"), Variants = [Hierarchy.Uniform] },
        new("gather of rows from the device's memory", "torch's embedding", 1.3, HierarchyId, "device-gbps") { Where = ("place", "device memory"), Variants = [Hierarchy.Uniform], Over = Torch + "embedding" },
        new("device cache of 10 %: share of the ideal speed-up over uncached zero-copy", "bytes wanted / bytes missed", 0.6, CacheSizeId, "share-of-ideal-gain") { Where = ("percent", "10") },
        new("device cache of 10 %", "torch's gather on the CPU and copy, the better of pinned and not", 1.5, CacheSizeId, "gain-over-torch-gather") { Where = ("percent", "10") },
        new("zero-copy reads of host rows", "a pinned upload", 0.9, HierarchyId, CeilingShare) { Where = ("place", "host memory, zero-copy"), Variants = [Hierarchy.Uniform] },
        new("upload of rows staged in pinned memory", "a large pinned upload", 0.9, WholeTableId, CeilingShare) { Where = ("ids", "65536"), Variants = ["upload-pinned"] },
        new("prefetch: share of the shorter of transfer and compute that is hidden", "each of them alone", 0.9, "l11-prefetch", "device-hidden-share") { Variants = [Prefetch.LookAhead] },
        Product("fp32"),
        Product("tf32"),
        Product("bf16"),
        Product("fp16"),
    ];

    // The vendor's product is the vendor's product: what may differ is how it is called.
    private static SpeedGoal Product(string precision) =>
        new($"week 1's product, {precision}", "torch's, which calls cuBLAS too", 0.95, "w1-week-1", "device-gflops") { Variants = [precision], Over = Torch + precision };
}
