using System.Runtime.InteropServices;

namespace HotRow.Lab;

/// <summary>Rows of fp16, as document 002 keeps them: copied as they are, or restored to fp32 on the way.</summary>
internal static unsafe class HalfRows
{
    /// <summary>fp32 rows, straight into the upload buffer.</summary>
    public const string Full = "fp32";

    /// <summary>fp16 rows, straight, as they are.</summary>
    public const string AsTheyAre = "fp16, as they are";

    /// <summary>fp16 rows, straight, restored.</summary>
    public const string Restored = "fp16, restored to fp32";

    /// <summary>fp16 rows, an array per token, stacked, uploaded: document 002 to the letter.</summary>
    public const string PerToken = "fp16, per token";

    /// <summary>fp16 rows through a staging buffer.</summary>
    public const string Staging = "fp16, staging";

    private const int Batches = 64;

    /// <summary>The generated table, stored as fp16.</summary>
    public static EncodedTable Filled(TableSize size)
    {
        var table = new EncodedTable(size.Rows, size.Dim, RowFormats.Fp16);
        table.FillRandom(GeneratedRows.Seed);
        return table;
    }

    public static void Run(Point point, EmbeddingTable full, EncodedTable half, int rows)
    {
        var dim = full.EmbeddingDim;
        var batches = Draw(point, full.RowCount, rows);
        var upload = point.Own(new PageMemory((long)rows * dim * sizeof(float), "an upload buffer"));
        var staging = point.Own(new PageMemory((long)rows * half.RowBytes, "a staging buffer"));

        // Two halves are moved as one number of 32 bits: a gather changes no bits.
        void Copy(LookupBatch batch, Span<float> to) => RowKernels.Gather((float*)half.Pointer, half.RowCount, dim / 2, batch.Indices.Span, to);
        Add(point, batches, rows, PerToken, batch => LoadPerToken(half, batch.Indices.Span, MemoryMarshal.AsBytes(upload.Floats)), StoredMatch);
        Add(point, batches, rows, Staging, batch =>
        {
            Copy(batch, staging.Floats);
            staging.Floats.CopyTo(upload.Floats);
        }, StoredMatch);
        Add(point, batches, rows, AsTheyAre, batch => Copy(batch, upload.Floats[..(rows * dim / 2)]), StoredMatch);
        Add(point, batches, rows, Restored, batch => half.Format.Gather(half.Pointer, half.RowCount, dim, batch.Indices.Span, upload.Floats), ids => RestoredMatch(ids, dim, upload.Floats));
        Add(point, batches, rows, Full, batch => RowKernels.Gather(full.Pointer, full.RowCount, dim, batch.Indices.Span, upload.Floats), ids => GeneratedRows.Match(ids, dim, upload.Floats));
        point.After(timing =>
        {
            foreach (var name in new[] { PerToken, Staging, AsTheyAre, Restored, Full })
            {
                point.Value(RuntimePath.AllocatedPerRow, (double)timing(name).AllocatedBytes / rows, name);
                var ratio = Statistics.PairedRatio(timing(PerToken).SamplesNs, timing(name).SamplesNs, point.Seed);
                point.Value(RuntimePath.Gain, ratio.Value, name, ValueKind.Measured, ratio.Low, ratio.High);
            }
        });

        (bool Passed, string Detail) StoredMatch(ReadOnlySpan<int> ids)
        {
            var (row, stored) = (new float[dim], new byte[half.RowBytes]);
            var found = MemoryMarshal.AsBytes(upload.Floats);
            for (var i = 0; i < ids.Length; i++)
            {
                RandomRows.Fill(GeneratedRows.Seed, ids[i], row);
                half.Format.Encode(row, stored);
                if (!found.Slice(i * stored.Length, stored.Length).SequenceEqual(stored))
                {
                    return (false, $"output row {i} is not row {ids[i]} of the generator as fp16");
                }
            }

            return (true, $"bit for bit, all {ids.Length} rows as fp16");
        }
    }

    /// <summary>fp16 rows and fp32 rows of a file, restored, every call cold.</summary>
    public static void RunCold(Point point, TableSize size, int rows)
    {
        if (!RuntimePath.TryFile(point, size, out var full) || !RuntimePath.TryFile(point, size, out var half, RowFormats.Fp16))
        {
            return;
        }

        var batches = Draw(point, size.Rows, rows);
        var upload = point.Own(new PageMemory((long)rows * size.Dim * sizeof(float), "an upload buffer"));
        foreach (var (name, table) in new[] { (Full, full), (Restored, half) })
        {
            // Past the page cache every read is cold.
            var store = point.Own(DirectFileRowStore.Open(table, GeneratedRows.Depth));
            if (GeneratedRows.ReasonToSkip(store) is { } why)
            {
                point.SkipReason = why;
                return;
            }

            point.Note = store.Path;
            Add(point, batches, rows, name, batch => store.ReadRows(batch.Indices.Span, upload.Floats), ids => name == Full
                ? GeneratedRows.Match(ids, size.Dim, upload.Floats)
                : RestoredMatch(ids, size.Dim, upload.Floats));
        }

        point.After(timing =>
        {
            var ratio = Statistics.PairedRatio(timing(Full).SamplesNs, timing(Restored).SamplesNs, point.Seed);
            point.Value(RuntimePath.Gain, ratio.Value, Restored, ValueKind.Measured, ratio.Low, ratio.High);
        });
    }

    private delegate (bool Passed, string Detail) Match(ReadOnlySpan<int> ids);

    private static BatchPool Draw(Point point, int rowCount, int rows) =>
        BatchPool.Spread(MemoryTrace.Load(Workloads.Uniform.Create(new() { RowCount = rowCount, IndexCount = (long)Batches * rows, Seed = point.Seed })), rows, Batches);

    private static void Add(Point point, BatchPool batches, int rows, string name, Action<LookupBatch> load, Match match)
    {
        point.Check($"{name}, against the generator", () =>
        {
            load(batches.First);
            return match(batches.First.Indices.Span);
        });
        var walk = batches.Walk();
        point.Variant(name, () => load(walk()), Derived.NsPer(Metrics.NsPerRow, rows));
    }

    private static void LoadPerToken(EncodedTable table, ReadOnlySpan<int> tokens, Span<byte> upload)
    {
        var rows = new List<byte[]>();
        foreach (var token in tokens)
        {
            rows.Add(table.Row(token).ToArray());
        }

        var stacked = GC.AllocateUninitializedArray<byte>(rows.Count * table.RowBytes);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].CopyTo(stacked.AsSpan(i * table.RowBytes));
        }

        stacked.CopyTo(upload);
    }

    private static (bool Passed, string Detail) RestoredMatch(ReadOnlySpan<int> ids, int dim, ReadOnlySpan<float> output)
    {
        var row = new float[dim];
        for (var i = 0; i < ids.Length; i++)
        {
            RandomRows.Fill(GeneratedRows.Seed, ids[i], row);
            for (var j = 0; j < dim; j++)
            {
                if (output[(i * dim) + j] != (float)(Half)row[j])
                {
                    return (false, $"output row {i} is not row {ids[i]} of the generator, rounded to fp16");
                }
            }
        }

        return (true, $"equal to the rounded rows, all {ids.Length}");
    }
}
