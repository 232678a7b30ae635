namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>Rows out of a file, cold.</summary>
    public static readonly Bench FileRead = Add(new("file-read", "cold random rows of 3,072 and 4,096 B from a file of 1 GiB, by reads in flight; beside fio where it is on the PATH", 8, FileReadBench.Declare));
}

/// <summary>The file readers by row length and depth. One file serves both lengths: it is a whole number of rows of either.</summary>
/// <remarks>Direct reads pass the page cache by, so every read is cold. The mapped file is unmapped and dropped from the cache before each sample.
/// fio runs just before and just after our rounds of the same length and depth; another process cannot stand within them.</remarks>
internal static class FileReadBench
{
    private const int Dim = 768;

    private static readonly BenchQuantity s_rowsPerSecond = new("rowsPerSecond", "k rows/s", 1e3);

    private static readonly int[] s_rowBytes = [3_072, 4_096];

    // What keeps a disk busy first: a short run ends before the last.
    private static readonly int[] s_depths = [32, 128, 1, 8];

    // Without advice each row waits for all that the system reads ahead of it.
    private const int MappedReads = 16;

    private static readonly TimeSpan s_longFio = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortFio = TimeSpan.FromMilliseconds(400);

    // The two long runs of fio may then take half of the group's time.
    private static readonly TimeSpan s_timeForLongFio = TimeSpan.FromSeconds(4);

    private sealed record Setting(string File, int RowBytes, int Depth, int RowCount, int Reads)
    {
        public int Dim => RowBytes / sizeof(float);

        public StoredTable Table => new(File, 0, RowCount, Dim, RowFormats.Fp32);

        public Parameters What(string path) => new() { { "path", path }, { "rowBytes", RowBytes }, { "depth", Depth }, { "batch", Reads } };
    }

    public static void Declare(BenchContext context)
    {
        var fileRows = context.Sized(64, 349_524);
        foreach (var depth in context.Sized([8, 1], s_depths))
        {
            foreach (var rowBytes in s_rowBytes)
            {
                context.Group(new() { { "rowBytes", rowBytes }, { "depth", depth } }, group =>
                {
                    var reads = context.Sized(16, depth switch { 1 => 128, 8 => 512, _ => 1_024 });
                    var bytes = (long)fileRows * Dim * sizeof(float);
                    var setting = new Setting(TableCache.PathOf(fileRows, Dim, GeneratedRows.Seed), rowBytes, depth, (int)(bytes / rowBytes), reads);
                    TableFile.Create(setting.File, fileRows, Dim, GeneratedRows.Seed, context.Announce);
                    Group(context, group, setting);
                });
            }
        }
    }

    private static void Group(BenchContext context, BenchGroup group, Setting setting)
    {
        var pool = GatherBench.Ids(Workloads.Uniform, setting.RowCount, setting.Reads, group.Point.Seed);
        var output = new float[setting.Reads * setting.Dim];
        AddDirect(group, setting, ReadEngine.PreadPool, "pread", pool, output);
        if (IoRing.WhyNot is { } why)
        {
            AddNote(group, $"io_uring is not available: {why}");
        }
        else
        {
            AddDirect(group, setting, ReadEngine.IoUring, "io_uring", pool, output);
        }

        if (setting.Depth == 1 && !context.IsTiny)
        {
            var mapped = group.Point.Own(new Remapped(setting.Table));
            var few = setting with { Reads = MappedReads };
            AddMapped(group, few, mapped, "mmap", MapAdvice.None, GatherBench.Ids(Workloads.Uniform, few.RowCount, few.Reads, group.Point.Seed), output.AsMemory(0, few.Reads * few.Dim));
            AddNote(group, $"mmap reads {MappedReads} rows a call: without advice each waits for what the system reads ahead of it"
                + (FileSystems.ReadAheadBytes(setting.File) is { } ahead ? $", up to {ahead / 1024:N0} KiB here" : ""));
            AddMapped(group, setting, mapped, "mmap-random", MapAdvice.Random, pool, output);
        }

        if (!context.IsTiny)
        {
            AddFio(group, setting, context.GroupTime >= s_timeForLongFio ? s_longFio : s_shortFio);
        }
    }

    private static void AddDirect(BenchGroup group, Setting setting, ReadEngine engine, string name, BatchPool pool, float[] output)
    {
        var store = group.Point.Own(DirectFileRowStore.Open(setting.Table, setting.Depth, direct: true, engine));
        if (GeneratedRows.ReasonToSkip(store) is { } reason)
        {
            throw new InputException(reason);
        }

        var walk = pool.Walk();
        group.Point.Check($"{store.Path}: the rows are the generator's", () =>
        {
            Array.Fill(output, float.NaN);
            store.ReadRows(pool.First.Indices.Span, output);
            return Match(pool.First.Indices.Span, setting.Dim, output);
        });
        group.Add("file-read", setting.What(name), s_rowsPerSecond, setting.Reads, () => store.ReadRows(walk().Indices.Span, output), (double)setting.Reads * setting.RowBytes);
    }

    private static void AddMapped(BenchGroup group, Setting setting, Remapped mapped, string name, MapAdvice advice, BatchPool pool, Memory<float> output)
    {
        var walk = pool.Walk();
        group.Point.Check($"{name}: the rows are the generator's", () =>
        {
            mapped.Renew(advice);
            output.Span.Fill(float.NaN);
            mapped.Store.ReadRows(pool.First.Indices.Span, output.Span);
            return Match(pool.First.Indices.Span, setting.Dim, output.Span);
        });
        group.Add("file-read", setting.What(name), s_rowsPerSecond, setting.Reads, () => mapped.Store.ReadRows(walk().Indices.Span, output.Span), (double)setting.Reads * setting.RowBytes, prepare: () => mapped.Renew(advice));
    }

    private static void AddFio(BenchGroup group, Setting setting, TimeSpan runTime)
    {
        if (!FioPeer.IsThere)
        {
            AddNote(group, "fio is not on the PATH: our readers stand without their peer");
            return;
        }

        var before = FioPeer.ReadsPerSecond(setting.File, setting.RowBytes, setting.Depth, runTime);
        group.Point.After(_ =>
        {
            double?[] both = [before, FioPeer.ReadsPerSecond(setting.File, setting.RowBytes, setting.Depth, runTime)];
            var rates = both.OfType<double>().ToArray();
            if (rates.Length == 0)
            {
                AddNote(group, "fio is on the PATH but gave no number");
                return;
            }

            group.Report(FioEntry(setting.What("fio"), setting.RowBytes, rates));
        });
    }

    /// <summary>The mean of fio's runs; of two there is no interval.</summary>
    internal static BenchEntry FioEntry(Parameters what, int rowBytes, double[] rates) => new("file-read", what, s_rowsPerSecond, new(rates.Average(), double.NaN, double.NaN))
    {
        GbPerSecond = rates.Average() * rowBytes / 1e9,
        Samples = rates.Length,
    };

    private static void AddNote(BenchGroup group, string text) => group.Point.Note = group.Point.Note.Length == 0 ? text : $"{group.Point.Note}; {text}";

    // Rows of any length are stretches of the file's rows of 768 floats, one behind the other.
    private static (bool Passed, string Detail) Match(ReadOnlySpan<int> rows, int dim, ReadOnlySpan<float> output)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var column in (int[])[0, 1, dim / 2, dim - 1])
            {
                var element = ((long)rows[i] * dim) + column;
                if (output[(i * dim) + column] != RandomRows.Value(GeneratedRows.Seed, (int)(element / Dim), (int)(element % Dim)))
                {
                    return (false, $"element {column} of output row {i} is not that of row {rows[i]}; delete the file to have it written anew");
                }
            }
        }

        return (true, $"4 elements of each of {rows.Length} rows, bit for bit");
    }

    /// <summary>The one mapping of the file, given up and made anew over a cold file: pages that are mapped cannot be dropped.</summary>
    private sealed class Remapped(StoredTable table) : IDisposable
    {
        private MappedFileRowStore? _store;

        public MappedFileRowStore Store => _store!;

        public void Renew(MapAdvice advice)
        {
            _store?.Dispose();
            _store = null;
            if (!FileCache.Drop(table.Path))
            {
                throw new InputException($"{table.Path} could not be dropped from the page cache, so a mapped file would be timed warm");
            }

            _store = MappedFileRowStore.Open(table, advice);
        }

        public void Dispose() => _store?.Dispose();
    }
}
