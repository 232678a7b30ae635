namespace HotRow.Gpu;

/// <summary>One case of a check and what came of it.</summary>
/// <param name="Case">Sizes and settings, in words.</param>
/// <param name="Failure">What was wrong, in one line; null when all was right.</param>
public sealed record KernelCase(string Case, string? Failure);

/// <summary>Runs one kernel on a device over odd sizes and tails and compares what it writes with plain C# over the same input.</summary>
/// <param name="Name">The kernel's name.</param>
/// <param name="Run">Runs the cases, one by one as they are asked for.</param>
public sealed record KernelCheckInfo(string Name, Func<Device, IEnumerable<KernelCase>> Run)
{
    /// <summary>What a reader should know before it runs on a device, because a driver may write to the terminal by itself; null for nothing.</summary>
    public Func<Device, string?> Notice { get; init; } = _ => null;
}

/// <summary>The catalog of checks: one for each kernel file, and those for the memory and the streams under them.</summary>
public static partial class KernelChecks
{
    private static Catalog<KernelCheckInfo>? s_catalog;

    /// <summary>All checks, sorted by name.</summary>
    public static IReadOnlyList<KernelCheckInfo> All => s_catalog!.All;

    private static KernelCheckInfo Add(KernelCheckInfo entry) => (s_catalog ??= new("kernel check", e => e.Name)).Add(entry);
}
