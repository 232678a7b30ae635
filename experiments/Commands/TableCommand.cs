using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow table</c>: what a table file holds.</summary>
internal static class TableCommand
{
    private const int MostListed = 100;

    internal static Command Create() => new("table", "Look at a table file.")
    {
        CreateInfo(),
    };

    private static Command CreateInfo()
    {
        var path = new Argument<string>("FILE") { Description = "A table file: " + string.Join(", ", TableFiles.All.Select(f => $"{f.Name} ({string.Join(", ", f.Extensions)})")) };
        var format = new Option<string?>("--format") { Description = "Format of the file, when its extension does not tell" };
        var tensor = new Option<string?>("--tensor") { Description = "The tensor that is the table; else the usual one, or the only one of two dimensions" };
        var rows = WholeNumber.Option("--rows", "Rows of a raw file; else as many as there are", 1, int.MaxValue);
        var dim = WholeNumber.Option("--dim", "Elements of a row of a raw file", 1, StoredTable.MostElements);
        var rowFormat = new Option<string?>("--row-format") { Description = "How a raw file stores a row, when its extension does not tell: " + string.Join(", ", RowFormats.All) };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var command = new Command("info", "Show what a table file holds, from its header alone.") { path, format, tensor, rows, dim, rowFormat, json };
        command.SetAction(parsed =>
        {
            var stored = parsed.GetValue(rowFormat) is { } name ? RowFormats.Find(name) : null;
            var args = new TableFileArgs(parsed.GetValue(path)!, parsed.GetValue(tensor), parsed.GetValue(rows), parsed.GetValue(dim), stored);
            var contents = TableFiles.Read(args, parsed.GetValue(format));
            var (table, why) = Find(contents, args.Tensor);
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? ToJson(contents, table) : Describe(contents, table, why));
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The table; or why there is none, where the user named none and the list of tensors still tells something.</summary>
    private static (StoredTable? Table, string Why) Find(TableFileContents contents, string? tensor)
    {
        try
        {
            return (contents.Table(tensor), "");
        }
        catch (InputException e) when (tensor is null && contents.Tensors.Count > 1)
        {
            return (null, e.Message);
        }
    }

    private static string ToJson(TableFileContents contents, StoredTable? table) => JsonOutput.Line(new
    {
        contents.Path,
        Format = contents.FileFormat.Name,
        contents.FileBytes,
        Table = table is null ? null : new { table.RowCount, table.EmbeddingDim, RowFormat = table.Format.Name, table.RowBytes, table.Offset, table.Bytes },
        Tensors = contents.Tensors.Select(t => new { t.Name, t.Shape, t.Type, RowFormat = t.Format?.Name, t.Offset, t.Bytes }),
    });

    private static string Describe(TableFileContents contents, StoredTable? table, string why)
    {
        var text = $"{PrintableText.Line(contents.Path)}: {contents.FileFormat.Name}, {contents.FileBytes:N0} bytes.\n" + (table is null
            ? $"table        none: {PrintableText.Line(why)}\n"
            : $"""
            table        {table.RowCount:N0} rows of {table.EmbeddingDim:N0} elements
            row format   {table.Format}, {table.RowBytes:N0} bytes a row
            place        from byte {table.Offset} on, {table.Bytes:N0} bytes

            """);
        if (contents.Tensors is [{ Name: "" }])
        {
            return text;
        }

        var list = new TextTable("tensor", "shape", "type", "offset", "bytes");
        foreach (var tensor in contents.Tensors.Take(MostListed))
        {
            list.Add(PrintableText.Quote(tensor.Name), tensor.DescribeShape(), tensor.Type, $"{tensor.Offset}", $"{tensor.Bytes}");
        }

        var rest = contents.Tensors.Count - MostListed;
        return text + "\n" + list + (rest > 0 ? $"and {rest:N0} more; --json lists all\n" : "");
    }
}
