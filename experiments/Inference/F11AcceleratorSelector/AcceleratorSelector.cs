using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F11: which accelerator for which work.</summary>
    public static readonly IExperiment AcceleratorSelector = Add(new AcceleratorSelector());
}

/// <summary>F11: the catalogue of accelerators, models, and arrivals: what fits, how quick a step is, and how many requests a second keep their objectives.</summary>
/// <remarks>Step times are a roofline: of the data sheet for single steps, at the shares of the peaks that one real server reached for arrivals. No prices are shipped:
/// what one accelerator may cost beside another for the same requests per dollar is the ratio of what they serve.</remarks>
internal sealed partial class AcceleratorSelector : IExperiment
{
    private const int MostToHoldAModel = 64;
    private const int DecodeContext = 1_024;
    private const int PromptTokens = 2_048;
    private const double RateStep = 1.03;
    private const double LeastRate = 0.05;
    private const double MostRate = 500;

    private static readonly ModelShape[] s_models = [ModelShapes.Llama31With8B, ModelShapes.Llama2With13B, ModelShapes.Llama31With70B];
    private static readonly PlanGoal s_goal = new(ServiceObjectives.OfMs(1_000, 100), 0.9);

    public string Id => "f11-selector";

    public string Title => "Choosing an accelerator";

    public string Question => "Which accelerator serves a model on given arrivals, and which of its figures decides?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "fit" } }, Fit, 0);
        context.Point(new() { { "part", "step" } }, Steps, 0);
        context.Point(new() { { "part", "measured" } }, Published, 0);
        var arrivals = new Load(context.ByScale(60, 1_000, 5_000), context.ByScale(1, 60, 300));
        foreach (var accelerator in Accelerators.All)
        {
            context.Point(new() { { "part", "arrivals" }, { "accelerator", accelerator.Name } }, point => Serve(point, accelerator, arrivals));
        }

        context.Point(new() { { "part", "sensitivity" } }, point => Sensitivity(point, arrivals));
    }

    /// <summary>Highest rate at which nine in ten requests keep their objectives on one accelerator; 0 when one alone is too slow or the model does not fit.</summary>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="load">How long the arrivals are.</param>
    /// <param name="seed">Of the arrivals.</param>
    /// <param name="goal">The objectives; nine in ten within TTFT 1 s and TPOT 100 ms when null.</param>
    internal static double HighestRate(Accelerator accelerator, Load load, ulong seed, PlanGoal? goal = null)
    {
        goal ??= s_goal;
        var blocks = KvBudget.Blocks(Shape, accelerator, 1);
        if (blocks == 0)
        {
            return 0;
        }

        var candidate = new Candidate(Shape, accelerator, 1, Schedulers.ContinuousBatch, new(), LatencyModels.Derated.Create(new(Shape, accelerator)), blocks);
        var trials = new SimulatedTrials();
        bool Holds(double rate) => PlanTrial.Of(candidate, 1, trials.Run(candidate, 1, load.At(rate, seed), 1, CancellationToken.None), goal).IsEnough;

        if (!PlanTrial.Of(candidate, 0, UnloadedLimit.Of(candidate, load.At(1, seed)), goal).IsEnough || !Holds(LeastRate))
        {
            return 0;
        }

        var (holds, fails) = (LeastRate, 2 * LeastRate);
        while (Holds(fails) && fails < MostRate)
        {
            (holds, fails) = (fails, 2 * fails);
        }

        while (fails / holds > RateStep)
        {
            var middle = Math.Sqrt(holds * fails);
            (holds, fails) = Holds(middle) ? (middle, fails) : (holds, middle);
        }

        return holds;
    }

    private static void Fit(Point point)
    {
        foreach (var accelerator in Accelerators.All)
        {
            foreach (var shape in s_models)
            {
                var devices = Enumerable.Range(1, MostToHoldAModel).FirstOrDefault(n => KvBudget.Blocks(shape, accelerator, n) > 0);
                point.Value(ToHold, devices == 0 ? double.NaN : devices, shape.Name, ValueKind.Computed, at: At(accelerator));
            }
        }
    }

    private static void Steps(Point point)
    {
        foreach (var accelerator in Accelerators.All)
        {
            var latency = LatencyModels.Roofline.Create(new(Shape, accelerator));
            point.Value(StepMs, latency.StepNs(new([], 1, DecodeContext)) / 1e6, DecodeName, ValueKind.Modelled, at: At(accelerator));
            point.Value(StepMs, latency.StepNs(new([new(PromptTokens, 0)], 0, 0)) / 1e6, PromptName, ValueKind.Modelled, at: At(accelerator));
        }

        var (newer, older) = (Accelerators.Find("h100-sxm"), Accelerators.Find("a100-80gb"));
        point.Value(Gain, newer.DenseTflops / older.DenseTflops, ArithmeticName, ValueKind.Computed);
        point.Value(Gain, newer.BandwidthGBps.Value / older.BandwidthGBps.Value, BandwidthName, ValueKind.Computed);
        double Quicker(PrefillChunk[] prompts, int decodes, long context) =>
            (double)LatencyModels.Roofline.Create(new(Shape, older)).StepNs(new(prompts, decodes, context)) / LatencyModels.Roofline.Create(new(Shape, newer)).StepNs(new(prompts, decodes, context));
        point.Value(Gain, Quicker([], 1, DecodeContext), DecodeName, ValueKind.Modelled);
        point.Value(Gain, Quicker([new(PromptTokens, 0)], 0, 0), PromptName, ValueKind.Modelled);
    }

    // Llama 2 70B over two devices, one request of 2,048 prompt tokens; with 512 tokens the two lie a hundredth further apart.
    private static void Published(Point point)
    {
        if (RealData.Open(point, SplitwiseTable.FileName) is { } path)
        {
            var table = SplitwiseTable.Read(path);
            double Ratio(Func<SplitwiseRow, double> value) => table.Median("llama2-70b", "a100-80gb", 2, 2_048, 1, value) / table.Median("llama2-70b", "h100-80gb", 2, 2_048, 1, value);
            point.Value(Gain, Ratio(r => r.TokenMs), DecodeName);
            point.Value(Gain, Ratio(r => r.PromptMs), PromptName);
        }
    }

    private static void Serve(Point point, Accelerator accelerator, Load load)
    {
        var rate = HighestRate(accelerator, load, point.Seed);
        var reference = accelerator.Name == ReferenceName ? rate : HighestRate(Accelerators.Find(ReferenceName), load, point.Seed);
        point.Value(Rate, rate, "", ValueKind.Modelled);
        point.Value(PerKilowatt, rate / accelerator.PowerW.Value * 1e3, "", ValueKind.Modelled);
        point.Value(Worth, rate / reference, WorthName, ValueKind.Modelled);
        point.Value(Worth, accelerator.DenseTflops / Accelerators.Find(ReferenceName).DenseTflops, PeakName, ValueKind.Modelled);
    }

    private static void Sensitivity(Point point, Load load)
    {
        var whole = Accelerators.Find(SensitiveName);
        var plain = HighestRate(whole, load, point.Seed);
        foreach (var (name, half) in new[]
        {
            (HalfArithmetic, whole with { Peaks = [.. whole.Peaks.Select(p => p with { Tflops = Half(p.Tflops) })] }),
            (HalfBandwidth, whole with { BandwidthGBps = Half(whole.BandwidthGBps) }),
            (HalfMemory, whole with { MemoryGB = Half(whole.MemoryGB) }),
        })
        {
            point.Value(Left, 100 * HighestRate(half, load, point.Seed) / plain, name, ValueKind.Modelled);
        }
    }

    private static SourcedFigure Half(SourcedFigure figure) => figure with { Value = figure.Value / 2 };

    /// <summary>How long arrivals are: so many requests, and so many seconds where that is more, for a queue takes time to grow.</summary>
    internal readonly record struct Load(int Requests, double Seconds)
    {
        /// <summary>Requests like Azure's at that rate; at every rate the same ones, as far as they go.</summary>
        internal ServingRequest[] At(double rate, ulong seed) => [.. SimulatedServer.AzureLike(rate, Math.Max(Requests, (int)(rate * Seconds)), seed)];
    }

    private static Parameters At(Accelerator accelerator) => new() { { "accelerator", accelerator.Name } };
}
