namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>Rows of fewer bits out of a table in memory.</summary>
    public static readonly Bench Formats = Add(new("gather-formats", "rows of 768 int8 and int4 elements restored to fp32, beside the fp32 gather of as many rows in the same rounds", 3, FormatBench.Declare));
}

/// <summary>The dequantising gather beside the gather of fp32. Uniform ids, batches of 4,096, output as for <see cref="GatherBench"/>.</summary>
/// <remarks>The tables repeat a few thousand encoded rows: what stands in a row decides no time, and encoding all of them would take the budget.</remarks>
internal static class FormatBench
{
    private const int Dim = 768;
    private const int DistinctRows = 4_096;

    private static readonly RowFormat[] s_formats = [RowFormats.Fp32, RowFormats.Int8, RowFormats.Int4];

    public static void Declare(BenchContext context)
    {
        // Of the three tables together the first is more than half.
        var rowCount = (int)(BenchMemory.Bytes(context, 2, out var note) / RowFormats.Fp32.RowBytes(Dim));
        var tables = s_formats.ToDictionary(f => f, f => context.Shared(() => Table(f, rowCount)));
        foreach (var threads in context.Threads)
        {
            context.Group(new() { { "threads", threads } }, group =>
            {
                group.Point.Note = note;
                Group(context, group, tables, rowCount, threads);
            });
        }
    }

    private static PageMemory Table(RowFormat format, int rowCount)
    {
        var rowBytes = format.RowBytes(Dim);
        var memory = new PageMemory((long)rowCount * rowBytes, $"the {format} table of the gather");
        var distinct = Math.Min(DistinctRows, rowCount);
        Parallel.For(0, distinct, row =>
        {
            var values = new float[Dim];
            RandomRows.Fill(GeneratedRows.Seed, row, values);
            format.Encode(values, Rows(memory, row, 1, rowBytes));
        });
        var parts = (rowCount + distinct - 1) / distinct;
        Parallel.For(1, parts, part =>
        {
            var count = Math.Min(distinct, rowCount - (part * distinct));
            Rows(memory, 0, count, rowBytes).CopyTo(Rows(memory, part * distinct, count, rowBytes));
        });
        return memory;
    }

    private static unsafe Span<byte> Rows(PageMemory table, int first, int count, int rowBytes) => new((byte*)table.Pointer + ((nint)first * rowBytes), count * rowBytes);

    private static unsafe void Group(BenchContext context, BenchGroup group, Dictionary<RowFormat, Lazy<PageMemory>> tables, int rowCount, int threads)
    {
        var batch = context.Sized(64, 4_096);
        var output = group.Point.Own(new PageMemory(context.Sized(1L << 20, GatherBench.LargeOutput), "the output of the gather"));
        var pool = GatherBench.Ids(Workloads.Uniform, rowCount, batch, group.Point.Seed);
        foreach (var format in s_formats)
        {
            var table = tables[format].Value;
            var rowBytes = format.RowBytes(Dim);
            var walk = pool.Walk();
            var next = new OutputRing(output, batch * Dim);
            void Gather(LookupBatch rows, Span<float> to) => format.Gather((byte*)table.Pointer, rowCount, Dim, rows.Indices.Span, to, streaming: true, threads);
            group.Point.Check($"{format}: every row as decoded by itself", () =>
            {
                var to = next.Next();
                to.Fill(float.NaN);
                Gather(pool.First, to);
                return Match(table, format, pool.First.Indices.Span, to);
            });
            group.Add(
                "gather",
                new() { { "format", format.Name }, { "dim", Dim }, { "rowBytes", rowBytes }, { "batch", batch }, { "threads", threads }, { "ids", "uniform" } },
                BenchQuantity.RowsPerSecond,
                batch,
                () => Gather(walk(), next.Next()),
                (double)batch * rowBytes,
                ceiling: RowFormats.Fp32.Name,
                alias: format.Name);
        }
    }

    private static (bool Passed, string Detail) Match(PageMemory table, RowFormat format, ReadOnlySpan<int> rows, ReadOnlySpan<float> output)
    {
        var expected = new float[Dim];
        var rowBytes = format.RowBytes(Dim);
        for (var i = 0; i < rows.Length; i++)
        {
            format.Decode(Rows(table, rows[i], 1, rowBytes), expected);
            if (!output.Slice(i * Dim, Dim).SequenceEqual(expected))
            {
                return (false, $"output row {i} is not row {rows[i]} as decoded by itself");
            }
        }

        return (true, $"bit for bit, all {rows.Length} rows");
    }
}
