using System.CommandLine;

namespace HotRow.Lab;

/// <summary>A trace that a command opened, with dense rows.</summary>
/// <param name="Name">What results call it.</param>
/// <param name="Trace">The accesses.</param>
/// <param name="Rows">All of them in memory, or null when there are too many.</param>
/// <param name="Distinct">Distinct rows that are accessed.</param>
/// <param name="Preparation">What was read and what that cost, for the reader.</param>
internal sealed record TraceInput(string Name, IAccessTrace Trace, MemoryTrace? Rows, int Distinct, string Preparation)
{
    /// <summary>What became of the ids' numbers, for a reader of speeds.</summary>
    public string Numbering { get; init; } = "";

    /// <summary>The ids of a file before they were numbered; null for a workload.</summary>
    public IIdStream? Ids { get; init; }
}

/// <summary>The options that say which trace to open, shared by the commands that take one.</summary>
internal sealed class TraceInputOptions
{
    // Some hours of drawing; no more than what the id numbering of a file takes.
    private const long MostAccesses = 1_000_000_000_000;
    private const int MostRows = 1 << 29;

    // Fewer are numbered in less time than the clock and the first call cost.
    private const int LeastTimedIds = 10_000;

    private readonly Option<string?> _format = new("--format") { Description = "Format of the trace file, when its extension does not tell: " + string.Join(", ", TraceFormats.All.Select(f => f.Name)) };
    private readonly Option<string?> _tableRows = new("--table-rows") { Description = TableRowsDescription };
    private readonly Option<string?> _corpus = new("--corpus") { Description = "Your own text, a UTF-8 file or folder, in place of the default one" };
    private readonly Option<int> _rows = WholeNumber.Option("--rows", "Rows of a generated workload", 1, MostRows, otherwise: 1_000_000);
    private readonly Option<long> _accesses = WholeNumber.Option("--accesses", "Accesses of a generated workload", 1, MostAccesses, otherwise: 5_000_000);
    private readonly Option<string> _alpha = new("--alpha") { Description = "Zipf exponent of zipf and drift, 0 to 100", DefaultValueFactory = _ => "1" };
    private readonly Option<ulong> _seed = WholeNumber.Option<ulong>("--seed", "Seed of a generated workload", 0, ulong.MaxValue, otherwise: 1);

    /// <summary>What a command's trace argument says of itself.</summary>
    internal static string TraceDescription => "A trace file, a file or folder of text, or a workload: " + string.Join(", ", Workloads.All.Select(w => w.Name));

    /// <summary>What the option of table sizes says of itself.</summary>
    internal static string TableRowsDescription => "Tables of a trace that names tables, and their rows: a=1000,b=5000; found by reading the file when left out";

    /// <summary>Refuses sizes of tables for a trace that names none.</summary>
    /// <exception cref="InputException">They are given and the stream has no tables.</exception>
    internal static void RequireTables(IIdStream ids, string path, TableSpace? given)
    {
        if (given is not null && ids.Tables is null)
        {
            throw new InputException($"--table-rows is for traces that name tables, and '{path}' names none: its first line would have the columns 'table' and 'id'");
        }
    }

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _format, _tableRows, _corpus, _rows, _accesses, _alpha, _seed })
        {
            command.Add(option);
        }
    }

    /// <summary>Opens the trace of that name: a workload's, or else a file's.</summary>
    /// <exception cref="InputException">There is no such trace, it is faulty, or an option is out of range.</exception>
    internal TraceInput Open(ParseResult parsed, string name, Progress progress)
    {
        var workload = Workloads.All.FirstOrDefault(w => string.Equals(w.Name, name, StringComparison.OrdinalIgnoreCase));
        if (workload is not null)
        {
            if (parsed.GetValue(_format) is { } format)
            {
                throw new InputException($"--format {format} is for files; '{workload.Name}' is a workload (a file of that name is ./{workload.Name})");
            }

            if (parsed.GetValue(_tableRows) is { } rows)
            {
                throw new InputException($"--table-rows {rows} is for files; '{workload.Name}' is a workload with one table");
            }

            return OpenWorkload(workload, ReadArgs(parsed, workload), progress);
        }

        if (parsed.GetValue(_corpus) is { } corpus)
        {
            throw new InputException($"--corpus {corpus} replaces the default text, but '{name}' is not a workload; name one or leave --trace out");
        }

        var tables = parsed.GetValue(_tableRows) is { } given ? TableSpace.Parse(given) : null;
        return OpenFile(new TraceFile(name, Tables: tables, Progress: count => progress.Tell(() => $"looking for the tables of {name}: {count:N0} ids")), parsed.GetValue(_format), progress);
    }

    private static TraceInput OpenWorkload(WorkloadInfo workload, WorkloadArgs args, Progress progress)
    {
        MemoryTrace? rows = null;
        IAccessTrace trace = null!;
        var time = Elapsed.Of(() =>
        {
            var made = workload.Create(args);
            trace = made is MemoryTrace ? made : new WatchedTrace(made, progress);
            rows = trace is MemoryTrace or { IndexCount: <= RenumberedTrace.DefaultMostInMemory } ? MemoryTrace.Load(trace, args.BatchSize) : null;
        });
        var data = trace is TextTrace text ? $" ({text.Text.Name} {text.Text.Version}".TrimEnd() + $", {text.Text.Files.Count} files)" : "";
        return new TraceInput(args.Path is null ? workload.Name : trace.Name, rows ?? trace, rows,
            trace is TextTrace ? trace.RowCount : (int)CacheSimulator.CountDistinct(rows ?? trace), $"made in {time.TotalSeconds:F2} s{data}")
        {
            Numbering = "its rows are dense, so nothing was renumbered",
        };
    }

    private static TraceInput OpenFile(TraceFile file, string? format, Progress progress)
    {
        var path = file.Path;
        IIdStream ids = null!;
        var opening = Elapsed.Of(() => ids = TraceFormats.Open(file, format));
        RequireTables(ids, path, file.Tables);
        if (ids.Rows is { } text)
        {
            return new TraceInput(path, text, text, text.RowCount, $"read in {opening.TotalSeconds:F2} s") { Numbering = "tokens are numbered as they are read" };
        }

        var trace = RenumberedTrace.Read(ids, progress: count => progress.Tell(() => $"reading {path}: {count:N0} ids"));
        IAccessTrace replayed = trace.InMemory is { } rows ? rows : new WatchedTrace(trace, progress);
        var note = ids.Note is { } left ? $"; {left}" : "";
        return new TraceInput(path, replayed, trace.InMemory, trace.RowCount, $"read in {trace.ReadingTime.TotalSeconds:F2} s{note}")
        {
            Ids = ids,
            Numbering = trace.IndexCount < LeastTimedIds
                ? "renumbering its 64-bit ids is in no speed below"
                : $"renumbering its 64-bit ids took {trace.RenumberingTime.TotalSeconds:F2} s more ({trace.RenumberingTime.TotalNanoseconds / trace.IndexCount:F1} ns an id) and is in no speed below",
        };
    }

    private WorkloadArgs ReadArgs(ParseResult parsed, WorkloadInfo workload)
    {
        var corpus = parsed.GetValue(_corpus);
        if (corpus is not null && !workload.Name.StartsWith("docs", StringComparison.Ordinal))
        {
            throw new InputException($"--corpus {corpus} replaces the default text, but the workload '{workload.Name}' reads none; those of text are "
                + string.Join(", ", Workloads.All.Select(w => w.Name).Where(n => n.StartsWith("docs", StringComparison.Ordinal))));
        }

        var alphaText = parsed.GetValue(_alpha)!;
        if (!double.TryParse(alphaText, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var alpha) || alpha is not (>= 0 and <= 100))
        {
            throw new InputException($"--alpha {alphaText} is no exponent; give a number from 0 to 100, with a decimal point");
        }

        return new WorkloadArgs
        {
            RowCount = parsed.GetValue(_rows),
            IndexCount = parsed.GetValue(_accesses),
            Alpha = alpha,
            Seed = parsed.GetValue(_seed),
            Path = corpus,
        };
    }
}
