namespace HotRow;

/// <summary>An element type of safetensors files.</summary>
/// <param name="Bits">Bits of an element.</param>
/// <param name="RowFormat">The row format that stores rows so; null when there is none.</param>
/// <remarks><i>Source:</i> Hugging Face safetensors, enum Dtype.</remarks>
internal sealed record SafetensorsType(int Bits, RowFormat? RowFormat = null)
{
    /// <summary>Every type by the name that headers use.</summary>
    internal static readonly IReadOnlyDictionary<string, SafetensorsType> All = new Dictionary<string, SafetensorsType>
    {
        ["F32"] = new(32, RowFormats.Fp32),
        ["F16"] = new(16, RowFormats.Fp16),
        ["BF16"] = new(16, RowFormats.Bf16),
        ["F8_E4M3"] = new(8, RowFormats.Fp8E4M3),
        ["F8_E5M2"] = new(8),
        ["F8_E8M0"] = new(8),
        ["F6_E2M3"] = new(6),
        ["F6_E3M2"] = new(6),
        ["F4"] = new(4),
        ["F64"] = new(64),
        ["C64"] = new(64),
        ["BOOL"] = new(8),
        ["I8"] = new(8),
        ["U8"] = new(8),
        ["I16"] = new(16),
        ["U16"] = new(16),
        ["I32"] = new(32),
        ["U32"] = new(32),
        ["I64"] = new(64),
        ["U64"] = new(64),
    };
}
