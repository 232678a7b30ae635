using System.Text;
using System.Text.Json;

namespace HotRow;

/// <summary>The append-only result files of one folder: <c>results/&lt;machine&gt;/&lt;experiment&gt;/&lt;run&gt;.jsonl</c>, one line per finished point.</summary>
/// <remarks>A line is written whole and flushed before the next point begins, so a killed run keeps every point it finished;
/// a torn last line is dropped on reading.</remarks>
public sealed class ResultStore : IDisposable
{
    /// <summary>Longest line that is read: one point's raw samples take some tens of kilobytes.</summary>
    public const int MaxLineChars = 16 * 1024 * 1024;

    // Links to folders are not followed: they can form a loop.
    private static readonly EnumerationOptions s_below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private const string CardFile = "machine.json";
    private readonly FileStream _lock;
    private readonly string _run;

    private ResultStore(string root, string machine, FileStream @lock)
    {
        Root = root;
        Machine = machine;
        _lock = @lock;
        _run = $"{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}";
    }

    /// <summary>The folder: "results" under the current directory unless the user named one.</summary>
    public string Root { get; }

    /// <summary>The machine's short name.</summary>
    public string Machine { get; }

    /// <summary>Opens the folder for measuring: makes it, and keeps a second measuring process out of it.</summary>
    /// <exception cref="InputException">The path is a file, or the folder cannot be written.</exception>
    /// <exception cref="InvalidOperationException">Another process measures into the folder.</exception>
    public static ResultStore Open(string root, string machine)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(root, machine));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"cannot write results to '{root}': {e.Message.ReplaceLineEndings(" ")}; name another folder with --out", e);
        }

        var path = Path.Combine(root, ".lock");
        try
        {
            // The operating system drops this lock when the process ends, however it ends.
            return new(root, machine, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new InvalidOperationException($"another hotrow is measuring into '{root}' (it holds {path}); two at once would disturb each other: wait for it, or name another folder with --out", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot write results to '{root}': {e.Message.ReplaceLineEndings(" ")}; name another folder with --out", e);
        }
    }

    /// <summary>Appends one point.</summary>
    /// <exception cref="IOException">The disk is full or gone; what was written before stays.</exception>
    public void Append(PointResult result)
    {
        var folder = Path.Combine(Root, Machine, result.Experiment);
        Directory.CreateDirectory(folder);
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(result, ResultJson.Default.PointResult) + "\n");
        using var file = new FileStream(Path.Combine(folder, _run + ".jsonl"), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(line);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads every point of a result file or of all result files below a folder, oldest file first.</summary>
    /// <param name="path">A .jsonl file or a folder.</param>
    /// <exception cref="InputException">There is nothing there, a line is not a result, or a newer version wrote it.</exception>
    public static IReadOnlyList<PointResult> Read(string path)
    {
        var files = File.Exists(path) ? [path]
            : Directory.Exists(path) ? Directory.GetFiles(path, "*.jsonl", s_below).OrderBy(Path.GetFileName, StringComparer.Ordinal).ToArray()
            : throw new InputException($"no results at '{path}': name a .jsonl file or a folder that holds some");
        return files.SelectMany(ReadFile).ToArray();
    }

    /// <summary>Writes the machine's card beside its results, so that a report made elsewhere shows the machine that measured. A card without a device keeps the one that is named there: its results are still beside it.</summary>
    /// <exception cref="InputException">The card that is there cannot be read.</exception>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public void Describe(MachineCard card)
    {
        var path = Path.Combine(Root, Machine, CardFile);
        if (card.Device is null && File.Exists(path))
        {
            card = card with { Device = ReadCard(path).Device };
        }

        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(card, ResultJson.Default.MachineCard) + "\n");
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>The machines that have results below a folder, with their folders. A folder that is itself a machine's counts as one.</summary>
    /// <exception cref="InputException">There is no such folder, or a card cannot be read.</exception>
    public static IReadOnlyList<(MachineCard Card, string Folder)> Machines(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new InputException($"no results at '{root}': name a folder that holds some");
        }

        return [.. Directory.GetDirectories(root).Prepend(root)
            .Where(folder => File.Exists(Path.Combine(folder, CardFile)))
            .Order(StringComparer.Ordinal)
            .Select(folder => (ReadCard(Path.Combine(folder, CardFile)), folder))];
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static MachineCard ReadCard(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(ReadText(path), ResultJson.Default.MachineCard) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: not a HotRow machine card ({e.Message.ReplaceLineEndings(" ")}); remove it and measure again", e);
        }
    }

    // What the runtime reports for a file that another process holds: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeldByAnother(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static List<PointResult> ReadFile(string path)
    {
        var points = new List<PointResult>();
        var text = ReadText(path);
        var number = 0;
        for (var start = 0; start < text.Length;)
        {
            number++;
            var end = text.IndexOf('\n', start);
            if (end < 0)
            {
                break; // Torn by a kill in the middle of a write: that point is measured again.
            }

            points.Add(Parse(text.AsSpan(start, end - start), path, number));
            start = end + 1;
        }

        return points;
    }

    private static string ReadText(string path)
    {
        try
        {
            FileSystems.RequireRegularFile(path);
            var length = new FileInfo(path).Length;
            return length > int.MaxValue / 4
                ? throw new InputException($"{path}: {length:N0} bytes is more than a result file can have; is it one?")
                : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{path}': {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static PointResult Parse(ReadOnlySpan<char> line, string path, int number)
    {
        if (line.Length > MaxLineChars)
        {
            throw new InputException($"{path}, line {number}: {line.Length:N0} characters, at most {MaxLineChars:N0} are read; is this a result file?");
        }

        try
        {
            var schema = SchemaOf(line);
            return schema == ResultSchema.Version
                ? Whole(JsonSerializer.Deserialize(line, ResultJson.Default.PointResult))
                : throw new InputException(schema > ResultSchema.Version
                    ? $"{path}, line {number}: written by a newer HotRow (layout {schema}, this one reads up to {ResultSchema.Version}); update, or name another folder with --out"
                    : $"{path}, line {number}: layout {schema} is none that HotRow wrote; remove the file, or name another folder with --out");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}, line {number}: not a HotRow result ({e.Message.ReplaceLineEndings(" ")}); remove the file, or name another folder with --out", e);
        }
    }

    private static PointResult Whole(PointResult? point)
    {
        if (point is null || point.Observations.Any(o => o is null) || point.Samples.Any(s => s is null) || point.Checks.Any(c => c is null))
        {
            throw new JsonException("a null stands where a value belongs");
        }

        var twice = point.Observations.GroupBy(o => (o.Metric, o.Variant, o.Parameters.Key)).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? point : throw new JsonException($"{twice.Key.Metric} of '{twice.Key.Variant}' is given twice");
    }

    // The version comes first in the line and is read before anything else of a layout that may be unknown.
    private static int SchemaOf(ReadOnlySpan<char> line)
    {
        using var document = JsonDocument.Parse(line.ToString());
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("schema", out var schema)
            && schema.ValueKind == JsonValueKind.Number
            && schema.TryGetInt32(out var version)
                ? version
                : throw new JsonException("no schema number");
    }
}
