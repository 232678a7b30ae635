namespace HotRow.Serving;

/// <summary>What splitting every layer over devices costs in exchange: two all-reduces a layer, one behind attention and one behind the feed-forward block.</summary>
/// <remarks><i>Source:</i> M. Shoeybi et al., "Megatron-LM", 2019, section 3. The exchange is not hidden behind computation here.</remarks>
public static class TensorParallel
{
    /// <summary>All-reduces of a layer in the forward pass.</summary>
    public const int PerLayer = 2;

    /// <summary>Bytes that each all-reduce sums: tokens x hidden width x bytes of an activation.</summary>
    public static long BytesPerAllReduce(ModelShape shape, int tokens, int bytesPerActivation = 2) => (long)tokens * shape.Hidden * bytesPerActivation;

    /// <summary>Exchange of one step. <i>Units:</i> ns; 0 on one device.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="tokens">Tokens that pass through the model in the step.</param>
    /// <param name="devices">Devices that share each layer.</param>
    /// <param name="cost">What an all-reduce costs on them.</param>
    public static long ExchangeNs(ModelShape shape, int tokens, int devices, ICollectiveCost cost) =>
        devices <= 1 ? 0 : PerLayer * shape.Layers * cost.AllReduceNs(BytesPerAllReduce(shape, tokens), devices);

    /// <summary>A step on several devices: its time on one, divided evenly, and the exchange. <i>Units:</i> ns.</summary>
    public static long StepNs(long oneDeviceNs, ModelShape shape, int tokens, int devices, ICollectiveCost cost) =>
        (long)Math.Round(oneDeviceNs / (double)Math.Max(1, devices)) + ExchangeNs(shape, tokens, devices, cost);
}
