namespace HotRow.Lab;

/// <summary>The catalog of experiments. A new experiment is one new file holding its own part of this class.</summary>
public static partial class Experiments
{
    private static Catalog<IExperiment>? s_catalog;

    /// <summary>All experiments, sorted by id.</summary>
    public static IReadOnlyList<IExperiment> All => s_catalog?.All ?? [];

    /// <summary>The chapter on lookups, which the main job runs: ids of the lookup curriculum and week 1.</summary>
    public static IReadOnlyList<IExperiment> Lookup => [.. All.Where(e => e.Id[0] is 'l' or 'w')];

    /// <summary>The experiment of that id, or the only one whose id begins with it ("l05").</summary>
    /// <exception cref="InputException">There is none; the message lists the known ids.</exception>
    public static IExperiment Find(string id)
    {
        var matches = All.Where(e => e.Id.StartsWith(id + "-", StringComparison.OrdinalIgnoreCase)).ToArray();
        return matches.Length == 1 ? matches[0] : (s_catalog ??= NewCatalog()).Find(id);
    }

    private static IExperiment Add(IExperiment entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<IExperiment> NewCatalog() => new("experiment", e => e.Id);
}
