using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>A5: the three walls.</summary>
    public static readonly IExperiment ThreeWalls = Add(new ThreeWalls());
}

/// <summary>A5: arithmetic, bandwidth, capacity: what limits a piece of work, told by two detectors that know nothing of its code.</summary>
/// <remarks>The first detector changes the working set: what arithmetic limits does not notice. The second gives the work a second core:
/// what arithmetic limits doubles. Both threads have data of their own. Capacity is told otherwise: it refuses, and refuses no longer when some of the data
/// may lie in a slower tier, whose bandwidth then limits.
/// <para><i>Deviation:</i> of a memory-hard function the half that reads its states is timed; they are written once before.</para></remarks>
internal sealed partial class ThreeWalls : IExperiment
{
    /// <summary>The link of the modelled offload. <i>Units:</i> GB/s.</summary>
    internal const double LinkGBps = 16;

    /// <summary>Shares of the keys and values that lie in a file.</summary>
    internal static readonly double[] Spilled = [0, 0.25, 0.5, 1];

    private const string Pbkdf2 = "pbkdf2";
    private const string Scrypt = "scrypt";
    private const string Light = "light";
    private const string Read = "read";
    private const string Triad = "triad";

    private static readonly double[] s_offloadGB = [1, 4, 16, 64];

    public string Id => "a05-three-walls";

    public string Title => "Three walls";

    public string Question => "What limits a piece of work: arithmetic, bandwidth or capacity; and how can one tell without reading its code?";

    public double Weight => 4;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "offload" } }, Offload, 0);
        context.Point(new() { { "part", "capacity" } }, Capacity, 0);
        foreach (var work in new[] { Pbkdf2, Scrypt, Light, Read, Triad })
        {
            context.Point(new() { { "part", "detectors" }, { "work", work } }, point => Detect(point, context, work));
        }

        context.Point(new() { { "part", "spill" } }, point => Spill(point, context));
    }

    private static void Offload(Point point)
    {
        foreach (var size in s_offloadGB)
        {
            point.Value(OffloadMs, new LinkModel(LinkGBps, 0).Seconds((long)(size * 1e9)) * 1e3, "16 GB/s link", ValueKind.Computed, at: new() { { "gigabytes", size } });
        }
    }

    // Sequences that grow token by token until a block is refused: what a card holds beside the weights, in blocks of 16 tokens.
    private static void Capacity(Point point)
    {
        const int BlockTokens = 16;
        var (card, shape) = (Accelerators.Find("rtx4090"), ModelShapes.Llama31With8B);
        var blocks = (long)((card.MemoryGB.Value * 1e9) - shape.WeightBytes) / (long)(BlockTokens * shape.KvBytesPerToken);
        foreach (var sequences in new[] { 1, 4, 16, 64 })
        {
            var (taken, tokens) = (0L, 0L);
            while (true)
            {
                var wanted = tokens % BlockTokens == 0 ? sequences : 0;
                if (taken + wanted > blocks)
                {
                    break;
                }

                (taken, tokens) = (taken + wanted, tokens + 1);
            }

            point.Value(TokensAtRefusal, tokens, card.Title, ValueKind.Counted, at: new() { { "sequences", sequences } });
        }
    }

    private static void Detect(Point point, RunContext context, string name)
    {
        if (Environment.ProcessorCount < WallWork.Lanes)
        {
            point.SkipReason = "one processor: the second detector needs two";
            return;
        }

        var (small, large) = (context.ByScale(16L << 10, 256L << 10, 256L << 10), CoreCeilings.BeyondCaches(context));
        var work = point.Own(Create(name, context, small, large, point.Seed));
        point.Note = $"working sets of {small / 1e3:0} kB and {large / 1e6:0.#} MB; {WallWork.Lanes} threads, each with its own";
        point.Check(work.Name, () => work.Check(point.Seed));
        var team = WorkerTeam.Shared(WallWork.Lanes);
        foreach (var isLarge in new[] { false, true })
        {
            var together = new Action<int>(lane => work.Run(lane, isLarge));
            point.Variant(Variant(isLarge, 1), () => work.Run(0, isLarge));
            point.Variant(Variant(isLarge, WallWork.Lanes), () => team.ForEach(WallWork.Lanes, together));
        }

        point.After(timing =>
        {
            var one = timing(Variant(true, 1)).SamplesNs;
            Add(LargeSet, Statistics.PairedRatio(timing(Variant(false, 1)).SamplesNs, one, point.Seed), 1);
            Add(AnotherCore, Statistics.PairedRatio(one, timing(Variant(true, WallWork.Lanes)).SamplesNs, point.Seed), WallWork.Lanes);
            void Add(string detector, Interval ratio, double factor) =>
                point.Value(Detector, factor * ratio.Value, work.Name, ValueKind.Measured, factor * ratio.Low, factor * ratio.High, new() { { "detector", detector } });
        });
    }

    private static WallWork Create(string name, RunContext context, long small, long large, ulong seed) => name switch
    {
        Pbkdf2 => new Pbkdf2Work(context.ByScale(10, 4_000, 4_000), small, large, seed),
        Scrypt => new RoMixWork<SalsaMix>("scrypt", context.ByScale(20, 2_000, 2_000), small, large, _ => PasswordOracle.Scrypt()),
        Light => new RoMixWork<LightMix>("memory-hard, light mix", context.ByScale(20, 10_000, 10_000), small, large, PasswordOracle.Light),
        _ => new StreamWork(name == Triad, small, large, context.ByScale(64L << 10, 8L << 20, 8L << 20)),
    };

    // A decode step that reads all keys and values, some from memory and the rest from a file past the page cache.
    private static void Spill(Point point, RunContext context)
    {
        var (rows, dim) = (context.ByScale(128, 8_192, 8_192), context.ByScale(64, 1_024, 1_024));
        if (GeneratedRows.Open(point, rows, dim) is not { } file)
        {
            return;
        }

        var bytes = (double)rows * file.RowBytes;
        var memory = point.Own(BenchMemory.Take((long)bytes, "keys and values in memory"));
        var buffer = new float[rows * dim];
        var all = Enumerable.Range(0, rows).ToArray();
        point.Note = $"keys and values of {bytes / 1e6:0.#} MB; {point.Note}";
        point.Check("what is read back from the file is what was written", () =>
        {
            file.ReadRows(all, buffer);
            return GeneratedRows.Match(all.AsSpan(0, Math.Min(rows, 256)), dim, buffer);
        });
        foreach (var share in Spilled)
        {
            var spilled = (int)(share * rows);
            point.Variant(Share(share), () =>
            {
                RowKernels.ReadStream(memory.Floats[..((rows - spilled) * dim)]);
                file.ReadRows(all.AsSpan(0, spilled), buffer);
            });
        }

        point.After(timing => Follow(point, timing, bytes));
    }

    private static void Follow(Point point, Func<string, VariantSamples> timing, double bytes)
    {
        var (near, far) = (timing(Share(Spilled[0])).SamplesNs, timing(Share(Spilled[^1])).SamplesNs);
        foreach (var share in Spilled)
        {
            var samples = timing(Share(share)).SamplesNs;
            var ns = Statistics.Median(samples);
            point.Value(Metrics.TimeMs, ns.Value / 1e6, "measured step", ValueKind.Measured, ns.Low / 1e6, ns.High / 1e6, new() { { "spilled", share } });
            var predicted = near.Zip(far, (n, f) => ((1 - share) * n) + (share * f)).ToArray();
            point.Value(Metrics.TimeMs, Statistics.Median(predicted).Value / 1e6, "bytes over both bandwidths", ValueKind.Modelled, at: new() { { "spilled", share } });
            var ratio = Statistics.PairedRatio(samples, predicted, point.Seed);
            point.Value(ToPrediction, ratio.Value, "", ValueKind.Measured, ratio.Low, ratio.High, new() { { "spilled", share } });
        }

        var slower = Statistics.PairedRatio(far, near, point.Seed);
        point.Value(Slowdown, slower.Value, "", ValueKind.Measured, slower.Low, slower.High);
        point.Value(FileGBps, bytes / Statistics.Median(far).Value, "", ValueKind.Measured, bytes / Statistics.Median(far).High, bytes / Statistics.Median(far).Low);
    }

    private static string Variant(bool isLarge, int threads) => $"{(isLarge ? "large" : "small")} set, {(threads == 1 ? "one core" : "two cores")}";

    private static string Share(double spilled) => $"{100 * spilled:0} % in the file";
}
