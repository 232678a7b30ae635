namespace HotRow.Serving;

public static partial class ModelShapes
{
    /// <summary>Llama 2 7B: multi-head attention, as many KV heads as query heads.</summary>
    public static readonly ModelShape Llama2With7B = Add(new("llama-2-7b", "Meta's model configuration (config.json)", 6.738e9, 32, 4_096, 32, 32, 128, 11_008, 32_000, 4_096));

    /// <summary>Llama 2 13B: multi-head attention, as many KV heads as query heads.</summary>
    public static readonly ModelShape Llama2With13B = Add(new("llama-2-13b", "Meta's model configuration (config.json)", 13.016e9, 40, 5_120, 40, 40, 128, 13_824, 32_000, 4_096));

    /// <summary>Llama 2 70B: grouped-query attention, 8 KV heads of 128.</summary>
    public static readonly ModelShape Llama2With70B = Add(new("llama-2-70b", "Meta's model configuration (config.json)", 68.977e9, 80, 8_192, 64, 8, 128, 28_672, 32_000, 4_096));
}
