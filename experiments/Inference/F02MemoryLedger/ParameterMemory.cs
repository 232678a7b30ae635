using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F2: bytes of a parameter, trained and used.</summary>
    public static readonly IExperiment MemoryLedger = Add(new ParameterMemory());
}

/// <summary>F2: what a parameter takes in memory while it is trained and while it is used, added up, allocated, and held against the accelerators' memory.</summary>
/// <remarks>Allocated are the arrays themselves: weights, gradients and both moments for training, the weights alone for use. Activations, caches and buffers are left out on
/// both sides; with a model that is trained here they come with the transformer.
/// <para><i>Deviation:</i> the curriculum compares with the resident set. Here the bytes that the runtime says it handed out are counted: they are the same on every run, and
/// pages that nobody touched do not blur them.</para></remarks>
internal sealed partial class ParameterMemory : IExperiment
{
    private static readonly (string Name, MemoryLedger Ledger)[] s_modes =
    [
        (TrainFp32, Serving.MemoryLedger.TrainFp32), (TrainMixed, Serving.MemoryLedger.TrainMixed), (Infer32, Serving.MemoryLedger.Infer(32)), (Infer16, Serving.MemoryLedger.Infer(16)),
        (Infer8, Serving.MemoryLedger.Infer(8)), (Infer4, Serving.MemoryLedger.Infer(4)),
    ];

    public string Id => "f02-memory-ledger";

    public string Title => "Memory of a parameter";

    public string Question => "How much more memory does a parameter take while it is trained?";

    public double Weight => 0.3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "ledger" } }, Ledger, 0);
        context.Point(new() { { "part", "models" } }, Models, 0);
        context.Point(new() { { "part", "allocated" } }, point => Allocate(point, context.ByScale(1_000_000, 10_000_000, 50_000_000)), 0);
    }

    private static void Ledger(Point point)
    {
        foreach (var (name, ledger) in s_modes)
        {
            var at = new Parameters { { "mode", name } };
            foreach (var (part, bytes) in (ReadOnlySpan<(string, double)>)[("weight", ledger.Weight), ("gradient", ledger.Gradient), ("moments of the optimizer", ledger.Optimizer), ("master copy", ledger.Master)])
            {
                if (bytes > 0)
                {
                    point.Value(Bytes, bytes, part, ValueKind.Computed, at: at);
                }
            }

            point.Value(PerParameter, ledger.PerParameter, "", ValueKind.Computed, at: at);
        }
    }

    private static void Models(Point point)
    {
        foreach (var shape in ModelShapes.All)
        {
            foreach (var (name, ledger) in s_modes)
            {
                var gb = shape.Parameters * ledger.PerParameter / 1e9;
                var at = new Parameters { { "model", shape.Name } };
                point.Value(ModelGB, gb, name, ValueKind.Computed, at: at);
                point.Value(DevicesThatHold, Accelerators.All.Count(a => a.MemoryGB.Value >= gb), name, ValueKind.Computed, at: at);
            }
        }
    }

    private static void Allocate(Point point, int parameters)
    {
        point.Note = $"{parameters:N0} parameters; bytes handed out by the runtime";
        point.Value(Allocated, Count(() => [new float[parameters], new float[parameters], new float[parameters], new float[parameters]]) / parameters, TrainFp32, ValueKind.Counted);
        point.Value(Allocated, Count(() => [new Half[parameters], new Half[parameters], new float[parameters], new float[parameters], new float[parameters]]) / parameters, TrainMixed, ValueKind.Counted);
        point.Value(Allocated, Count(() => [new float[parameters]]) / parameters, Infer32, ValueKind.Counted);
        point.Value(Allocated, Count(() => [new Half[parameters]]) / parameters, Infer16, ValueKind.Counted);
        point.Value(Allocated, Count(() => [new sbyte[parameters]]) / parameters, Infer8, ValueKind.Counted);
        point.Value(Allocated, Count(() => [new byte[parameters / 2]]) / parameters, Infer4, ValueKind.Counted);
    }

    // One thread only: what others allocate meanwhile is not counted.
    private static double Count(Func<Array[]> allocate)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var arrays = allocate();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(arrays);
        return bytes;
    }
}
