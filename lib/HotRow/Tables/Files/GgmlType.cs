namespace HotRow;

/// <summary>An element type of GGUF files.</summary>
/// <param name="Name">ggml's name.</param>
/// <param name="BlockElements">Elements that are stored together.</param>
/// <param name="BlockBytes">Bytes of such a block; 0 when the type is not known here, so that no size is known either.</param>
/// <param name="RowFormat">The row format that stores rows so; null when there is none.</param>
/// <remarks>Types that files do not store (Q8_1 and Q8_K hold activations) are left out. <i>Source:</i> ggml, enum ggml_type in ggml.h and the block structures of ggml-common.h.</remarks>
internal sealed record GgmlType(string Name, int BlockElements, int BlockBytes, RowFormat? RowFormat = null)
{
    private static readonly Dictionary<uint, GgmlType> s_all = new()
    {
        [0] = new("F32", 1, 4, RowFormats.Fp32),
        [1] = new("F16", 1, 2, RowFormats.Fp16),
        [2] = new("Q4_0", 32, 18),
        [3] = new("Q4_1", 32, 20),
        [6] = new("Q5_0", 32, 22),
        [7] = new("Q5_1", 32, 24),
        [8] = new("Q8_0", 32, 34),
        [10] = new("Q2_K", 256, 84),
        [11] = new("Q3_K", 256, 110),
        [12] = new("Q4_K", 256, 144),
        [13] = new("Q5_K", 256, 176),
        [14] = new("Q6_K", 256, 210),
        [16] = new("IQ2_XXS", 256, 66),
        [17] = new("IQ2_XS", 256, 74),
        [18] = new("IQ3_XXS", 256, 98),
        [19] = new("IQ1_S", 256, 50),
        [20] = new("IQ4_NL", 32, 18, RowFormats.Iq4Nl),
        [21] = new("IQ3_S", 256, 110),
        [22] = new("IQ2_S", 256, 82),
        [23] = new("IQ4_XS", 256, 136),
        [24] = new("I8", 1, 1),
        [25] = new("I16", 1, 2),
        [26] = new("I32", 1, 4),
        [27] = new("I64", 1, 8),
        [28] = new("F64", 1, 8),
        [29] = new("IQ1_M", 256, 56),
        [30] = new("BF16", 1, 2, RowFormats.Bf16),
        [34] = new("TQ1_0", 256, 54),
        [35] = new("TQ2_0", 256, 66),
        [39] = new("MXFP4", 32, 17),
        [40] = new("NVFP4", 64, 36),
        [41] = new("Q1_0", 128, 18),
        [42] = new("Q2_0", 64, 18),
    };

    /// <summary>The type of that number; one without a size when it is not known.</summary>
    internal static GgmlType Of(uint number) => s_all.TryGetValue(number, out var type) ? type : new($"ggml type {number}", 1, 0);
}
