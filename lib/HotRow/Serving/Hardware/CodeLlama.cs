namespace HotRow.Serving;

public static partial class ModelShapes
{
    /// <summary>Code Llama 34B, the published model with Llama 2's 34B sizes: grouped-query attention, 8 KV heads of 128.</summary>
    public static readonly ModelShape CodeLlamaWith34B = Add(new("code-llama-34b", "Meta's model configuration (config.json)", 33.744e9, 48, 8_192, 64, 8, 128, 22_016, 32_000, 16_384));
}
