namespace HotRow;

/// <summary>A table to open in a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensor">Which of the file's tensors; null takes the usual one, or the only one of two dimensions.</param>
/// <param name="RowCount">Rows of a raw file; null takes them from its length. Other files say it themselves.</param>
/// <param name="EmbeddingDim">Elements of a row of a raw file.</param>
/// <param name="Format">How a raw file stores its rows; null takes it from its extension.</param>
public sealed record TableFileArgs(string Path, string? Tensor = null, int? RowCount = null, int? EmbeddingDim = null, RowFormat? Format = null);

/// <summary>One entry of the catalog of table files.</summary>
/// <param name="Name">What <c>--format</c> calls it.</param>
/// <param name="Extensions">File name endings that mean this format, with the dot, lower-case.</param>
/// <param name="Source">Where its definition comes from.</param>
/// <param name="Open">Reads and checks all that is not row data, and gives every tensor of the file.</param>
public sealed record TableFileInfo(string Name, IReadOnlyList<string> Extensions, string Source, Func<FileBytes, TableFileArgs, IReadOnlyList<StoredTensor>> Open)
{
    /// <summary>The tensor that holds the embedding rows in nearly every file of this format; null where there is no such custom.</summary>
    public string? UsualTensor { get; init; }

    /// <summary>Whether the file says no shape and no row format, so that both must be given.</summary>
    public bool IsBare { get; init; }
}

/// <summary>The catalog of table files. A new format is one new file holding its own part of this class.</summary>
public static partial class TableFiles
{
    private static Catalog<TableFileInfo>? s_catalog;

    /// <summary>All formats, sorted by name.</summary>
    public static IReadOnlyList<TableFileInfo> All => s_catalog!.All;

    /// <summary>The format of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static TableFileInfo Find(string name) => s_catalog!.Find(name);

    /// <summary>Finds a table in a file, its format told by name or else by the file's extension. Reads no row.</summary>
    /// <exception cref="InputException">The file is missing, faulty or of unknown format, or holds no such table.</exception>
    public static StoredTable Open(TableFileArgs args, string? format = null) => Read(args, format).Table(args.Tensor);

    /// <summary>What a file holds, its format told by name or else by the file's extension. Reads no row.</summary>
    /// <remarks><i>Cost:</i> the header is read once; memory is a small multiple of it, and each format states its most.</remarks>
    /// <exception cref="InputException">The file is missing, faulty or of unknown format.</exception>
    public static TableFileContents Read(TableFileArgs args, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        var named = format is null ? null : Find(format);
        using var file = FileBytes.Open(args.Path);
        return Read(file, args, named ?? ForPath(args.Path));
    }

    /// <summary>What these bytes hold, read as that format.</summary>
    /// <exception cref="InputException">They are faulty.</exception>
    public static TableFileContents Read(FileBytes file, TableFileArgs args, TableFileInfo format)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(format);
        if (!format.IsBare && (args.RowCount ?? args.EmbeddingDim) is not null | args.Format is not null)
        {
            throw new InputException($"'{args.Path}' is a {format.Name} file, which says its own shape and row format; leave rows, dim and row format out, they are for {BareNames()}");
        }

        return new(format, args.Path, file.Length, format.Open(file, args));
    }

    private static TableFileInfo ForPath(string path)
    {
        var extension = Path.GetExtension(path);
        foreach (var format in All)
        {
            if (format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        throw new InputException($"the format of '{path}' is unknown: its extension '{extension}' means none; say --format NAME, known: "
            + string.Join(", ", All.Select(f => $"{f.Name} ({string.Join(", ", f.Extensions)})")));
    }

    private static string BareNames() => string.Join(", ", All.Where(f => f.IsBare).Select(f => f.Name));

    private static TableFileInfo Add(TableFileInfo entry) => (s_catalog ??= new("table file format", e => e.Name)).Add(entry);
}
