using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>Which side of its ridge an accelerator is on while a model decodes.</summary>
    /// <param name="device">An accelerator of the catalogue: "h100-sxm".</param>
    /// <param name="batch">Sequences in a step, 1 to 100,000.</param>
    /// <param name="context">Tokens of context in each, 1 to 10 million.</param>
    /// <param name="bits">Bits of a weight, 1 to 32; products stay in 16 bits.</param>
    /// <param name="model">A shape of the catalogue: "llama-3.1-8b".</param>
    /// <exception cref="InputException">A parameter is outside its range or a name is unknown.</exception>
    public static TryResult Roofline(string device, int batch, int context, double bits = 16, string model = "llama-3.1-8b")
    {
        TryLimits.Check("batch", batch, 1, 100_000);
        TryLimits.Check("context", context, 1, 10_000_000);
        TryLimits.Check("bits", bits, 1, 32);
        var (card, shape) = (Accelerators.Find(device), ModelShapes.Find(model) with { BytesPerWeight = bits / 8 });
        var points = new TryPoints(new("over-ridge", "Intensity over the ridge", "", null, "operations a byte of the step / ridge"));
        for (var b = 1; b <= 4_096; b *= 4)
        {
            points.Add("this context", b, StepCount.Decode(shape, b, context).Intensity / card.Ridge, ValueKind.Computed);
            points.Add("weights alone", b, StepCount.Decode(shape, b, 0).Intensity / card.Ridge, ValueKind.Computed);
        }

        var step = StepCount.Decode(shape, batch, context);
        var (arithmetic, bandwidth) = (step.Flops / card.DenseTflops / 1e9, step.Bytes / card.BandwidthGBps.Value / 1e6);
        return points.Result(
            FormattableString.Invariant($"{shape.Name}, {bits:0.#} bits a weight, on {card.Title}: {batch:N0} sequences of {context:N0} tokens"),
            [
                new("operations a byte", step.Intensity, "FLOP/B", ValueKind.Computed),
                new("ridge", card.Ridge, "FLOP/B", ValueKind.Computed),
                new("step, if bandwidth alone counted", bandwidth, "ms", ValueKind.Computed),
                new("step, if arithmetic alone counted", arithmetic, "ms", ValueKind.Computed),
                new("tokens a second at the longer of the two", batch / Math.Max(arithmetic, bandwidth) * 1e3, "1/s", ValueKind.Computed),
                new("batch at the ridge, weights alone", StepCount.BatchAtRidge(card.Ridge, bits / 8), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Operations a byte over the ridge", "sequences in the step", "Computed; above 1 arithmetic limits.", logX: true, logY: true, references: ReferenceLine.Horizontal("ridge", 1)));
    }

    /// <summary>What a step costs when a part of its data lies in a slower tier.</summary>
    /// <param name="gigabytes">What a step reads, 0.001 to 10,000 GB.</param>
    /// <param name="sharePercent">How much of it lies in the slower tier, 0 to 100 %.</param>
    /// <param name="nearGBps">Bandwidth of the near tier, 0.1 to 100,000 GB/s.</param>
    /// <param name="linkGBps">Bandwidth of the slower tier, 0.01 to 100,000 GB/s.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Offload(double gigabytes, double sharePercent, double nearGBps, double linkGBps)
    {
        TryLimits.Check("gigabytes", gigabytes, 0.001, 10_000);
        TryLimits.Check("sharePercent", sharePercent, 0, 100);
        TryLimits.Check("nearGBps", nearGBps, 0.1, 100_000);
        TryLimits.Check("linkGBps", linkGBps, 0.01, 100_000);
        double Ms(double share) => 1e3 * gigabytes * (((1 - share) / nearGBps) + (share / linkGBps));
        var points = new TryPoints(new("step-ms", "Time of a step", "ms", false, "bytes in each tier / its bandwidth"));
        foreach (var percent in new[] { 0.0, 5, 10, 20, 40, 60, 80, 100 }.Append(sharePercent).Distinct().Order())
        {
            points.Add("one tier after the other", percent, Ms(percent / 100), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{gigabytes:0.###} GB a step, {sharePercent:0.##} % of it over {linkGBps:0.##} GB/s, the rest at {nearGBps:0.##} GB/s"),
            [
                new("time of a step", Ms(sharePercent / 100), "ms", ValueKind.Computed),
                new("the same with all of it near", Ms(0), "ms", ValueKind.Computed),
                new("slower by", Ms(sharePercent / 100) / Ms(0), "x", ValueKind.Computed),
                new("share of the time on the link", 1e3 * gigabytes * sharePercent / 100 / linkGBps / Ms(sharePercent / 100), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "What does not fit sets the time", "share in the slower tier (%)", "Computed: bytes over each tier's bandwidth.", logY: true));
    }
}
