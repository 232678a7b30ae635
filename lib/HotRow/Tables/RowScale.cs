namespace HotRow;

/// <summary>The scale and bias that all elements of a row share: an element is code * Step + Bias, with codes from 0 to Levels.</summary>
/// <param name="Step">The step between two codes, as it is stored; 0 for a row whose numbers are all alike to the format.</param>
/// <param name="Bias">What code 0 stands for, as it is stored.</param>
/// <param name="Levels">The highest code.</param>
internal readonly record struct RowScale(float Step, float Bias, int Levels)
{
    // Unit roundoff of fp32.
    private const double Roundoff = 1.0 / (1 << 24);

    /// <summary>The code whose value is nearest.</summary>
    public byte Nearest(float value) => Step == 0 ? (byte)0 : (byte)Math.Clamp(Math.Round(((double)value - Bias) / Step, MidpointRounding.ToEven), 0, Levels);

    /// <summary>The most that a number from least to most can be off.</summary>
    public float ErrorBound(float least, float most)
    {
        // Half a step inside, and what the rounded scale and bias leave out at the ends; then fp32's rounding of the product and of the sum.
        var top = Bias + ((double)Step * Levels);
        var exact = Math.Max(Step / 2.0, Math.Max(Math.Abs((double)Bias - least), most - top));
        var largest = Math.Max(Math.Abs(least), Math.Abs(most)) + exact;
        var rounding = (Roundoff * (largest + ((double)Step * Levels))) + float.Epsilon;
        return MathF.BitIncrement((float)(exact + rounding));
    }
}
