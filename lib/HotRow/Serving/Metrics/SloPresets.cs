namespace HotRow.Serving;

/// <summary>One entry of the catalog of objectives.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">Where they stand.</param>
/// <param name="Objectives">The limits.</param>
public sealed record SloPreset(string Name, string Source, ServiceObjectives Objectives);

/// <summary>The catalog of published objectives. A new one is one new file holding its own part of this class, or one more entry below.</summary>
public static partial class SloPresets
{
    private static Catalog<SloPreset>? s_catalog;

    /// <summary>The document's example of a chat.</summary>
    public static readonly SloPreset Document = Add(new("document-chat", "document 003, goodput: TTFT 200 ms, TPOT 100 ms", ServiceObjectives.OfMs(ttft: 200, tpot: 100)));

    /// <summary>MLPerf's server scenario of Llama 2 70B.</summary>
    public static readonly SloPreset Llama2With70B = Add(new("mlperf-llama-2-70b", "MLPerf Inference, server scenario, p99", ServiceObjectives.OfMs(ttft: 2_000, tpot: 200)));

    /// <summary>MLPerf's interactive scenario of Llama 2 70B.</summary>
    public static readonly SloPreset Llama2With70BInteractive = Add(new("mlperf-llama-2-70b-interactive", "MLPerf Inference, interactive scenario, p99", ServiceObjectives.OfMs(ttft: 450, tpot: 40)));

    /// <summary>MLPerf's server scenario of Llama 3.1 405B.</summary>
    public static readonly SloPreset Llama31With405B = Add(new("mlperf-llama-3.1-405b", "MLPerf Inference, server scenario, p99", ServiceObjectives.OfMs(ttft: 6_000, tpot: 175)));

    /// <summary>MLPerf's server scenario of Llama 3.1 8B.</summary>
    public static readonly SloPreset Llama31With8B = Add(new("mlperf-llama-3.1-8b", "MLPerf Inference, server scenario, p99", ServiceObjectives.OfMs(ttft: 2_000, tpot: 100)));

    /// <summary>All of them, sorted by name.</summary>
    public static IReadOnlyList<SloPreset> All => s_catalog?.All ?? [];

    /// <summary>The objectives of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static SloPreset Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    /// <summary>Objectives from a text: a preset's name, or limits as <see cref="ServiceObjectives.Parse"/> reads them.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public static ServiceObjectives Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (All.FirstOrDefault(p => string.Equals(p.Name, text, StringComparison.OrdinalIgnoreCase)) is { } preset)
        {
            return preset.Objectives;
        }

        try
        {
            return ServiceObjectives.Parse(text);
        }
        catch (InputException e) when (!text.Contains('=', StringComparison.Ordinal))
        {
            throw new InputException($"{e.Message}; or one of these names: {string.Join(", ", All.Select(p => p.Name))}", e);
        }
    }

    private static SloPreset Add(SloPreset entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<SloPreset> NewCatalog() => new("set of objectives", e => e.Name);
}
