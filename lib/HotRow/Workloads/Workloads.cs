namespace HotRow;

/// <summary>What a workload is asked for. A workload ignores what does not concern it.</summary>
public sealed record WorkloadArgs
{
    /// <summary>Rows of the table.</summary>
    public int RowCount { get; init; } = 1_000_000;

    /// <summary>How many accesses to make.</summary>
    public long IndexCount { get; init; } = 5_000_000;

    /// <summary>Indices per batch.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Zipf exponent: P(rank k) proportional to k^-Alpha, Alpha >= 0.</summary>
    public double Alpha { get; init; } = 1.0;

    /// <summary>Seed of the workload's own generator; equal seeds give equal traces on every .NET version.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A file or folder of text, for workloads that read one.</summary>
    public string? Path { get; init; }
}

/// <summary>One entry of the workload catalog.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">Where its definition comes from.</param>
/// <param name="Create">Makes the trace.</param>
public sealed record WorkloadInfo(string Name, string Source, Func<WorkloadArgs, IAccessTrace> Create);

/// <summary>The catalog of workloads. A new workload is one new file holding its own part of this class.</summary>
public static partial class Workloads
{
    private static Catalog<WorkloadInfo>? s_catalog;

    /// <summary>All workloads, sorted by name.</summary>
    public static IReadOnlyList<WorkloadInfo> All => s_catalog!.All;

    /// <summary>The workload of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static WorkloadInfo Find(string name) => s_catalog!.Find(name);

    private static WorkloadInfo Add(WorkloadInfo entry) => (s_catalog ??= new("workload", e => e.Name)).Add(entry);
}
