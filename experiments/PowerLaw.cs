using MathNet.Numerics;

namespace HotRow.Lab;

/// <summary>How one quantity follows a power of another.</summary>
internal static class PowerLaw
{
    /// <summary>The exponent: slope of the least-squares line through the logarithms of the points with positive sizes and values; NaN below two distinct sizes.</summary>
    public static double Exponent(IEnumerable<(double Size, double Value)> points)
    {
        var usable = points.Where(p => p.Size > 0 && p.Value > 0).ToArray();
        return usable.Select(p => p.Size).Distinct().Count() < 2
            ? double.NaN
            : Fit.Line([.. usable.Select(p => Math.Log(p.Size))], [.. usable.Select(p => Math.Log(p.Value))]).B;
    }
}
