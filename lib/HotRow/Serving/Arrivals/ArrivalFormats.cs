namespace HotRow.Serving;

/// <summary>Whether a file's first line with text in it is of some format.</summary>
internal delegate bool ArrivalFormatTest(ReadOnlySpan<byte> line);

/// <summary>One entry of the catalog of formats of arrival files.</summary>
public sealed record ArrivalFormat
{
    internal ArrivalFormat(string name, string definition, ArrivalFormatTest looksLike, Func<string, RecordedRequests> read) =>
        (Name, Definition, LooksLike, Read) = (name, definition, looksLike, read);

    /// <summary>Kebab-case name.</summary>
    public string Name { get; }

    /// <summary>What such a file holds, in one clause.</summary>
    public string Definition { get; }

    /// <summary>Reads the file at a path; throws <see cref="InputException"/> where it is not of the format.</summary>
    public Func<string, RecordedRequests> Read { get; }

    /// <summary>Whether a file's first line is of the format.</summary>
    internal ArrivalFormatTest LooksLike { get; }
}

/// <summary>The catalog of formats of arrival files. A new format is one new file holding its own part of this class.</summary>
public static partial class ArrivalFormats
{
    private static Catalog<ArrivalFormat>? s_catalog;

    /// <summary>All formats, sorted by name.</summary>
    public static IReadOnlyList<ArrivalFormat> All => s_catalog?.All ?? [];

    /// <summary>The format of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static ArrivalFormat Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static ArrivalFormat Add(ArrivalFormat entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<ArrivalFormat> NewCatalog() => new("format of arrivals", e => e.Name);
}
