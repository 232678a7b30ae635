namespace HotRow.Serving;

/// <summary>Bytes of keys and values.</summary>
public static class KvSize
{
    /// <summary>2 x batch x tokens x layers x KV heads x head width x bytes. <i>Units:</i> B.</summary>
    public static double Bytes(double batch, double tokens, int layers, int kvHeads, int headDim, double bytesPerNumber) => 2 * batch * tokens * layers * kvHeads * headDim * bytesPerNumber;

    /// <summary>The same for a model. <i>Units:</i> B.</summary>
    public static double Bytes(ModelShape shape, double batch, double tokens) => batch * tokens * shape.KvBytesPerToken;

    /// <summary>The document's formula, with the hidden width in place of KV heads x head width. <i>Units:</i> B.</summary>
    /// <remarks>Right only where the two are equal: multi-head attention whose heads fill the hidden width. <i>Source:</i> document 003, KV cache.</remarks>
    public static double BytesByHidden(double batch, double tokens, int layers, int hidden, double bytesPerNumber) => 2 * batch * tokens * layers * hidden * bytesPerNumber;

    /// <summary>Share of the bytes that a sliding window leaves, over sequences of these lengths: sum of min(S, W) / sum of S.</summary>
    /// <exception cref="ArgumentException">There is no sequence.</exception>
    public static double WindowShare(IEnumerable<int> lengths, int window)
    {
        var (kept, whole) = (0L, 0L);
        foreach (var length in lengths)
        {
            kept += Math.Min(length, window);
            whole += length;
        }

        return whole > 0 ? kept / (double)whole : throw new ArgumentException("no sequence has a token", nameof(lengths));
    }

    /// <summary>How much smaller numbers become that are stored with fewer bits, their scales counted: 16 / (bits + scale bits / group).</summary>
    /// <param name="bits">Bits of a stored number.</param>
    /// <param name="group">Numbers that share a scale.</param>
    /// <param name="scaleBits">Bits of a scale, with its zero point where it has one.</param>
    public static double NetReduction(double bits, int group, double scaleBits) => 16 / (bits + (scaleBits / group));
}
