using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>A notebook of format 4: its cells, and everything else of the file as it was.</summary>
public sealed class NotebookFile
{
    /// <summary>The largest file that is read. A notebook worth committing is below 1 MB.</summary>
    public const int MostBytes = 64_000_000;

    private readonly JsonObject _json;

    /// <summary>A view of a notebook that was checked.</summary>
    internal NotebookFile(string name, JsonObject json)
    {
        Name = name;
        _json = json;
        Cells = [.. json["cells"]!.AsArray().Select(c => new NotebookCell(c!.AsObject()))];
    }

    /// <summary>What messages call it: its path.</summary>
    public string Name { get; }

    /// <summary>Its cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>What the file knows about the whole: kernel, language.</summary>
    public JsonObject Metadata => _json["metadata"]!.AsObject();

    /// <summary>The text of its first heading, or null when it has none.</summary>
    public string? Title => Cells.Where(c => c.Kind == CellKind.Markdown).SelectMany(c => c.Source.Split('\n'))
        .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();

    private byte[] Hash { get; init; } = [];

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookException">It cannot be read, or it is no notebook of format 4; the message names file, cell and field.</exception>
    public static NotebookFile Read(string path) => Parse(RegularFile.Read(path, MostBytes), path);

    /// <summary>Reads a notebook from the bytes of its file.</summary>
    /// <param name="bytes">UTF-8, with or without a mark.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="NotebookException">It is no notebook of format 4; the message names file, cell and field.</exception>
    public static NotebookFile Parse(ReadOnlySpan<byte> bytes, string name) => new(name, NotebookReader.Read(bytes, name)) { Hash = SHA256.HashData(bytes) };

    /// <summary>The file's bytes, as Jupyter's own writer gives them: format 4.5.</summary>
    public byte[] ToBytes()
    {
        var json = _json.DeepClone().AsObject();
        RemoveTransient(json);
        LongTexts.Split(json);
        return Encoding.UTF8.GetBytes(JupyterJson.Text(json) + "\n");
    }

    /// <summary>Writes the file in one step: whoever looks finds the old one or the new one, whole. Links are followed and permissions kept.</summary>
    /// <exception cref="NotebookException">It cannot be written there, or would be too large to be read again.</exception>
    public void Write(string path)
    {
        var bytes = ToBytes();
        if (bytes.Length > MostBytes)
        {
            throw new NotebookException($"'{path}' would hold more than the {MostBytes / 1_000_000} MB that are read again, so nothing was written; let its cells show less");
        }

        RegularFile.Replace(path, stream => stream.Write(bytes));
    }

    /// <summary>Refuses a place where <see cref="Write"/> would fail, before the work is done whose outcome is to stand there.</summary>
    /// <exception cref="NotebookException">It is a directory or a read-only file.</exception>
    public static void RequireWritable(string path) => RegularFile.RequireReplaceable(path);

    /// <summary>Whether a file still holds what this notebook was read from.</summary>
    /// <exception cref="NotebookException">It cannot be read.</exception>
    public bool IsStillAt(string path) => SHA256.HashData(RegularFile.Read(path, MostBytes)).AsSpan().SequenceEqual(Hash);

    /// <summary>What Jupyter keeps beside a notebook and never in its file.</summary>
    private static void RemoveTransient(JsonObject json)
    {
        var metadata = json["metadata"]!.AsObject();
        metadata.Remove("orig_nbformat");
        metadata.Remove("orig_nbformat_minor");
        metadata.Remove("signature");
        foreach (var cell in json["cells"]!.AsArray())
        {
            cell!["metadata"]!.AsObject().Remove("trusted");
        }
    }
}
