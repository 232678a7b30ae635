namespace HotRow.Serving;

public static partial class LatencyModels
{
    /// <summary>The roofline at the shares of the peaks that a real server reached.</summary>
    public static readonly LatencyModelInfo Derated = Add(new(
        "derated", "roofline at 94 % of the arithmetic, 86 % of the bandwidth and 0.9 ms a step, as fitted to the vLLM log of one RTX 4090 (LLMServingSim, MIT)", DeratedRoofline.Create));
}

/// <summary>A roofline for devices of which no measurement is at hand: it takes them to reach the shares of their peaks that one real server reached.</summary>
/// <remarks>The data sheet taken at its word is a lower bound, and on the one real log it was 16 % too low; a plan that compares a measured device with bounds of
/// others would always find the others better. A sum over devices takes 25 us besides its bytes, twice a layer.
/// <para><i>Source:</i> shares: <see cref="RooflineCalibration.Rtx4090WithLlama31With8B"/>; 25 us: all-reduce of 10 KB among 8 A100 in one machine (microsoft/vidur, MIT).</para></remarks>
public static class DeratedRoofline
{
    /// <summary>Time of a sum over devices besides its bytes. <i>Units:</i> ns.</summary>
    public const double SumNs = 25_000;

    /// <summary>The model for a number of devices.</summary>
    /// <exception cref="InputException">Several devices share a layer, and the catalogue knows no link between them.</exception>
    public static ILatencyModel Create(LatencyArgs args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var calibration = RooflineCalibration.Rtx4090WithLlama31With8B with
        {
            Valid = ValidRange.None with { Note = "shares of the peaks as they were on one RTX 4090; other devices may reach others" },
        };
        return new Named(args.TensorParallel == 1 || args.Accelerator.LinkGBps is not { } link
            ? new(args, calibration)
            : new RooflineLatency(args, calibration, new AlphaBeta(SumNs, link.Value) { IsRing = true }));
    }

    private sealed class Named(RooflineLatency roofline) : ILatencyModel
    {
        public string Name => "derated";

        public ValidRange Valid => roofline.Valid;

        public long StepNs(in StepShape step) => roofline.StepNs(step);
    }
}
