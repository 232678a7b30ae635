namespace HotRow;

/// <summary>The catalog of row formats. A new format is one new file in Formats/ holding its own part of this class.</summary>
public static partial class RowFormats
{
    private static Catalog<RowFormat>? s_catalog;

    /// <summary>All formats, sorted by name.</summary>
    public static IReadOnlyList<RowFormat> All => s_catalog!.All;

    /// <summary>The format of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static RowFormat Find(string name) => s_catalog!.Find(name);

    private static RowFormat Add(RowFormat entry) => (s_catalog ??= new("row format", e => e.Name)).Add(entry);
}
