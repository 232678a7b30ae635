namespace HotRow;

/// <summary>A table of several: its rows in the space of all of them.</summary>
/// <param name="Name">What the trace calls it.</param>
/// <param name="FirstRow">The number of its row 0 in the space of all tables.</param>
/// <param name="RowCount">Its rows.</param>
public sealed record TableRows(string Name, long FirstRow, long RowCount);

/// <summary>The rows of several tables as one space: row i of a table is row <see cref="TableRows.FirstRow"/> + i, which is the sum of the rows of the tables before it, + i.</summary>
/// <remarks><i>Source:</i> FBGEMM's table batched embedding, which lays its tables out so.</remarks>
public sealed class TableSpace
{
    /// <summary>The most tables a space may have.</summary>
    public const int MostTables = 1 << 16;

    private readonly TableRows[] _tables;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byName;

    /// <summary>Creates a space.</summary>
    /// <param name="tables">The tables and their rows, in the order of the space.</param>
    /// <exception cref="InputException">There are none or more than 65,536, two have one name, one has a negative number of rows, or all together have more than 2^63 - 1.</exception>
    public TableSpace(IEnumerable<(string Name, long RowCount)> tables)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        var list = new List<TableRows>();
        foreach (var (name, rows) in tables)
        {
            if (rows < 0)
            {
                throw new InputException($"the table {PrintableText.Quote(name)} cannot have {rows} rows; give 0 or more");
            }

            if (rows > long.MaxValue - RowCount)
            {
                throw new InputException($"the tables up to {PrintableText.Quote(name)} have more than {long.MaxValue} rows together: its {rows} beside {RowCount}; renumber the ids of each table from 0 first");
            }

            if (list.Count == MostTables || !byName.TryAdd(name, list.Count))
            {
                throw new InputException(list.Count == MostTables ? $"there are more than {MostTables} tables" : $"the table {PrintableText.Quote(name)} is named twice");
            }

            list.Add(new(name, RowCount, rows));
            RowCount += rows;
        }

        _tables = list.Count > 0 ? [.. list] : throw new InputException("no table is named; at least one is needed");
        _byName = byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The tables, in the order of the space.</summary>
    public IReadOnlyList<TableRows> Tables => _tables;

    /// <summary>Rows of all tables together.</summary>
    public long RowCount { get; }

    /// <summary>Reads <c>name=rows,name=rows</c>.</summary>
    /// <exception cref="InputException">The text is nothing of the kind.</exception>
    public static TableSpace Parse(string text) => new(text.Split(',').Select(part =>
    {
        var at = part.LastIndexOf('=');
        return at > 0 && long.TryParse(part.AsSpan(at + 1), System.Globalization.NumberStyles.None, null, out var rows)
            ? (part[..at].Trim(), rows)
            : throw new InputException($"{PrintableText.Quote(part)} is no table and its rows; give name=rows,name=rows such as users=1000,items=5000");
    }));

    /// <summary>The index of the table of that name, or -1.</summary>
    public int IndexOf(ReadOnlySpan<char> name) => _byName.TryGetValue(name, out var index) ? index : -1;

    /// <summary>The row of the space that is row <paramref name="id"/> of a table.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such table, or it has no such row.</exception>
    public long RowOf(int table, long id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)table, (uint)_tables.Length, nameof(table));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)id, (ulong)_tables[table].RowCount, nameof(id));
        return _tables[table].FirstRow + id;
    }

    /// <summary>The index of the table to which a row of the space belongs. <i>Cost:</i> a binary search.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The space has no such row.</exception>
    public int TableOf(long row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)row, (ulong)RowCount, nameof(row));
        int low = 0, high = _tables.Length - 1;
        while (low < high)
        {
            // The last table that begins at or before the row: of empty ones in between, none holds it.
            var middle = (low + high + 1) / 2;
            (low, high) = _tables[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
