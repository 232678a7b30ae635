using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F5: what a precision brings.</summary>
    public static readonly IExperiment PrecisionLadder = Add(new PrecisionLadder());
}

/// <summary>F5: the same product in five formats, once with one sequence and weights beyond the caches, once with many sequences and weights in a cache: fewer bytes and more products a second are two different gains.</summary>
/// <remarks>One core. Formats that are only stored in fewer bits are widened when they are read and multiplied in fp32; whole-number products use the processor's instruction for them
/// where it has one.
/// <para><i>Deviation:</i> bf16 stands for the 16-bit formats; it is stored, not multiplied.</para></remarks>
internal sealed partial class PrecisionLadder : IExperiment
{
    /// <summary>The formats, widest first, as charts name them.</summary>
    internal static readonly (string Name, WeightFormat Format)[] Formats =
    [
        ("fp64", WeightFormat.Fp64), ("fp32", WeightFormat.Fp32), ("bf16 stored", WeightFormat.Bf16), ("int8 stored", WeightFormat.Int8), ("int8 products", WeightFormat.Int8Products),
    ];

    private const int ManyInputs = 16;

    private static readonly string[] s_precisions = ["tf32", "bf16", "fp16", "fp8"];
    private static readonly Dictionary<string, double> s_stated = new(StringComparer.Ordinal) { ["tf32"] = 989, ["bf16"] = 1_979, ["fp16"] = 1_979, ["fp8"] = 3_958 };

    public string Id => "f05-precision";

    public string Title => "Precision ladder";

    public string Question => "What do fewer bits bring: less to read or more products a second, and which of the two does a workload need?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "data sheet" } }, Sheet, 0);
        context.Point(new() { { "part", "measured" }, { "product", OneSequence } }, point => Measure(point, context, isLarge: true), 2);
        context.Point(new() { { "part", "measured" }, { "product", ManySequences } }, point => Measure(point, context, isLarge: false));
    }

    private static void Sheet(Point point)
    {
        var card = Accelerators.Find("h100-sxm");
        point.Value(FormatBits, 1 + 8 + 10, "tf32", ValueKind.Computed);
        foreach (var precision in s_precisions)
        {
            foreach (var isSparse in new[] { true, false })
            {
                point.Value(Tflops, card.Peak(precision, isSparse)!.Value, isSparse ? "with sparsity" : "dense", ValueKind.Computed, at: new() { { "precision", precision } });
            }
        }
    }

    private static void Measure(Point point, RunContext context, bool isLarge)
    {
        var depth = context.ByScale(128, 1_024, 1_024);
        var batch = isLarge ? 1 : ManyInputs;
        var count = !isLarge ? depth * context.ByScale(8, 64, 64)
            : context.Scale == Scale.Tiny ? CoreCeilings.BeyondCaches(context) : Math.Min(CoreCeilings.BeyondCaches(context) / 2, AvailableMemory.Bytes() / 32);
        var rows = (int)(count / depth / RowKernels.WeightRows * RowKernels.WeightRows);
        point.Note = $"one core; {rows:N0} x {depth:N0} weights, {batch} {(batch == 1 ? "sequence" : "sequences")}";
        var layers = Formats.Select(f => (f.Name, Layer: point.Own(new WeightLayer(f.Format, rows, depth, batch, point.Seed)))).ToArray();

        // fp32 first: it is the reference of the ratios.
        foreach (var (name, layer) in layers.OrderBy(l => l.Layer.Format != WeightFormat.Fp32))
        {
            point.Check(name, () => layer.Check(batch, 1, point.Seed));
            point.Variant(name, () => layer.Multiply(batch), Derived.Rate(Gops, layer.Flops(batch) / 1e9), Derived.Rate(Metrics.GBps, layer.WeightBytes / 1e9));
        }
    }
}
