namespace HotRow;

/// <summary>What a sketch is made for.</summary>
/// <param name="BudgetBytes">Bytes its arrays may occupy, at least 0.</param>
/// <param name="Top">How many rows it must be able to name, at least 1.</param>
/// <param name="Seed">Seed of its hashes and random draws.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="BudgetBytes"/> is negative, or <paramref name="Top"/> below 1.</exception>
public sealed record HotRowSketchArgs(long BudgetBytes, int Top, ulong Seed = 1)
{
    /// <summary>Bytes its arrays may occupy, at least 0.</summary>
    public long BudgetBytes { get; init; } = BudgetBytes >= 0 ? BudgetBytes : throw new ArgumentOutOfRangeException(nameof(BudgetBytes), BudgetBytes, "a budget has at least 0 bytes");

    /// <summary>How many rows it must be able to name, at least 1.</summary>
    public int Top { get; init; } = Top >= 1 ? Top : throw new ArgumentOutOfRangeException(nameof(Top), Top, "a sketch names at least 1 row");

    /// <summary>How many entries the budget holds.</summary>
    /// <param name="fixedBytes">Bytes that are needed beside the entries.</param>
    /// <param name="entryBytes">Bytes of one entry.</param>
    /// <param name="least">The fewest entries that do.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is too small; the message says what is needed.</exception>
    internal int Entries(long fixedBytes, int entryBytes, int least)
    {
        // An initialiser can set any budget past the constructor, so nothing is subtracted from it before it is known to suffice.
        var needed = fixedBytes + ((long)least * entryBytes);
        return BudgetBytes >= needed
            ? (int)Math.Min((BudgetBytes - fixedBytes) / entryBytes, 1 << 28)
            : throw new ArgumentOutOfRangeException(nameof(BudgetBytes), BudgetBytes, $"a sketch of the {Top} hottest rows takes at least {needed} bytes");
    }
}

/// <summary>One entry of the sketch catalog.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The paper it is written from.</param>
/// <param name="Guarantee">What holds between an estimate and the true count, N uses in all.</param>
/// <param name="Create">Makes an empty sketch.</param>
/// <param name="NeverBelow">No estimate is below the true count.</param>
/// <param name="NeverAbove">No estimate is above the true count.</param>
public sealed record HotRowSketchInfo(string Name, string Source, string Guarantee, Func<HotRowSketchArgs, IHotRowSketch> Create, bool NeverBelow, bool NeverAbove);

/// <summary>The catalog of sketches that find hot rows. A new sketch is one new file in Entries/ holding its own part of this class.</summary>
public static partial class HotRowSketches
{
    private static Catalog<HotRowSketchInfo>? s_catalog;

    /// <summary>All sketches, sorted by name.</summary>
    public static IReadOnlyList<HotRowSketchInfo> All => s_catalog!.All;

    /// <summary>The sketch of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static HotRowSketchInfo Find(string name) => s_catalog!.Find(name);

    private static HotRowSketchInfo Add(HotRowSketchInfo entry) => (s_catalog ??= new("sketch", e => e.Name)).Add(entry);
}
