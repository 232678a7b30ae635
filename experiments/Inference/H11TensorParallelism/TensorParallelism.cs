using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H11, H13: layers split over devices.</summary>
    public static readonly IExperiment TensorParallelism = Add(new TensorParallelism());
}

/// <summary>H11 and H13: what splitting every layer over devices saves, and what the exchange behind each half layer costs.</summary>
/// <remarks>Modelled: Llama 2 70B on A100s, the weights divided evenly and read at the data sheet's bandwidth, two all-reduces a layer at 25 us and 109 GB/s. Counted: NCCL's measured times of
/// all-reduces on one machine, and measured times of the same model on 2, 4 and 8 devices. The two hardly meet in absolute time: the measured software is far from the bandwidth.</remarks>
internal sealed partial class TensorParallelism : IExperiment
{
    private const double StartUs = 25;
    private const double LinkGBps = 109;
    private const int SmallBytes = 10_240;
    private const string LinkFile = "network/a100_dgx_all_reduce.csv";

    private static readonly int[] s_devices = [1, 2, 4, 8, 16];
    private static readonly int[] s_measured = [2, 4, 8];
    private static readonly int[] s_tokens = [1, 8, 64, 512, 2_048];
    private static readonly string[] s_machines = ["a100-80gb", "h100-80gb"];
    private static readonly ModelShape s_model = ModelShapes.Llama2With70B;

    public string Id => "h11-tensor-parallel";

    public string Title => "Tensor parallelism";

    public string Question => "How much faster does a request get when every layer is split over devices, and where does that end?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "model" } }, Model, 0);
        context.Point(new() { { "part", "link" } }, Links, 0);
        context.Point(new() { { "part", "measured" } }, Measured, 0);
    }

    /// <summary>One token's step: the weights read once, divided over the devices. <i>Units:</i> ms.</summary>
    internal static double WeightsMs(Accelerator device, int devices) => s_model.WeightBytes / (device.BandwidthGBps.Value * 1e6) / devices;

    /// <summary>A doubling of devices as charts name it.</summary>
    internal static string Doubling(int from) => $"{from} to {2 * from}";

    private static void Model(Point point)
    {
        var (device, link) = (Accelerators.Find("a100-80gb"), new AlphaBeta(StartUs * 1e3, LinkGBps));
        double StepMs(int devices) => WeightsMs(device, devices) + (TensorParallel.ExchangeNs(s_model, 1, devices, link) / 1e6);
        foreach (var devices in s_devices)
        {
            var at = new Parameters { { "devices", devices } };
            point.Value(StepTime, WeightsMs(device, devices), "weights, divided", ValueKind.Modelled, at: at);
            point.Value(StepTime, StepMs(devices), "weights and exchange", ValueKind.Modelled, at: at);
            if (devices < s_devices[^1])
            {
                point.Value(Gain, StepMs(devices) / StepMs(2 * devices), ModelName, ValueKind.Modelled, at: new() { { "doubling", Doubling(devices) } });
            }
        }

        point.Value(Floor, TensorParallel.PerLayer * s_model.Layers * StartUs / 1e3, "", ValueKind.Computed);
        foreach (var tokens in s_tokens)
        {
            // A step is limited by its bytes or by its arithmetic, whichever takes longer.
            var compute = tokens * s_model.FlopsPerToken / (device.DenseTflops * 1e9) / 8;
            var exchange = TensorParallel.ExchangeNs(s_model, tokens, 8, link) / 1e6;
            point.Value(ExchangeShare, exchange / (Math.Max(WeightsMs(device, 8), compute) + exchange), "", ValueKind.Modelled, at: new() { { "tokens", tokens } });
        }
    }

    private static void Links(Point point)
    {
        if (RealData.Open(point, LinkFile) is not { } path)
        {
            return;
        }

        foreach (var devices in s_measured)
        {
            var table = CollectiveTable.Read(path, devices, devices);
            var name = $"{devices} devices";
            point.Value(Bandwidth, 1 / LeastSquares.Of([.. table.Times.Select(t => (double)t.Bytes)], [.. table.Times.Select(t => t.Ns)]).Slope, name);
            point.Value(SmallTime, table.Ns(SmallBytes) / 1e3, name);
            foreach (var (bytes, ns) in table.Times.Where((_, i) => i % 8 == 0))
            {
                point.Value(LinkTime, ns / 1e3, name, at: new() { { "bytes", bytes } });
            }
        }
    }

    private static void Measured(Point point)
    {
        if (RealData.Open(point, SplitwiseTable.FileName) is not { } path)
        {
            return;
        }

        var table = SplitwiseTable.Read(path);
        foreach (var machine in s_machines)
        {
            double TokenMs(int devices) => table.Median("llama2-70b", machine, devices, 512, 1, r => r.TokenMs);
            double PromptMs(int devices) => table.Median("llama2-70b", machine, devices, 2_048, 1, r => r.PromptMs);
            var name = machine.Split('-')[0].ToUpperInvariant();
            foreach (var devices in s_measured)
            {
                point.Value(StepTime, TokenMs(devices), $"{name}, measured", at: new() { { "devices", devices } });
                if (devices < s_measured[^1])
                {
                    var at = new Parameters { { "doubling", Doubling(devices) } };
                    point.Value(Gain, TokenMs(devices) / TokenMs(2 * devices), $"{name}, a token", at: at);
                    point.Value(Gain, PromptMs(devices) / PromptMs(2 * devices), $"{name}, a prompt of 2,048", at: at);
                }
            }
        }
    }
}
