namespace HotRow.Serving;

public static partial class ModelShapes
{
    /// <summary>Llama 3.1 8B: grouped-query attention, 8 KV heads of 128.</summary>
    public static readonly ModelShape Llama31With8B = Add(new("llama-3.1-8b", "Meta's model configuration (config.json)", 8.030e9, 32, 4_096, 32, 8, 128, 14_336, 128_256, 131_072));

    /// <summary>Llama 3.1 70B: grouped-query attention, 8 KV heads of 128.</summary>
    public static readonly ModelShape Llama31With70B = Add(new("llama-3.1-70b", "Meta's model configuration (config.json)", 70.55e9, 80, 8_192, 64, 8, 128, 28_672, 128_256, 131_072));
}
