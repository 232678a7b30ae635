namespace HotRow.Serving;

/// <summary>A step's time as the longer of its arithmetic and its memory traffic, from the sizes of model and device alone.</summary>
/// <remarks>
/// Arithmetic: 2 operations a multiplied weight and token, and 4 x layers x heads x head width a pair of a token and its context. Traffic: all weights once a step, and the keys and values of every sequence in it.
/// With tensor parallelism both are divided by the devices (keys and values by no more than there are KV heads), and two sums over the devices a layer are added.
/// Peaks are those of 16-bit arithmetic: smaller weights are read faster and multiplied as before.
/// <para><i>Cost:</i> a few nanoseconds a step, and one for each piece of a prompt.</para>
/// <para><i>Source:</i> Williams, Waterman and Patterson, Roofline, CACM 52(4), 2009; traffic of a step: Pope et al., Efficiently Scaling Transformer Inference, MLSys 2023, section 2.</para>
/// </remarks>
public sealed class RooflineLatency : ILatencyModel
{
    private readonly double _flopsPerToken;
    private readonly double _flopsPerPair;
    private readonly double _weightBytes;
    private readonly double _kvBytes;
    private readonly double _nsPerFlop;
    private readonly double _nsPerByte;
    private readonly double _overheadNs;
    private readonly ModelShape _shape;
    private readonly int _devices;
    private readonly ICollectiveCost? _collective;

    /// <summary>Creates the model.</summary>
    /// <param name="args">Model, device and how many of them share a layer.</param>
    /// <param name="calibration">Shares of the peaks that are reached, and what every step takes besides; null takes the data sheet at its word.</param>
    /// <param name="collective">What a sum over the devices costs; null takes a ring over the device's link that starts at once, a lower bound as the rest of a data sheet is.</param>
    /// <exception cref="InputException">Several devices share a layer, and the catalogue knows no link between them.</exception>
    public RooflineLatency(LatencyArgs args, RooflineCalibration? calibration = null, ICollectiveCost? collective = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.TensorParallel, 1);
        calibration ??= RooflineCalibration.DataSheet;
        var (shape, device) = (args.Shape, args.Accelerator);
        (_shape, _devices) = (shape, args.TensorParallel);
        _flopsPerToken = shape.FlopsPerToken / _devices;
        _flopsPerPair = shape.AttentionFlopsPerPair / _devices;
        _weightBytes = shape.WeightBytes / _devices;
        _kvBytes = shape.KvBytesPerToken / Math.Min(_devices, shape.KvHeads);
        _nsPerFlop = 1 / (device.DenseTflops * 1e3 * calibration.ArithmeticShare);
        _nsPerByte = 1 / (device.BandwidthGBps.Value * calibration.BandwidthShare);
        _overheadNs = calibration.OverheadNs;
        _collective = _devices > 1 ? collective ?? OverLink(device) : null;
        Valid = calibration.Valid;
    }

    /// <inheritdoc/>
    public string Name => "roofline";

    /// <inheritdoc/>
    public ValidRange Valid { get; }

    /// <summary>Operations of a step on each device.</summary>
    public double Flops(in StepShape step)
    {
        var pairs = (double)step.DecodeContext;
        foreach (var chunk in step.Prefills)
        {
            pairs += chunk.Tokens * (chunk.Context + (chunk.Tokens / 2.0));
        }

        return (_flopsPerToken * step.Tokens) + (_flopsPerPair * pairs);
    }

    /// <summary>Bytes that a step reads on each device.</summary>
    public double Bytes(in StepShape step)
    {
        var context = step.DecodeContext;
        foreach (var chunk in step.Prefills)
        {
            context += chunk.Tokens + chunk.Context;
        }

        return _weightBytes + (_kvBytes * context);
    }

    /// <inheritdoc/>
    public long StepNs(in StepShape step)
    {
        var ns = Math.Max(Flops(step) * _nsPerFlop, Bytes(step) * _nsPerByte) + _overheadNs;
        if (_collective is not null)
        {
            ns += TensorParallel.ExchangeNs(_shape, step.Tokens, _devices, _collective);
        }

        return Math.Max(1, (long)Math.Round(ns));
    }

    private static AlphaBeta OverLink(Accelerator device) => device.LinkGBps is { } link
        ? new(0, link.Value) { IsRing = true }
        : throw new InputException($"the catalogue knows no link between devices of '{device.Name}', which share each layer in tensor parallelism; add linkGBps to a catalogue of your own, or use one device a replica");
}

/// <summary>How much of a data sheet a device reaches.</summary>
/// <param name="ArithmeticShare">Share of the dense peak.</param>
/// <param name="BandwidthShare">Share of the peak bandwidth.</param>
/// <param name="OverheadNs">What every step takes besides. <i>Units:</i> ns.</param>
/// <param name="Valid">Where it was compared with a real system.</param>
public sealed record RooflineCalibration(double ArithmeticShare, double BandwidthShare, double OverheadNs, ValidRange Valid)
{
    /// <summary>Peaks as the data sheet has them, nothing besides: a lower bound of a step's time.</summary>
    public static RooflineCalibration DataSheet { get; } =
        new(1, 1, 0, ValidRange.None with { Note = "peaks of the data sheet: on the one real log it was compared with (Llama-3.1-8B on one RTX 4090) mean latencies came out 16 % too low" });

    /// <summary>Llama 3.1 8B in bf16 on one RTX 4090: 93.6 % of the arithmetic, 86.3 % of the bandwidth, 0.945 ms a step.</summary>
    /// <remarks><i>Source:</i> fitted to requests 0 to 99 of the log of LLMServingSim (MIT); requests 100 to 299 come from the same run.</remarks>
    public static RooflineCalibration Rtx4090WithLlama31With8B { get; } =
        new(154.57 / 165.2, 870.3 / 1_008, 945_000, LineLatency.Rtx4090WithLlama31With8B.Valid with { Note = "fitted to 100 requests of one run of 300, in overload: latency at low load was not compared" });
}

public static partial class LatencyModels
{
    /// <summary>The data sheet's peaks, for any model on any device of the catalogue.</summary>
    public static readonly LatencyModelInfo Roofline = Add(new("roofline", "Williams et al., Roofline, CACM 2009, with the peaks of the catalogue", args => new RooflineLatency(args)));
}
