namespace HotRow.Lab;

/// <summary>The catalog of topics. A new topic is one new file holding its own part of this class.</summary>
public static partial class Topics
{
    private static Catalog<Topic>? s_catalog;

    /// <summary>All topics, sorted by name.</summary>
    public static IReadOnlyList<Topic> All => s_catalog?.All ?? [];

    /// <summary>The topic of that name, or of that number ("7", "07"), or the only one whose name holds it ("lru").</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static Topic Find(string name)
    {
        var part = name.Length == 1 && char.IsAsciiDigit(name[0]) ? $"0{name}-" : name;
        var matches = All.Where(t => part.Length > 0 && t.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).ToArray();
        return matches.Length == 1 ? matches[0] : (s_catalog ??= NewCatalog()).Find(name);
    }

    private static Topic Add(Topic entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<Topic> NewCatalog() => new("topic", t => t.Name);
}
