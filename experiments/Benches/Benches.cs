namespace HotRow.Lab;

/// <summary>One entry of the catalog of benches: some ceilings of this machine, and code of ours beside them.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="What">What it measures, in one line.</param>
/// <param name="Weight">Share of the time, relative to the others.</param>
/// <param name="Declare">Declares its groups.</param>
internal sealed record Bench(string Name, string What, double Weight, Action<BenchContext> Declare);

/// <summary>The catalog of benches. A new bench is one new file in this folder holding its own part of this class.</summary>
internal static partial class Benches
{
    private static Catalog<Bench>? s_catalog;

    /// <summary>All benches, sorted by name.</summary>
    public static IReadOnlyList<Bench> All => s_catalog!.All;

    /// <summary>The bench of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static Bench Find(string name) => s_catalog!.Find(name);

    private static Bench Add(Bench entry) => (s_catalog ??= new("bench", e => e.Name)).Add(entry);
}
