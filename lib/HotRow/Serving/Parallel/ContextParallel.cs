namespace HotRow.Serving;

/// <summary>A sequence's keys and values spread over devices: each holds a part of the context, and attention over the parts is merged exactly.</summary>
/// <remarks><i>Source:</i> H. Liu et al., "Ring Attention with Blockwise Transformers", 2023; the merge is that of M. Milakov, N. Gimelshein, "Online normalizer calculation for softmax", 2018.</remarks>
public static class ContextParallel
{
    /// <summary>Keys and values that each device holds of a sequence. <i>Units:</i> B, the largest share.</summary>
    public static double KvBytesPerDevice(ModelShape shape, long tokens, int devices) => Math.Ceiling(tokens / (double)devices) * shape.KvBytesPerToken;

    /// <summary>Bytes that each device sends while a prompt's keys and values go around the ring once: (d - 1) parts. <i>Units:</i> B.</summary>
    public static double RingBytes(ModelShape shape, long tokens, int devices) => (devices - 1) * KvBytesPerDevice(shape, tokens, devices);

    /// <summary>Bytes that each device sends to merge one decoded token's partial results over all layers: a vector, a maximum and a sum in fp32 for each head. <i>Units:</i> B.</summary>
    public static double MergeBytesPerToken(ModelShape shape) => (double)shape.Layers * shape.Heads * (shape.HeadDim + 2) * sizeof(float);
}

/// <summary>Attention of one query over a part of the context, unfinished: what must be known of a part to merge it with another.</summary>
/// <param name="Maximum">Largest score of the part.</param>
/// <param name="Sum">Sum of exp(score - maximum).</param>
/// <param name="Weighted">Sum of exp(score - maximum) x value.</param>
public sealed record PartialAttention(double Maximum, double Sum, double[] Weighted)
{
    /// <summary>Attention over a part.</summary>
    /// <param name="scores">Scores of the part's tokens, at least one.</param>
    /// <param name="values">Their values, one row a token.</param>
    /// <exception cref="ArgumentException">There is no token, or not one row for each score.</exception>
    public static PartialAttention Of(ReadOnlySpan<double> scores, IReadOnlyList<double[]> values)
    {
        if (scores.IsEmpty || scores.Length != values.Count)
        {
            throw new ArgumentException($"{scores.Length} scores for {values.Count} rows; one each, at least one", nameof(values));
        }

        var maximum = double.NegativeInfinity;
        foreach (var score in scores)
        {
            maximum = Math.Max(maximum, score);
        }

        var (sum, weighted) = (0.0, new double[values[0].Length]);
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = Math.Exp(scores[i] - maximum);
            sum += weight;
            for (var d = 0; d < weighted.Length; d++)
            {
                weighted[d] += weight * values[i][d];
            }
        }

        return new(maximum, sum, weighted);
    }

    /// <summary>Attention over both parts.</summary>
    public PartialAttention Merge(PartialAttention other)
    {
        var maximum = Math.Max(Maximum, other.Maximum);
        var (mine, theirs) = (Math.Exp(Maximum - maximum), Math.Exp(other.Maximum - maximum));
        return new(maximum, (Sum * mine) + (other.Sum * theirs), [.. Weighted.Zip(other.Weighted, (a, b) => (a * mine) + (b * theirs))]);
    }

    /// <summary>The finished result: the weighted mean of the values.</summary>
    public double[] Result() => [.. Weighted.Select(w => w / Sum)];
}
