namespace HotRow.Serving;

/// <summary>Sequence parallelism in both meanings of the word.</summary>
/// <remarks>The literature splits what tensor parallelism leaves whole (norms, dropout) along the sequence. The document describes something else under the name: attention
/// on some devices and feed-forward blocks on others.
/// <para><i>Source:</i> V. Korthikanti et al., "Reducing Activation Recomputation in Large Transformer Models", 2022, section 4; document 003, sequence parallelism.</para></remarks>
public static class SequenceParallel
{
    /// <summary>Activations of a layer that tensor parallelism leaves whole on every device: 10 x tokens x hidden. <i>Units:</i> B, at 2 bytes an activation and 1 a dropout mask.</summary>
    public static double WholeBytes(long tokens, int hidden) => 10.0 * tokens * hidden;

    /// <summary>Share of <see cref="WholeBytes"/> that splitting along the sequence saves on each of t devices: (t - 1) / t.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no device.</exception>
    public static double Saved(int devices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(devices, 1);
        return (devices - 1.0) / devices;
    }

    /// <summary>Bytes that cross between the devices of attention and those of the feed-forward blocks, both ways over all layers, in the document's sense. <i>Units:</i> B a token.</summary>
    public static double OperatorBytesPerToken(ModelShape shape, int bytesPerActivation = 2) => 2.0 * shape.Layers * shape.Hidden * bytesPerActivation;
}
