using System.Numerics.Tensors;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>W1: dimension, batch and sequence.</summary>
    public static readonly IExperiment Week1 = Add(new Week1());
}

/// <summary>W1: how latency and memory grow with dimension, batch and sequence, on the CPU and, with --device, on a device.</summary>
/// <remarks>The document's grid is x[batch * seq, dim] @ W[dim, dim]. Batch and sequence enter it only as their product, so it cannot show a
/// batching sweet spot; the extension (few rows at a time) and the attention scores (seq x seq) can.
/// <i>Deviation:</i> attention scores are those of one head of 64, and 32 K of context is reached by the projection only:
/// its scores alone would take 4 GiB.</remarks>
internal sealed partial class Week1 : IExperiment
{
    /// <summary>Elements of one attention head.</summary>
    internal const int HeadDim = 64;

    private static readonly int[] s_batches = [8, 16, 32, 64];
    private static readonly int[] s_sequences = [512, 1024];
    private static readonly int[] s_dims = [128, 256, 512, 1024];

    private static readonly int[] s_fewRows = [1, 2, 4];
    private static readonly double[] s_roof = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

    public string Id => "w1-week-1";

    // Above it a short run leaves out the cells whose product of batch and sequence another cell has.
    private const int LargestDimOfAllCells = 256;

    public string Title => "Dimension, batch, sequence";

    public string Question => "How do latency and memory grow with embedding dimension, batch size and sequence length?";

    public double Weight => 20;

    public void Declare(RunContext context)
    {
        var threads = Environment.ProcessorCount;
        DeclareCeilings(context, threads, "first");
        foreach (var (batch, seq, dim) in Extension(context))
        {
            context.Point(Cell("extension", batch, seq, dim), point => Product(point, batch * seq, dim, threads), 0.2);
        }

        foreach (var seq in ScoredSequences(context))
        {
            context.Point(new() { { "part", "scores" }, { "seq", seq }, { "dim", context.ByScale(64, 1024, 1024) } }, point => Scores(point, seq, context.ByScale(64, 1024, 1024), threads), 0.6);
        }

        // Again: a ceiling that was met in a noisy moment would lie below the cells. Once before the grid too, whose end the budget may cut.
        DeclareCeilings(context, threads, "midway");
        context.Point(new() { { "part", "torch" }, { "threads", threads } }, point => Torch(point, context, threads));

        // Small dimensions first, which cost little; then the largest cell of a dimension first: what it overruns, the small ones after it make up for.
        foreach (var (batch, seq, dim) in Grid(context).OrderBy(c => c.Dim).ThenByDescending(c => c.Batch * c.Seq))
        {
            // Operations share the budget, with a floor for the small cells.
            context.Point(Cell("grid", batch, seq, dim), point => Product(point, batch * seq, dim, threads), 0.2 + ((double)batch * seq * dim * dim / 1e10));
        }

        DeclareCeilings(context, threads, "last");
    }

    private static IEnumerable<(int Batch, int Seq, int Dim)> Grid(RunContext context) =>
        from dim in context.ByScale([16, 32], s_dims, s_dims)
        from seq in context.ByScale([8, 16], s_sequences, s_sequences)
        from batch in context.ByScale([2, 4], s_batches, s_batches)
        where context.Scale != Scale.Smoke || dim <= LargestDimOfAllCells || seq == s_sequences[^1] || batch == s_batches[0]
        select (batch, seq, dim);

    private static IEnumerable<(int Batch, int Seq, int Dim)> Extension(RunContext context) =>
        from dim in context.ByScale<int[]>([16], [128, 1024], [128, 256, 512, 1024])
        from seq in context.ByScale<int[]>([1, 4], [1, 16, 128, 32_768], [1, 16, 128, 32_768])
        from batch in s_fewRows
        where context.Scale != Scale.Smoke || seq < 32_768 || batch == 1
        select (batch, seq, dim);

    private static int[] ScoredSequences(RunContext context) => context.ByScale<int[]>([64, 128], [128, 512, 1024, 2048], [128, 512, 1024, 2048, 4096, 8192]);

    private static Parameters Cell(string part, int batch, int seq, int dim) => new Parameters { { "part", part } }.With(Shape(batch, seq, dim));

    private static Parameters Shape(int batch, int seq, int dim) => new()
    {
        { "batch", batch }, { "seq", seq }, { "dim", dim }, { "rows", batch * seq }, { "intensity", Math.Round(Intensity(batch * seq, dim), 2) },
    };

    /// <summary>Operations per byte when input, weights and output each move once.</summary>
    internal static double Intensity(long rows, long dim) => 2.0 * rows * dim * dim / (4.0 * ((2 * rows * dim) + (dim * dim)));

    private static void DeclareCeilings(RunContext context, int threads, string when) => context.Point(new() { { "part", "ceilings" }, { "threads", threads }, { "when", when } }, point =>
    {
        var stream = ReadStreamMemory.Own(point, context.ByScale(1 << 20, 256 << 20, 256 << 20), "the stream whose bandwidth bounds the product", threads);
        const int Steps = 200_000;
        var fma = (double)Steps * RowKernels.FmaStepFlops * threads;
        point.Variant(FmaPeak, () => RowKernels.FmaPeak(Steps, threads), Derived.Rate(Metrics.GflopPerSecond, fma / 1e9));
        point.Variant(StreamRead, () => RowKernels.ReadStream(stream.Floats, threads), Derived.Rate(Metrics.GBps, stream.Bytes / 1e9));
        point.After(timing =>
        {
            // The fastest samples: a ceiling is a maximum, and noise only lowers it.
            var peak = fma / timing(FmaPeak).SamplesNs.Min();
            var bandwidth = stream.Bytes / timing(StreamRead).SamplesNs.Min();
            point.Value(Metrics.GflopPerSecond, peak, FmaPeak + Fastest, ValueKind.Measured);
            point.Value(Metrics.GBps, bandwidth, StreamRead + Fastest, ValueKind.Measured);
            foreach (var intensity in s_roof)
            {
                point.Value(Metrics.GflopPerSecond, Math.Min(peak, bandwidth * intensity), $"roof, measured {when}", ValueKind.Modelled, at: new() { { "intensity", intensity } });
            }
        });
    }, 0.5);

    private static void Product(Point point, int rows, int dim, int threads)
    {
        var before = ProcessCounters.Now();
        var x = point.Own(new PageMemory((long)rows * dim * sizeof(float), "the input"));
        var w = point.Own(new PageMemory((long)dim * dim * sizeof(float), "the weights"));
        var y = point.Own(new PageMemory((long)rows * dim * sizeof(float), "the output"));
        Fill(x, point.Seed, dim);
        Fill(w, point.Seed + 1, dim);
        void Multiply() => RowKernels.Gemm(x.Floats, w.Floats, y.Floats, rows, dim, dim, threads);
        point.Check("256 random outputs against a product in double", () =>
        {
            Multiply();
            return GemmCheck.RandomOutputs(x.Floats, w.Floats, y.Floats, rows, dim, dim, point.Seed);
        });
        point.Variant("HotRow", Multiply, Derived.Rate(Metrics.GflopPerSecond, 2.0 * rows * dim * dim / 1e9), Derived.NsPer(NsPerToken, rows));
        point.Value(FormulaBytes, (double)rows * dim * sizeof(float), kind: ValueKind.Computed);
        point.Value(TensorBytes, ((2.0 * rows * dim) + ((double)dim * dim)) * sizeof(float), kind: ValueKind.Computed);
        point.After(timing =>
        {
            point.Value(Variation, timing("HotRow").CoefficientOfVariation, kind: ValueKind.Measured);
            point.Value(ResidentBytes, ProcessCounters.Now().Since(before).ResidentBytes, kind: ValueKind.Measured);
            var start = ProcessCounters.Now();
            Multiply();
            var call = ProcessCounters.Now().Since(start);
            point.Value(FaultsPerCall, call.MinorFaults + call.MajorFaults, kind: ValueKind.Measured);
            point.Value(SwitchesPerCall, call.ContextSwitches, kind: ValueKind.Measured);
        });
    }

    private static void Scores(Point point, int seq, int dim, int threads)
    {
        var x = point.Own(new PageMemory((long)seq * dim * sizeof(float), "the input"));
        var w = point.Own(new PageMemory((long)dim * dim * sizeof(float), "the weights"));
        var y = point.Own(new PageMemory((long)seq * dim * sizeof(float), "the output"));
        var q = point.Own(new PageMemory((long)seq * HeadDim * sizeof(float), "the queries"));
        var keys = point.Own(new PageMemory((long)seq * HeadDim * sizeof(float), "the keys, transposed"));
        var scores = point.Own(new PageMemory((long)seq * seq * sizeof(float), "the scores"));
        foreach (var (memory, i) in new[] { x, w, q, keys }.Select((m, i) => (m, i)))
        {
            Fill(memory, point.Seed + (ulong)i, HeadDim);
        }

        void Score()
        {
            var s = scores.Floats;
            RowKernels.Gemm(q.Floats, keys.Floats, s, seq, seq, HeadDim, threads);
            for (var row = 0; row < seq; row++)
            {
                var one = s.Slice(row * seq, seq);
                TensorPrimitives.SoftMax(one, one);
            }
        }

        point.Check("every row of the softmax sums to 1", () =>
        {
            Score();
            var worst = Enumerable.Range(0, seq).Max(r => Math.Abs(TensorPrimitives.Sum(scores.Floats.Slice(r * seq, seq)) - 1));
            return (worst < 1e-4, $"largest distance from 1: {worst:G3}, bound 1e-4");
        });
        point.Variant(Projection, () => RowKernels.Gemm(x.Floats, w.Floats, y.Floats, seq, dim, dim, threads), Derived.NsPer(NsPerToken, seq));
        point.Variant(ScoresAndSoftmax, Score, Derived.NsPer(NsPerToken, seq));
        point.Value(FormulaBytes, (double)seq * dim * sizeof(float), Projection, ValueKind.Computed);
        point.Value(FormulaBytes, (double)seq * seq * sizeof(float), ScoresAndSoftmax, ValueKind.Computed);
    }

    private static void Torch(Point point, RunContext context, int threads)
    {
        if (context.Scale == Scale.Tiny || PythonPeer.TorchVersion() is not { } version)
        {
            point.SkipReason = context.Scale == Scale.Tiny ? "PyTorch is not started at Tiny scale" : "no Python with torch on this machine (HOTROW_PYTHON names one)";
            return;
        }

        var cells = Grid(context).Where(c => c.Seq == s_sequences[0]).ToArray();
        using var answer = PythonPeer.RunScript("week1_torch.py", [$"{threads}", "5", .. cells.Select(c => $"{c.Batch * c.Seq},{c.Dim}")]);
        if (answer is null)
        {
            point.SkipReason = $"peers/week1_torch.py failed under torch {version}";
            return;
        }

        point.Note = "another process, before and after ours: not interleaved, so read it as a neighbour and not as a ratio";
        foreach (var ((batch, seq, dim), cell) in cells.Zip(answer.RootElement.GetProperty("cells").EnumerateArray()))
        {
            var samples = cell.GetProperty("seconds").EnumerateArray().Select(s => s.GetDouble()).ToArray();
            var median = Statistics.Median(samples);
            var work = 2.0 * batch * seq * dim * dim / 1e9;
            point.Value(Metrics.GflopPerSecond, work / median.Value, $"PyTorch {version}", ValueKind.Measured, work / median.High, work / median.Low, at: Shape(batch, seq, dim));
        }
    }

    private static void Fill(PageMemory memory, ulong seed, int width)
    {
        var values = memory.Floats;
        for (var row = 0; row < values.Length / width; row++)
        {
            RandomRows.Fill(seed, row, values.Slice(row * width, width));
        }
    }
}
