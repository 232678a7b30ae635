namespace HotRow.Serving;

/// <summary>Bytes that a parameter takes, by what is done with it.</summary>
/// <param name="Weight">The weight itself.</param>
/// <param name="Gradient">Its gradient.</param>
/// <param name="Optimizer">The optimizer's moments.</param>
/// <param name="Master">A second copy in higher precision.</param>
/// <remarks>Activations, caches and buffers come on top; they depend on batch and length and not on the parameters.</remarks>
public sealed record MemoryLedger(double Weight, double Gradient = 0, double Optimizer = 0, double Master = 0)
{
    /// <summary>Training with AdamW in fp32: weight, gradient and two moments of 4 bytes each.</summary>
    /// <remarks><i>Source:</i> I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", 2019: two moments a parameter.</remarks>
    public static MemoryLedger TrainFp32 { get; } = new(4, 4, 8);

    /// <summary>Training with AdamW in mixed precision: weight and gradient of 2 bytes, two moments and a master copy of 4.</summary>
    /// <remarks><i>Source:</i> S. Rajbhandari et al., "ZeRO", 2020, section 3.1: 16 bytes a parameter.</remarks>
    public static MemoryLedger TrainMixed { get; } = new(2, 2, 8, 4);

    /// <summary>Inference with weights of so many bits.</summary>
    public static MemoryLedger Infer(double bits) => new(bits / 8);

    /// <summary>All of it. <i>Units:</i> B a parameter.</summary>
    public double PerParameter => Weight + Gradient + Optimizer + Master;
}
