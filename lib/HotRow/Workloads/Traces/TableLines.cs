using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>Ids of several tables as decimal text: a first line that names the columns <c>table</c> and <c>id</c>, and an access on each line below.</summary>
/// <remarks>Columns are separated by commas, tabs or blanks and may stand in any order; others are left out. A name in quotes may not hold the separator. Ids are rows of their table, 0 or more; they
/// become rows of a <see cref="TableSpace"/> with the tables by first appearance and each as long as its largest id + 1, unless the tables are given. A line has at most 64 KiB, a name 128 bytes.
/// <i>Cost:</i> one pass when it is opened, unless the tables are given; a buffer and a batch.</remarks>
internal sealed class TableLines : IIdStream
{
    internal const string Definition = "; or columns 'table' and 'id' named by a header, rows of several tables";

    private const int LongestLine = 1 << 16;
    private const int LongestName = 128;
    private const int IdsPerReport = 1 << 12;

    private readonly TraceFile _file;
    private readonly TableColumns _columns;
    private readonly TableSpace _space;

    private TableLines(TraceFile file, TableColumns columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.BatchSize, 1);
        _file = file;
        _columns = columns;
        _space = file.Tables ?? FindTables();
    }

    public string Name => Path.GetFileName(_file.Path);

    public TableSpace? Tables => _space;

    public string? Note => _columns.Count == 2 ? null : $"{_columns.Count - 2} more columns were skipped";

    /// <summary>Opens lines of ids: of several tables where the first line says so.</summary>
    internal static IIdStream OpenLines(TraceFile file)
    {
        using var handle = InputFile.Open(file.Path, out var length);
        var start = new byte[(int)Math.Min(LongestLine, length)];
        var text = start.AsSpan(0, InputFile.Read(handle, start, 0, file.Path)).TrimStart("\uFEFF \t\r\n"u8);
        var end = text.IndexOf((byte)'\n');
        return TableColumns.Find(end < 0 ? text : text[..end]) is { } columns ? new TableLines(file, columns) : new IdLines(file);
    }

    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        using var lines = new LineReader(_file.Path, LongestLine);
        SkipHeader(lines);
        var batch = new long[Math.Min(_file.BatchSize, 1024)];
        var filled = 0;
        while (lines.Next(out var line))
        {
            if (IsBlank(line))
            {
                continue;
            }

            if (filled == batch.Length)
            {
                Array.Resize(ref batch, (int)Math.Min(_file.BatchSize, batch.Length * 2L));
            }

            batch[filled++] = RowOf(line.Span, lines.Number);
            if (filled == _file.BatchSize)
            {
                yield return batch;
                filled = 0;
            }
        }

        if (filled > 0)
        {
            yield return batch.AsMemory(0, filled);
        }
    }

    private long RowOf(ReadOnlySpan<byte> line, long number)
    {
        Span<char> buffer = stackalloc char[LongestName];
        var id = Parse(line, number, buffer, out var name);
        var table = _space.IndexOf(name);
        if (table < 0)
        {
            throw Bad(number, $"the table {PrintableText.Quote(name.ToString())} is not among those given: {string.Join(", ", _space.Tables.Take(20).Select(t => PrintableText.Quote(t.Name)))}");
        }

        var rows = _space.Tables[table].RowCount;
        return id < rows ? _space.RowOf(table, id) : throw Bad(number, $"id {id} is no row of the table {PrintableText.Quote(name.ToString())}, which has {rows}");
    }

    private TableSpace FindTables()
    {
        using var lines = new LineReader(_file.Path, LongestLine);
        SkipHeader(lines);
        var largest = new List<(string Name, long Id)>();
        var indices = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> buffer = stackalloc char[LongestName];
        long count = 0;
        while (lines.Next(out var line))
        {
            if (IsBlank(line))
            {
                continue;
            }

            if (++count % IdsPerReport == 0)
            {
                _file.Progress?.Invoke(count);
            }

            var id = Parse(line.Span, lines.Number, buffer, out var name);
            if (id == long.MaxValue)
            {
                throw Bad(lines.Number, $"id {id} is too large for a row; ids of a table begin with 0");
            }

            if (!indices.TryGetValue(name, out var index))
            {
                if (largest.Count == TableSpace.MostTables)
                {
                    throw Bad(lines.Number, $"{PrintableText.Quote(name.ToString())} is one table more than {TableSpace.MostTables}, the most there may be");
                }

                indices[name] = index = largest.Count;
                largest.Add((name.ToString(), id));
            }

            largest[index] = (largest[index].Name, Math.Max(largest[index].Id, id));
        }

        return largest.Count > 0
            ? new(largest.Select(t => (t.Name, t.Id + 1)))
            : throw new InputException($"'{_file.Path}' holds no ids below its header");
    }

    private long Parse(ReadOnlySpan<byte> line, long number, Span<char> buffer, out ReadOnlySpan<char> name)
    {
        var fields = _columns.Cut(line, out var table, out var id);
        if (fields != _columns.Count)
        {
            throw Bad(number, $"it has {fields} columns, and the header names {_columns.Count}");
        }

        if (table.IsEmpty || table.Length > LongestName || !Encoding.UTF8.TryGetChars(table, buffer, out var length))
        {
            throw Bad(number, $"the name of its table has {table.Length} bytes; 1 to {LongestName} are allowed");
        }

        name = buffer[..length];
        return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Bad(number, $"{PrintableText.Quote(Encoding.UTF8.GetString(id[..Math.Min(id.Length, 40)]))} is no row of a table; rows are whole numbers from 0 on");
    }

    private static void SkipHeader(LineReader lines)
    {
        while (lines.Next(out var line) && IsBlank(line))
        {
        }
    }

    private static bool IsBlank(ReadOnlyMemory<byte> line) => line.Span.Trim(" \t\r"u8).IsEmpty;

    private InputException Bad(long number, string what) => new($"'{_file.Path}' line {number}: {what}");
}
