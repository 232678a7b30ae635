namespace HotRow.Serving;

/// <summary>A step's time as a straight line: a + b x tokens of prompts + c x decoding sequences + d x their context.</summary>
/// <remarks>
/// Four numbers are enough on one RTX 4090 because its steps are either weights streamed once (a) with keys and values (d), or a prompt's arithmetic (b).
/// <para><i>Cost:</i> a few nanoseconds a step.</para>
/// </remarks>
/// <param name="name">Its name.</param>
/// <param name="baseMs">What a step takes in which nothing is computed. <i>Units:</i> ms.</param>
/// <param name="promptUs">A token of a prompt. <i>Units:</i> us.</param>
/// <param name="sequenceUs">A decoding sequence. <i>Units:</i> us.</param>
/// <param name="contextNs">A token of a decoding sequence's context. <i>Units:</i> ns.</param>
/// <param name="valid">Where it was compared with a real system.</param>
public sealed class LineLatency(string name, double baseMs, double promptUs, double sequenceUs, double contextNs, ValidRange valid) : ILatencyModel
{
    /// <summary>Llama 3.1 8B in bf16 on one RTX 4090.</summary>
    /// <remarks><i>Source:</i> least squares on the steps of a replay of 300 real requests with the per-layer tables of casys-kaist/LLMServingSim
    /// (MIT licence, profile RTX4090 / Llama-3.1-8B, vLLM 0.19.0). Only the four coefficients are kept here.</remarks>
    public static LineLatency Rtx4090WithLlama31With8B { get; } = new("line", 16.840, 86.565, 39.770, 169.79, new(
        "Llama-3.1-8B bf16, one RTX 4090, vLLM 0.19.0", (262, 3_998), (512, 1_021), 49, "one run of 300 requests, in overload: latency at low load was not compared"));

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ValidRange Valid => valid;

    /// <summary>What a step takes in which nothing is computed. <i>Units:</i> ms.</summary>
    public double BaseMs => baseMs;

    /// <summary>A token of a prompt. <i>Units:</i> us.</summary>
    public double PromptUs => promptUs;

    /// <summary>A decoding sequence. <i>Units:</i> us.</summary>
    public double SequenceUs => sequenceUs;

    /// <summary>A token of a decoding sequence's context. <i>Units:</i> ns.</summary>
    public double ContextNs => contextNs;

    /// <inheritdoc/>
    public long StepNs(in StepShape step) =>
        Math.Max(1, (long)Math.Round((baseMs * 1e6) + (promptUs * 1e3 * step.PrefillTokens) + (sequenceUs * 1e3 * step.Decodes) + (contextNs * step.DecodeContext)));
}

public static partial class LatencyModels
{
    /// <summary>Four coefficients fitted to measured tables of one model on one device.</summary>
    public static readonly LatencyModelInfo Line = Add(new("line", "least squares on the per-layer tables of LLMServingSim (MIT)", NewLine));

    private static LineLatency NewLine(LatencyArgs args) =>
        args.Shape.Name == ModelShapes.Llama31With8B.Name && args.Accelerator.Name == "rtx4090" && args.TensorParallel == 1
            ? LineLatency.Rtx4090WithLlama31With8B
            : throw new InputException(
                $"latency model 'line' has coefficients for llama-3.1-8b on one rtx4090 only, not for {args.Shape.Name} on {args.TensorParallel} x {args.Accelerator.Name}; use --latency roofline, or tables with a profile of your own");
}
