namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L14: a runtime's way from a table's rows to the buffer that is uploaded.</summary>
    public static readonly IExperiment RuntimePath = Add(new RuntimePath());
}

/// <summary>L14: what each way of loading token rows costs: time, allocation, copies, faults, disk; with the table in memory, cold in a file, and larger than memory.</summary>
/// <remarks>A load ends in an upload buffer in main memory; the link behind it is modelled, and the same for all paths of the host.
/// <para><i>Deviation:</i> document 002's runtime keeps fp16 rows and uploads over WebGPU; here rows are fp32 but for the part on fp16, and nothing is uploaded.
/// A gather on the device is modelled. Per-token reads of a mapped file are calls of their own, each with the four system calls that guard it.</para></remarks>
internal sealed partial class RuntimePath : IExperiment
{
    private const string StateName = "state";
    internal const string Warm = "warm";
    internal const string Cold = "cold";
    internal const string Limited = "limited";

    // Calls differ until this many rows: several times a last-level cache, so that a warm row comes from memory.
    internal const int WarmRows = 65_536;

    public string Id => "l14-runtime-path";

    public string Title => "Runtime path";

    public string Question => "What does a runtime gain by loading token rows in another way than one array per token?";

    public double Weight => 12;

    public void Declare(RunContext context)
    {
        var size = new TableSize(context.ByScale(3_000, 100_000, 1_000_000), context.ByScale(16, 768, 768));
        var table = context.Shared(() => Filled(size));
        var half = context.Shared(() => HalfRows.Filled(size));
        var (warm, cold) = (context.ByScale<int[]>([1, 8], [1, 1_024, 16], [1, 4_096, 65_536, 16]), context.ByScale<int[]>([8], [64, 1, 16], [64, 1, 16]));
        Func<StoredTable, LoadPath[]> paths = context.Scale == Scale.Full ? LoadPaths.All : LoadPaths.Few;
        var many = context.ByScale(8, 1_024, 4_096);

        context.Point(new() { { "part", "model" } }, point => DeviceGather.Model(point, size.Dim, warm.Order()), 0);
        WarmPoint(warm[0]);
        WarmPoint(warm[1]);
        context.Point(new() { { "part", "ceilings" } }, point => Ceiling(point, table.Value), 0.4);
        context.Point(Part("layer norm", many), point => NormContest.Run(point, table.Value, many), 0.6);
        ColdPoint(cold[0], 2);
        foreach (var percent in (ReadOnlySpan<int>)[10, 0, 50])
        {
            context.Point(new() { { "part", "mixed" }, { "ready", percent }, { "rows", many } }, point => MixedBatches.Run(point, table.Value, many, percent), 0.3);
        }

        context.Point(Part("fp16", many), point => HalfRows.Run(point, table.Value, half.Value, many), 0.6);
        if (context.Scale != Scale.Tiny)
        {
            context.Point(Call(Limited, cold[0]), point => LimitedFile(point, size, cold[0], context.ByScale(0, size.Bytes / 2, 1_000_000_000), paths), 1.5);
        }

        context.Point(Part("fp16 file", cold[0]), point => HalfRows.RunCold(point, size, cold[0]), 0.6);
        if (context.Scale == Scale.Full)
        {
            // Calls of thousands of rows, without the paths that wait minutes for one fault after the other.
            context.Point(Call(Cold, 4_096), point => ColdFile(point, size, 4_096, LoadPaths.Few), 3);
            context.Point(Call(Cold, 65_536), point => ColdFile(point, size, 65_536, LoadPaths.InParallel), 3);
            context.Point(Call(Limited, 4_096), point => LimitedFile(point, size, 4_096, 1_000_000_000, LoadPaths.InParallel), 2);
        }

        foreach (var rows in warm[2..])
        {
            WarmPoint(rows);
        }

        foreach (var rows in cold[1..])
        {
            ColdPoint(rows, 1);
        }

        void WarmPoint(int rows) => context.Point(Call(Warm, rows), point => WarmTable(point, size, table.Value, rows, paths));
        void ColdPoint(int rows, double weight) => context.Point(Call(Cold, rows), point => ColdFile(point, size, rows, paths), weight);
    }

    private readonly record struct CallSize(string State, int Rows)
    {
        public override string ToString() => FormattableString.Invariant($"{State}, {Rows:N0}");
    }

    private static Parameters Part(string part, int rows) => new() { { "part", part }, { "rows", rows } };

    private static Parameters Call(string state, int rows) => new() { { "part", "path" }, { StateName, state }, { "rows", rows }, { "call", new CallSize(state, rows).ToString() } };

    private static EmbeddingTable Filled(TableSize size)
    {
        var table = new EmbeddingTable(size.Rows, size.Dim);
        table.FillRandom(GeneratedRows.Seed);
        return table;
    }

    private static unsafe void Ceiling(Point point, EmbeddingTable table)
    {
        var floats = (int)Math.Min(int.MaxValue, table.Bytes / sizeof(float));
        point.Variant("read a stream", () => RowKernels.ReadStream(new(table.Pointer, floats), Environment.ProcessorCount), Derived.Rate(Metrics.GBps, floats * (double)sizeof(float) / 1e9));
        point.After(timing =>
        {
            // A bandwidth is what the machine can do when nothing disturbs it.
            var best = timing("read a stream").SamplesNs.Min() / 1e9;
            point.Value(TokenMs, ModelWeightBytes / (floats * (double)sizeof(float) / best) * 1e3, "7B model, fp16", ValueKind.Modelled);
        });
    }
}
