namespace HotRow.Serving;

public static partial class ModelShapes
{
    /// <summary>Llama 3.1 405B: grouped-query attention, 8 KV heads of 128.</summary>
    public static readonly ModelShape Llama31With405B = Add(new("llama-3.1-405b", "Meta's model configuration (config.json)", 405.85e9, 126, 16_384, 128, 8, 128, 53_248, 128_256, 131_072));
}
