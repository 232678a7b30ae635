using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Operations and bytes of a piece of inference, counted from its sizes.</summary>
/// <param name="Flops">Floating-point operations.</param>
/// <param name="Bytes">Bytes that must move at least: each weight, input and output once.</param>
internal readonly record struct StepCount(double Flops, double Bytes)
{
    /// <summary>Operations a byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>A decode step: one token for each of the sequences, all at the same context.</summary>
    public static StepCount Decode(ModelShape shape, double batch, double context) => new(
        batch * (shape.FlopsPerToken + (shape.AttentionFlopsPerPair * context)),
        (shape.MultipliedParameters * shape.BytesPerWeight) + (batch * context * shape.KvBytesPerToken));

    /// <summary>A prefill of one prompt, or of a chunk of it behind tokens that were computed before.</summary>
    public static StepCount Prefill(ModelShape shape, double tokens, double before = 0) => new(
        (tokens * shape.FlopsPerToken) + (shape.AttentionFlopsPerPair * tokens * (before + ((tokens + 1) / 2))),
        (shape.MultipliedParameters * shape.BytesPerWeight) + ((before + tokens) * shape.KvBytesPerToken));

    /// <summary>A 3x3 convolution that keeps its size, in 16-bit numbers.</summary>
    /// <param name="images">Images at once.</param>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="side">Height and width.</param>
    public static StepCount Convolution(double images, double channels, double side) => new(
        2 * 9 * channels * channels * side * side * images,
        2 * ((2 * channels * side * side * images) + (9 * channels * channels)));

    /// <summary>The batch at which a step of products with weights alone meets the ridge: ridge x bytes of a weight / 2.</summary>
    public static double BatchAtRidge(double ridge, double bytesPerWeight) => ridge * bytesPerWeight / 2;

    /// <summary>All of them, one after the other.</summary>
    public static StepCount Sum(IEnumerable<StepCount> counts) => counts.Aggregate((a, b) => new(a.Flops + b.Flops, a.Bytes + b.Bytes));
}
