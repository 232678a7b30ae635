using System.Text;

namespace HotRow;

/// <summary>Where the columns <c>table</c> and <c>id</c> stand in the lines of a file.</summary>
/// <param name="Separator">Comma or tab; or a blank, of which several are one.</param>
/// <param name="Count">Columns in all.</param>
/// <param name="Table">The index of the table's column.</param>
/// <param name="Id">The index of the id's column.</param>
internal sealed record TableColumns(byte Separator, int Count, int Table, int Id)
{
    private const int MostColumns = 256;

    /// <summary>The columns that a header names, or null when it does not name both.</summary>
    internal static TableColumns? Find(ReadOnlySpan<byte> header)
    {
        header = header.Trim(" \r"u8);
        if (header.IsEmpty || !IdLineParser.BeginsHeader(header[0]))
        {
            return null;
        }

        var separator = header.Contains((byte)',') ? ',' : header.Contains((byte)'\t') ? '\t' : ' ';
        var names = Encoding.UTF8.GetString(header.TrimStart((byte)'#')).Split(separator, separator == ' ' ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None)
            .Select(name => name.Trim().Trim('"').ToLowerInvariant()).ToList();
        var (table, id) = (names.IndexOf("table"), names.IndexOf("id"));
        return table >= 0 && id >= 0 && names.Count <= MostColumns && names.LastIndexOf("table") == table && names.LastIndexOf("id") == id
            ? new((byte)separator, names.Count, table, id)
            : null;
    }

    /// <summary>Cuts a line; returns how many fields it has.</summary>
    internal int Cut(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> table, out ReadOnlySpan<byte> id)
    {
        table = id = [];
        var fields = 0;
        foreach (var range in line.Split(Separator))
        {
            var field = line[range].Trim(" \t"u8);
            if (field.IsEmpty && Separator == ' ')
            {
                continue;
            }

            field = field is [(byte)'"', .., (byte)'"'] ? field[1..^1] : field;
            table = fields == Table ? field : table;
            id = fields == Id ? field : id;
            fields++;
        }

        return fields;
    }
}
