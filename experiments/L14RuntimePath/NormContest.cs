namespace HotRow.Lab;

/// <summary>A gather and a layer norm after it, against both in one pass over the row.</summary>
internal static unsafe class NormContest
{
    /// <summary>The rows alone.</summary>
    public const string Alone = "gather alone";

    /// <summary>Two passes.</summary>
    public const string Separate = "gather, then layer norm";

    /// <summary>One pass.</summary>
    public const string Fused = "fused";

    // Sums of a few hundred numbers within [-1, 1], divided by a deviation of about 0.6.
    private const double Allowed = 1e-4;

    public static void Run(Point point, EmbeddingTable table, int rows)
    {
        var dim = table.EmbeddingDim;
        var trace = Workloads.Uniform.Create(new() { RowCount = table.RowCount, IndexCount = 64L * rows, Seed = point.Seed });
        var batches = BatchPool.Spread(MemoryTrace.Load(trace), rows, 64);
        var output = point.Own(new PageMemory((long)rows * dim * sizeof(float), "the rows of a batch"));
        var (gain, bias) = (new float[dim], new float[dim]);
        RandomRows.Fill(point.Seed, 0, gain);
        RandomRows.Fill(point.Seed, 1, bias);
        void Gather(LookupBatch batch) => RowKernels.Gather(table.Pointer, table.RowCount, dim, batch.Indices.Span, output.Floats);
        Add(Separate, batch =>
        {
            Gather(batch);
            RowKernels.LayerNorm(output.Floats, dim, gain, bias);
        });
        Add(Fused, batch => RowKernels.GatherLayerNorm(table.Pointer, table.RowCount, dim, batch.Indices.Span, gain, bias, output.Floats));
        var alone = batches.Walk();
        point.Variant(Alone, () => Gather(alone()), Derived.NsPer(Metrics.NsPerRow, rows));
        point.After(timing =>
        {
            var ratio = Statistics.PairedRatio(timing(Separate).SamplesNs, timing(Fused).SamplesNs, point.Seed);
            point.Value(RuntimePath.Gain, ratio.Value, Fused, ValueKind.Measured, ratio.Low, ratio.High);
        });

        void Add(string name, Action<LookupBatch> load)
        {
            point.Check($"{name}, against doubles", () =>
            {
                output.Floats.Fill(float.NaN);
                load(batches.First);
                return Compare(batches.First.Indices.Span, output.Floats, gain, bias);
            });
            var walk = batches.Walk();
            point.Variant(name, () => load(walk()), Derived.NsPer(Metrics.NsPerRow, rows));
        }
    }

    private static (bool Passed, string Detail) Compare(ReadOnlySpan<int> rows, ReadOnlySpan<float> output, float[] gain, float[] bias)
    {
        var row = new float[gain.Length];
        var worst = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            RandomRows.Fill(GeneratedRows.Seed, rows[i], row);
            var mean = row.Average(x => (double)x);
            var deviation = Math.Sqrt(row.Average(x => (x - mean) * (x - mean)) + RowKernels.LayerNormEpsilon);
            for (var j = 0; j < row.Length; j++)
            {
                var difference = Math.Abs(((row[j] - mean) / deviation * gain[j]) + bias[j] - output[(i * row.Length) + j]);
                worst = Math.Max(worst, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            }
        }

        return (worst <= Allowed, $"largest difference {worst:0.0e0}, allowed {Allowed:0.0e0}");
    }
}
