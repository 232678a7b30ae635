namespace HotRow.Serving;

/// <summary>What a latency model is made from.</summary>
/// <param name="Shape">The language model.</param>
/// <param name="Accelerator">What it runs on.</param>
/// <param name="TensorParallel">How many accelerators share each layer of one replica, at least 1.</param>
/// <param name="Profile">Folder of measured tables, for models that read them; null when there is none.</param>
public sealed record LatencyArgs(ModelShape Shape, Accelerator Accelerator, int TensorParallel = 1, string? Profile = null);

/// <summary>One entry of the catalog of latency models.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">What it rests on.</param>
/// <param name="Create">Makes it; throws <see cref="InputException"/> where it does not fit model, device or profile, and says what would.</param>
public sealed record LatencyModelInfo(string Name, string Source, Func<LatencyArgs, ILatencyModel> Create);

/// <summary>The catalog of latency models. A new model is one new file holding its own part of this class.</summary>
public static partial class LatencyModels
{
    private static Catalog<LatencyModelInfo>? s_catalog;

    /// <summary>All latency models, sorted by name.</summary>
    public static IReadOnlyList<LatencyModelInfo> All => s_catalog?.All ?? [];

    /// <summary>The latency model of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static LatencyModelInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static LatencyModelInfo Add(LatencyModelInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<LatencyModelInfo> NewCatalog() => new("latency model", e => e.Name);
}
