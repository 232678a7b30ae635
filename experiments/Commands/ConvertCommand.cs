using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow trace convert</c>: a trace in another format.</summary>
internal static class ConvertCommand
{
    private const int LongestBatch = 1 << 24;

    private static string Written => string.Join(", ", TraceFormats.All.Where(f => f.Writer is not null).Select(f => f.Name));

    internal static Command Create()
    {
        var source = new Argument<string>("SOURCE") { Description = "The trace file" };
        var target = new Argument<string>("TARGET") { Description = "The file to write" };
        var format = new Option<string?>("--format") { Description = "Format of the source, when its extension does not tell: " + string.Join(", ", TraceFormats.All.Select(f => f.Name)) };
        var to = new Option<string?>("--to") { Description = "Format of the target, when its extension does not tell: " + Written };
        var batch = WholeNumber.Option("--batch", "Ids per batch, in place of the source's own batches", 1, LongestBatch);
        var tables = new Option<string?>("--table-rows") { Description = TraceInputOptions.TableRowsDescription };
        var renumber = new Option<bool>("--renumber") { Description = "Number the ids 0, 1, 2, ... by first appearance" };
        var force = new Option<bool>("--force") { Description = "Replace a target that is there" };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var command = new Command("convert", "Write a trace in another format: " + Written + ".") { source, target, format, to, batch, tables, renumber, force, json };
        command.SetAction(parsed =>
        {
            var request = new Conversion(parsed.GetValue(source)!, parsed.GetValue(target)!, parsed.GetValue(format), parsed.GetValue(to))
            {
                Batch = parsed.GetValue(batch),
                Tables = parsed.GetValue(tables) is { } text ? TableSpace.Parse(text) : null,
                Renumber = parsed.GetValue(renumber),
                Force = parsed.GetValue(force),
            };
            var configuration = parsed.InvocationConfiguration;
            return Convert(request, parsed.GetValue(json), configuration.Output, configuration.Error);
        });
        return command;
    }

    private static int Convert(Conversion request, bool json, TextWriter output, TextWriter error)
    {
        var from = TraceFormats.Find(request.Source, request.From);
        var to = TraceFormats.FindWritable(request.Target, request.To);
        if (FileSystems.AreSame(request.Source, request.Target))
        {
            throw new InputException($"'{request.Target}' is the source itself; give another name");
        }

        using var stop = CommandLine.ListenForStop();
        try
        {
            var ids = request.Open(from, new Progress(error), CommandLine.Stop);
            var written = TraceFormats.Write(ids, request.Target, to, request.Force);
            Tell(request, ids, written, error);
            output.Write(json ? ToJson(request, from, to, written) : $"{PrintableText.Line(request.Target)}: {to.Name}, {Describe(written)}.\n");
            return CommandLine.Success;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine(PrintableText.Line($"hotrow: stopped; '{request.Target}' is as it was"));
            return CommandLine.Failure;
        }
    }

    private static void Tell(Conversion request, IIdStream ids, WrittenTrace written, TextWriter error)
    {
        if (ids.Note is { } note)
        {
            error.WriteLine(PrintableText.Line($"{request.Source}: {note}"));
        }

        if (ids.Tables is { } space)
        {
            error.WriteLine(PrintableText.Line($"{request.Source}: {Counted(space.Tables.Count, "table", "tables")} became one space of {Counted(space.RowCount, "row", "rows")}, one table after the other: "
                + string.Join(", ", space.Tables.Take(10).Select(t => $"{PrintableText.Quote(t.Name)} from {t.FirstRow}")) + (space.Tables.Count > 10 ? ", ..." : "")));
        }

        if (written is { Shape.HasBatches: true, KeepsBatches: false })
        {
            error.WriteLine(PrintableText.Line($"{request.Source}: its {Counted(written.Shape.BatchCount, "batch", "batches")} {(written.Shape.BatchCount == 1 ? "is" : "are")} lost: {request.Target} holds ids one after the other "
                + "(csv and ids keep batches when an early one holds several ids, npy when all are of one length)"));
        }
    }

    private static string Describe(WrittenTrace written) =>
        $"{Counted(written.Shape.Count, "id", "ids")}{(written.KeepsBatches ? " in " + Counted(written.Shape.BatchCount, "batch", "batches") : "")}, {Counted(written.Bytes, "byte", "bytes")}";

    private static string Counted(long count, string one, string many) => $"{count:N0} {(count == 1 ? one : many)}";

    private static string ToJson(Conversion request, TraceFormatInfo from, TraceFormatInfo to, WrittenTrace written) => JsonOutput.Line(new
    {
        request.Source,
        request.Target,
        From = from.Name,
        To = to.Name,
        Ids = written.Shape.Count,
        Batches = written.Shape.HasBatches ? written.Shape.BatchCount : (long?)null,
        BatchesKept = written.KeepsBatches,
        request.Renumber,
        LeastId = written.Shape.Least,
        LargestId = written.Shape.Largest,
        written.Bytes,
    });

    /// <summary>What is asked for.</summary>
    private sealed record Conversion(string Source, string Target, string? From, string? To)
    {
        public int? Batch { get; init; }

        public TableSpace? Tables { get; init; }

        public bool Renumber { get; init; }

        public bool Force { get; init; }

        public IIdStream Open(TraceFormatInfo format, Progress progress, CancellationToken stop)
        {
            var opened = format.Open(new TraceFile(Source, Tables: Tables, Progress: count =>
            {
                stop.ThrowIfCancellationRequested();
                progress.Tell(() => $"looking for the tables of {Source}: {count:N0} ids");
            }));
            TraceInputOptions.RequireTables(opened, Source, Tables);
            IIdStream ids = new WatchedIds(opened, progress, stop);
            ids = Renumber ? new RenumberedIds(ids) : ids;
            return Batch is { } size ? new BatchedIds(ids, size) : ids;
        }
    }
}
