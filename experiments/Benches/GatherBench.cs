namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>Rows of fp32 out of a table in memory.</summary>
    public static readonly Bench Gather = Add(new("gather", "fp32 rows of 512 and 3,072 B out of a table of 1 GiB, uniform and Zipf(1.0) ids, beside a stream copy", 4, GatherBench.Declare));
}

/// <summary>The gather by row length, ids and threads.</summary>
/// <remarks>A batch is 4,096 rows. The output is a ring larger than the caches, reused, written past them: a consumer that reads at once would rather have it written through.</remarks>
internal static class GatherBench
{
    internal const long LargeOutput = 100 << 20;
    private const int MostIds = 1 << 20;

    private static readonly int[] s_rowBytes = [512, 3_072];

    public static void Declare(BenchContext context)
    {
        var bytes = BenchMemory.Bytes(context, 1, out var note);
        var table = context.Shared(() => BenchMemory.Take(bytes, "the table of the gather"));
        foreach (var threads in context.Threads)
        {
            context.Group(new() { { "threads", threads } }, group =>
            {
                group.Point.Note = note;
                Group(context, group, table.Value, threads);
            });
        }
    }

    /// <summary>Batches of row numbers by the name of their law.</summary>
    public static BatchPool Ids(WorkloadInfo law, int rowCount, int batch, ulong seed) => BatchPool.Draw(
        law,
        new() { RowCount = rowCount, BatchSize = batch, IndexCount = Math.Max(4L, Math.Min(MostIds, 2L * rowCount) / batch) * batch, Alpha = 1, Seed = seed });

    /// <summary>The laws of ids with the names that entries give them.</summary>
    public static IReadOnlyList<(string Name, WorkloadInfo Law)> Laws { get; } = [("uniform", Workloads.Uniform), ("zipf-1.0", Workloads.Zipf)];

    /// <summary>Adds the ceiling: the table's first part, copied past the caches.</summary>
    public static unsafe void AddCopy(BenchGroup group, PageMemory table, PageMemory output, int threads)
    {
        var floats = (int)(Math.Min(table.Bytes, output.Bytes) / sizeof(float));
        group.Ceiling(CeilingBench.Copy, floats * sizeof(float) / 1e9, () => RowKernels.CopyStream(new((float*)table.Pointer, floats), output.Floats, threads));
    }

    private static unsafe void Group(BenchContext context, BenchGroup group, PageMemory table, int threads)
    {
        var batch = context.Sized(64, 4_096);
        var output = group.Point.Own(new PageMemory(context.Sized(batch * 4_096L, LargeOutput), "the output of the gather"));
        AddCopy(group, table, output, threads);
        foreach (var rowBytes in s_rowBytes)
        {
            var (dim, rowCount) = (rowBytes / sizeof(float), (int)(table.Bytes / rowBytes));
            foreach (var (ids, law) in Laws)
            {
                var pool = Ids(law, rowCount, batch, group.Point.Seed);
                var walk = pool.Walk();
                var next = new OutputRing(output, batch * dim);
                void Gather(LookupBatch rows, Span<float> to) => RowKernels.Gather((float*)table.Pointer, rowCount, dim, rows.Indices.Span, to, streaming: true, threads);
                group.Point.Check($"{rowBytes} B, {ids}: the rows are the table's", () =>
                {
                    var to = next.Next();
                    to.Fill(float.NaN);
                    Gather(pool.First, to);
                    return Match(table, dim, pool.First.Indices.Span, to);
                });
                group.Add(
                    "gather",
                    new() { { "rowBytes", rowBytes }, { "batch", batch }, { "threads", threads }, { "ids", ids } },
                    BenchQuantity.RowsPerSecond,
                    batch,
                    () => Gather(walk(), next.Next()),
                    (double)batch * rowBytes,
                    CeilingBench.Copy);
            }
        }
    }

    private static (bool Passed, string Detail) Match(PageMemory table, int dim, ReadOnlySpan<int> rows, ReadOnlySpan<float> output)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (!output.Slice(i * dim, dim).SequenceEqual(table.Floats.Slice(rows[i] * dim, dim)))
            {
                return (false, $"output row {i} is not row {rows[i]} of the table");
            }
        }

        return (true, $"bit for bit, all {rows.Length} rows");
    }
}

/// <summary>Places for outputs, one after another round a block of memory.</summary>
/// <param name="memory">The block.</param>
/// <param name="floats">Floats of one output; no more than the block has.</param>
internal sealed class OutputRing(PageMemory memory, int floats)
{
    private int _next = -1;

    /// <summary>The next place.</summary>
    public Span<float> Next()
    {
        var places = (int)(memory.Bytes / sizeof(float) / floats);
        _next = _next + 1 < places ? _next + 1 : 0;
        return memory.Floats.Slice(_next * floats, floats);
    }
}
