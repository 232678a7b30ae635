namespace HotRow;

/// <summary>A trace file to open.</summary>
/// <param name="Path">The file, or a folder where the format allows one.</param>
/// <param name="BatchSize">Ids per batch where the file does not say, at least 1.</param>
public sealed record TraceFile(string Path, int BatchSize = 1_000);

/// <summary>One entry of the catalog of trace formats.</summary>
/// <param name="Name">What <c>--format</c> calls it.</param>
/// <param name="Extensions">File name endings that mean this format, with the dot, lower-case.</param>
/// <param name="Source">Where its definition comes from.</param>
/// <param name="Open">Opens a file; checks what can be checked without reading it through.</param>
public sealed record TraceFormatInfo(string Name, IReadOnlyList<string> Extensions, string Source, Func<TraceFile, IIdStream> Open);

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
    public static IIdStream Open(TraceFile file, string? format = null) => (format is null ? ForPath(file.Path) : Find(format)).Open(file);

    private static TraceFormatInfo ForPath(string path)
    {
        if (Directory.Exists(path))
        {
            return Text;
        }

        var extension = Path.GetExtension(path);
        foreach (var format in All)
        {
            if (format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        if (!File.Exists(path))
        {
            throw new InputException($"there is no file '{path}', and no workload has that name; workloads: {string.Join(", ", Workloads.All.Select(w => w.Name))}");
        }

        throw new InputException($"the format of '{path}' is unknown: its extension '{extension}' means none; say --format NAME, known: "
            + string.Join(", ", All.Select(f => $"{f.Name} ({string.Join(", ", f.Extensions)})")));
    }

    private static TraceFormatInfo Add(TraceFormatInfo entry) => (s_catalog ??= new("trace format", e => e.Name)).Add(entry);
}
