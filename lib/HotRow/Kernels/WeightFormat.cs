namespace HotRow;

/// <summary>How <see cref="RowKernels.WeightProduct"/> reads weights and inputs, and in which precision it multiplies.</summary>
public enum WeightFormat
{
    /// <summary>Weights and inputs in 8 bytes, multiplied in fp64.</summary>
    Fp64,

    /// <summary>Weights and inputs in 4 bytes, multiplied in fp32.</summary>
    Fp32,

    /// <summary>Weights stored as bf16 and widened when they are read; inputs and products in fp32.</summary>
    Bf16,

    /// <summary>Weights stored as signed bytes and widened when they are read; inputs and products in fp32.</summary>
    Int8,

    /// <summary>Weights as signed bytes, inputs as unsigned bytes, products and sums in whole numbers.</summary>
    Int8Products,
}

/// <summary>Sizes of the formats.</summary>
public static class WeightFormats
{
    /// <summary>Stored bytes of a weight.</summary>
    public static int WeightBytes(this WeightFormat format) => format switch
    {
        WeightFormat.Fp64 => sizeof(double),
        WeightFormat.Fp32 => sizeof(float),
        WeightFormat.Bf16 => sizeof(ushort),
        _ => sizeof(sbyte),
    };

    /// <summary>Bytes of an input.</summary>
    public static int InputBytes(this WeightFormat format) => format switch
    {
        WeightFormat.Fp64 => sizeof(double),
        WeightFormat.Int8Products => sizeof(byte),
        _ => sizeof(float),
    };
}
