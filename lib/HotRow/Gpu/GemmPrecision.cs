namespace HotRow.Gpu;

/// <summary>How a matrix product computes.</summary>
public enum GemmPrecision
{
    /// <summary>fp32 in, fp32 products and sums.</summary>
    Fp32,

    /// <summary>fp32 in, products of 10-bit mantissas, fp32 sums.</summary>
    Tf32,

    /// <summary>fp16 in and out, fp32 sums.</summary>
    Fp16,

    /// <summary>bf16 in and out, fp32 sums.</summary>
    Bf16,
}
