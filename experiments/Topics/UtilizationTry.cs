using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>The share of the bandwidth by both formulas: what steps read, and parameters x bytes x tokens a second.</summary>
    /// <param name="billions">Parameters, 0.001 to 10,000 billion.</param>
    /// <param name="bits">Bits of a weight, 1 to 32.</param>
    /// <param name="tokensPerSecond">Tokens a second of all sequences together, 0.001 to 10 million.</param>
    /// <param name="peakGBps">Peak bandwidth, 1 to 10 million GB/s.</param>
    /// <param name="batch">Sequences in a step, 1 to 100,000.</param>
    /// <param name="kvGigabytes">Keys and values of all sequences, 0 to 100,000 GB.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Mbu(double billions, double bits, double tokensPerSecond, double peakGBps, int batch = 1, double kvGigabytes = 0)
    {
        TryLimits.Check("billions", billions, 0.001, 10_000);
        TryLimits.Check("bits", bits, 1, 32);
        TryLimits.Check("tokensPerSecond", tokensPerSecond, 0.001, 10_000_000);
        TryLimits.Check("peakGBps", peakGBps, 1, 10_000_000);
        TryLimits.Check("batch", batch, 1, 100_000);
        TryLimits.Check("kvGigabytes", kvGigabytes, 0, 100_000);
        var weights = billions * 1e9 * bits / 8;
        double BySteps(double b) => ModelBandwidthUse.BySteps(weights, kvGigabytes * 1e9 * b / batch, b / tokensPerSecond) / (peakGBps * 1e9);
        var byTokens = ModelBandwidthUse.ByTokens(billions * 1e9, bits / 8, tokensPerSecond) / (peakGBps * 1e9);
        var points = new TryPoints(new("mbu", "Share of the bandwidth", "", true, "bytes read a second / peak"));
        foreach (var b in new double[] { 1, 2, 4, 8, 16, 32, 64, 128 }.Append(batch).Distinct().Order())
        {
            points.Add("by steps", b, BySteps(b), ValueKind.Computed);
            points.Add("by tokens", b, byTokens, ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{billions:0.###} billion weights of {bits:0.#} bits, {tokensPerSecond:N0} tokens/s in steps of {batch:N0}, peak {peakGBps:N0} GB/s"),
            [
                new("by steps: weights once for each step, keys and values", 100 * BySteps(batch), "%", ValueKind.Computed),
                new("by tokens: weights once for each token", 100 * byTokens, "%", ValueKind.Computed),
                new("GB/s by tokens", byTokens * peakGBps, "GB/s", ValueKind.Computed),
                new("most tokens a second that the bandwidth allows at this batch", tokensPerSecond / BySteps(batch), "1/s", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "The same tokens a second, made in steps of different size", "sequences in the step", "Computed; above 1 is more than there is.", logX: true, logY: true, references: ReferenceLine.Horizontal("all there is", 1)));
    }

    /// <summary>The share of the arithmetic of a prefill by three denominators.</summary>
    /// <param name="device">An accelerator of the catalogue: "rtx4090".</param>
    /// <param name="tokens">Tokens of the prompt, 1 to 10 million.</param>
    /// <param name="milliseconds">How long the prefill took, 0.001 to 10 million ms.</param>
    /// <param name="model">A shape of the catalogue: "llama-3.1-8b".</param>
    /// <exception cref="InputException">A parameter is outside its range or a name is unknown.</exception>
    public static TryResult Mfu(string device, int tokens, double milliseconds, string model = "llama-3.1-8b")
    {
        TryLimits.Check("tokens", tokens, 1, 10_000_000);
        TryLimits.Check("milliseconds", milliseconds, 0.001, 10_000_000);
        var (card, shape) = (Accelerators.Find(device), ModelShapes.Find(model));
        var (without, with) = (tokens * shape.FlopsPerToken / milliseconds / 1e9, StepCount.Prefill(shape, tokens).Flops / milliseconds / 1e9);
        var sparse = card.Peak("bf16", isSparse: true) ?? card.Peak("fp16", isSparse: true) ?? double.NaN;
        var numbers = new List<TryNumber>
        {
            new("share of the dense peak, with attention", 100 * with / card.DenseTflops, "%", ValueKind.Computed),
            new("share of the dense peak, without attention", 100 * without / card.DenseTflops, "%", ValueKind.Computed),
            new("arithmetic rate, with attention", with, "TFLOP/s", ValueKind.Computed),
        };
        if (double.IsFinite(sparse))
        {
            numbers.Insert(2, new("share of the sparse peak, with attention", 100 * with / sparse, "%", ValueKind.Computed));
        }

        return new(FormattableString.Invariant($"{shape.Name} on {card.Title}: a prompt of {tokens:N0} tokens in {milliseconds:0.###} ms"), numbers);
    }

    /// <summary>One decode step on one core of this machine, measured here and now: weights that no cache holds, times a batch.</summary>
    /// <param name="batch">Sequences, 1 to 64.</param>
    /// <param name="bits">Bits of a weight: 8, 16, 32 or 64.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult DecodeStep(int batch, int bits = 32)
    {
        TryLimits.Check("batch", batch, 1, 64);
        TryLimits.Check("bits", bits.ToString(System.Globalization.CultureInfo.InvariantCulture), "8", "16", "32", "64");
        var format = bits switch
        {
            8 => WeightFormat.Int8,
            16 => WeightFormat.Bf16,
            32 => WeightFormat.Fp32,
            _ => WeightFormat.Fp64,
        };
        using var layer = new WeightLayer(format, 65_536, 1_024, batch, seed: 1);
        using var stream = new PageMemory(128 << 20, "the stream of the read ceiling");
        stream.Floats.Fill(1);
        if (layer.Check(batch, 1, seed: 1) is { Passed: false } wrong)
        {
            throw new InvalidOperationException(wrong.Detail);
        }

        const int Steps = 100_000;
        var ns = TryTiming.MedianNs(() => layer.Multiply(batch), () => RowKernels.ReadStream(stream.Floats), () => RowKernels.FmaPeak(Steps));
        var (peakBytes, peakFlops) = (stream.Bytes / ns[1], (double)Steps * RowKernels.FmaStepFlops / ns[2]);
        return new(
            FormattableString.Invariant($"67 million weights of {bits} bits, {batch} {(batch == 1 ? "sequence" : "sequences")}, one core"),
            [
                new("tokens a second", batch / ns[0] * 1e9, "1/s", ValueKind.Measured),
                new("time of the step", ns[0] / 1e6, "ms", ValueKind.Measured),
                new("share of the bandwidth, weights once", 100 * layer.WeightBytes / ns[0] / peakBytes, "%", ValueKind.Measured),
                new("share of the bandwidth, weights once for each sequence", 100.0 * layer.WeightBytes * batch / ns[0] / peakBytes, "%", ValueKind.Measured),
                new("share of the arithmetic", 100 * layer.Flops(batch) / ns[0] / peakFlops, "%", ValueKind.Measured),
            ]);
    }
}
