namespace HotRow;

/// <summary>A trace file to open.</summary>
/// <param name="Path">The file, or a folder where the format allows one.</param>
/// <param name="BatchSize">Ids per batch where the file does not say, at least 1.</param>
/// <param name="Tables">The tables of a file that names tables; null to find them and their sizes by reading the file through.</param>
/// <param name="Progress">Told now and then the number of ids read so far while a file is read through to be opened; may stop that by throwing.</param>
public sealed record TraceFile(string Path, int BatchSize = 1_000, TableSpace? Tables = null, Action<long>? Progress = null);

/// <summary>One entry of the catalog of trace formats.</summary>
/// <param name="Name">What <c>--format</c> calls it.</param>
/// <param name="Extensions">File name endings that mean this format, with the dot, lower-case.</param>
/// <param name="Source">Where its definition comes from.</param>
/// <param name="Open">Opens a file; checks what can be checked without reading it through.</param>
/// <param name="Writer">Writes the format; null when it is only read.</param>
public sealed record TraceFormatInfo(string Name, IReadOnlyList<string> Extensions, string Source, Func<TraceFile, IIdStream> Open, ITraceWriter? Writer = null);

/// <summary>A trace that was written.</summary>
/// <param name="Shape">What it is like.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="KeepsBatches">A reader of the file finds the same batches again.</param>
public sealed record WrittenTrace(TraceShape Shape, long Bytes, bool KeepsBatches);

/// <summary>The catalog of trace formats. A new format is one new file holding its own part of this class.</summary>
public static partial class TraceFormats
{
    private static Catalog<TraceFormatInfo>? s_catalog;

    /// <summary>All formats, sorted by name.</summary>
    public static IReadOnlyList<TraceFormatInfo> All => s_catalog!.All;

    /// <summary>The format of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static TraceFormatInfo Find(string name) => s_catalog!.Find(name);

    /// <summary>Opens a trace, its format told by name or else by the file's extension; a folder is text.</summary>
    /// <exception cref="InputException">The file is missing, empty, unreadable or a directory, or its format is unknown.</exception>
    public static IIdStream Open(TraceFile file, string? format = null) => Find(file.Path, format).Open(file);

    /// <summary>The format of that name, or else of a file that is there, by its extension; a folder is text.</summary>
    /// <exception cref="InputException">There is no such format or file, or the extension means none.</exception>
    public static TraceFormatInfo Find(string path, string? name)
    {
        if (name is not null)
        {
            return Find(name);
        }

        if (Directory.Exists(path))
        {
            return Text;
        }

        if (ForExtension(path) is { } format)
        {
            return format;
        }

        if (!File.Exists(path))
        {
            throw new InputException($"there is no file '{path}', and no workload has that name; workloads: {string.Join(", ", Workloads.All.Select(w => w.Name))}");
        }

        throw Path.GetExtension(path).ToLowerInvariant() is ".zst" or ".gz" or ".xz" or ".bz2" or ".zip" ? IsCompressed(path) : UnknownExtension(path, All);
    }

    /// <summary>The format in which to write a file: that of the name, or else of the extension.</summary>
    /// <exception cref="InputException">There is none, or it is only read.</exception>
    public static TraceFormatInfo FindWritable(string path, string? name)
    {
        var writable = All.Where(f => f.Writer is not null);
        var format = name is null ? ForExtension(path) ?? throw UnknownExtension(path, writable) : Find(name);
        return format.Writer is not null ? format : throw new InputException($"the format {format.Name} is only read; those that are written: {string.Join(", ", writable.Select(f => f.Name))}");
    }

    /// <summary>Writes a stream of ids as a file, which is there whole or not at all.</summary>
    /// <remarks><i>Cost:</i> two passes over the stream at least: one to learn its shape and so the room it needs, one to write.</remarks>
    /// <param name="ids">The ids.</param>
    /// <param name="path">The file.</param>
    /// <param name="format">One that is written, such as <see cref="FindWritable"/> gives.</param>
    /// <param name="overwrite">A file that is there is replaced.</param>
    /// <exception cref="InputException">The stream is faulty, the format cannot hold it, the file is there already, or there is no room for it.</exception>
    /// <exception cref="ArgumentException">The format is only read.</exception>
    public static WrittenTrace Write(IIdStream ids, string path, TraceFormatInfo format, bool overwrite = false)
    {
        var writer = format.Writer ?? throw new ArgumentException($"the format {format.Name} is only read", nameof(format));
        OutputFile.RequireFree(path, overwrite);
        var shape = TraceShape.Of(ids);
        var bytes = writer.BytesOf(shape);
        OutputFile.Write(path, overwrite, bytes, target =>
        {
            writer.Write(ids, shape, target);
            if (target.Position != bytes)
            {
                throw new InputException($"'{ids.Name}' changed while it was read: '{path}' should have {bytes} bytes and would have {target.Position}");
            }
        });
        return new(shape, bytes, writer.KeepsBatches(shape));
    }

    // An extension may have two dots, so that the file's own may not be looked up.
    private static TraceFormatInfo? ForExtension(string path) =>
        All.FirstOrDefault(f => f.Extensions.Any(e => Path.GetFileName(path).EndsWith(e, StringComparison.OrdinalIgnoreCase)));

    private static InputException UnknownExtension(string path, IEnumerable<TraceFormatInfo> known) =>
        new($"the format of '{path}' is unknown: its extension '{Path.GetExtension(path)}' means none; say {(known == s_catalog!.All ? "--format" : "--to")} NAME, known: "
            + string.Join(", ", known.Select(f => $"{f.Name} ({string.Join(", ", f.Extensions)})")));

    private static InputException IsCompressed(string path) =>
        new($"'{path}' is compressed; decompress it first, as with {(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? "gzip -dk" : path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase) ? "zstd -d" : "the program that made it, such as zstd -d")}");

    private static TraceFormatInfo Add(TraceFormatInfo entry) => (s_catalog ??= new("trace format", e => e.Name)).Add(entry);
}
