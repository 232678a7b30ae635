namespace HotRow.Lab;

/// <summary>What is made of F2's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ParameterMemory
{
    internal static readonly Metric Bytes = new("ledger-bytes", "Bytes a parameter", "B", false, "bytes of one number of each array");
    internal static readonly Metric PerParameter = new("bytes-per-parameter", "All bytes of a parameter", "B", false, "weight + gradient + moments + master copy");
    internal static readonly Metric Allocated = new("allocated-per-parameter", "Allocated bytes a parameter", "B", false, "bytes handed out by the runtime / parameters");
    internal static readonly Metric ModelGB = new("model-gb", "Memory of the parameters", "GB", false, "parameters x bytes a parameter");
    internal static readonly Metric DevicesThatHold = new("devices-that-hold", "Accelerators of the catalogue that hold it", "", true, "entries with at least that much memory");

    internal const string TrainFp32 = "train, fp32";
    internal const string TrainMixed = "train, mixed";
    internal const string Infer32 = "use, fp32";
    internal const string Infer16 = "use, 16 bit";
    internal const string Infer8 = "use, 8 bit";
    internal const string Infer4 = "use, 4 bit";

    private static readonly string[] s_names = [TrainFp32, TrainMixed, Infer32, Infer16, Infer8, Infer4];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Training takes 16 bytes a parameter, use takes 4 to a half", "mode", Bytes, "variant", [ReferenceLine.Horizontal("all of training: 16 B", 16)], XLabel: "what is done with it",
            Caption: "Computed for AdamW; activations, caches and buffers come on top.", Where: new Dictionary<string, string> { ["part"] = "ledger" }),
        new(ChartKind.Bar, "What the parameters of a model need", "model", ModelGB, "variant", [ReferenceLine.Horizontal("24 GB", 24), ReferenceLine.Horizontal("80 GB", 80)], LogY: true, XLabel: "model",
            Caption: "Computed: parameters x bytes a parameter. Keys and values are not in it.", Where: new Dictionary<string, string> { ["part"] = "models" }),
        new(ChartKind.Bar, "Allocated as added up", "variant", Allocated, "part", [], XLabel: "what is done with it",
            Caption: "Counted: bytes that the runtime handed out for the arrays, over the parameters.", Where: new Dictionary<string, string> { ["part"] = "allocated" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        .. s_names.Zip([16.0, 16, 4, 2, 1, 0.5], (name, bytes) =>
            new CheckFigure($"allocated bytes a parameter: {name}", "curriculum F2: 16 B trained with AdamW, 4 to 0.5 B used", bytes, 0.05 * bytes, "B", r => r.Value(Allocated, ("variant", name)))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-training-more-memory", "003, training and inference chips", "Backpropagation needs much more memory than inference.", JudgeTraining),
        new("003-inference-lower-precision", "003, training and inference chips", "Inference can do with fewer bits, down to 4.", JudgeBits),
    ];

    public Headline Headline(ResultSet results)
    {
        var (train, use) = (results.Value(Allocated, ("variant", TrainMixed)), results.Value(Allocated, ("variant", Infer16)));
        return new("allocated for training in mixed precision over use in 16 bits", train / use, double.NaN, double.NaN, "x", ValueKind.Counted);
    }

    private static Verdict JudgeTraining(ResultSet results)
    {
        var (train, use) = (results.Value(Allocated, ("variant", TrainMixed)), results.Value(Allocated, ("variant", Infer16)));
        return double.IsNaN(train + use) ? Verdict.NotRun
            : train >= 2 * use ? Verdict.Reproduced($"{train:0.0} B a parameter against {use:0.0} B: {train / use:0.0} x", "without activations, which widen it")
            : Verdict.Contradicted($"{train:0.0} B a parameter against {use:0.0} B");
    }

    private static Verdict JudgeBits(ResultSet results)
    {
        var held = results.Where(DevicesThatHold, ("model", "llama-2-70b")).ToDictionary(o => o.Variant, o => o.Value, StringComparer.Ordinal);
        return held.TryGetValue(Infer16, out var in16) && held.TryGetValue(Infer4, out var in4)
            ? in4 > in16 ? Verdict.Depends("quality, which needs a trained model and comes with the transformer", $"memory gains by it: a 70B model fits {in16:0} accelerators of the catalogue in 16 bits and {in4:0} in 4 bits")
                : Verdict.Contradicted($"a 70B model fits {in16:0} accelerators of the catalogue in 16 bits and {in4:0} in 4 bits", "fewer bits make it fit no more of them")
            : Verdict.NotRun;
    }
}
