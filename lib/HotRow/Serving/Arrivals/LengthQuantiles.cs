namespace HotRow.Serving;

/// <summary>A distribution of lengths given by quantiles: drawn by inverting it, linear between them.</summary>
/// <remarks>The quantiles stand at 0, 5, 10 ... 95, 99 and 100 %. Without the one at 99 % the last piece would reach from the 95th percentile to the longest length and make a far too long tail.</remarks>
internal sealed class LengthQuantiles
{
    private const int Knots = 22;

    private readonly int[] _values;

    /// <summary>Creates the distribution.</summary>
    /// <param name="values">The 22 quantiles, not falling, at least 1.</param>
    internal LengthQuantiles(params ReadOnlySpan<int> values) =>
        _values = values.Length == Knots ? values.ToArray() : throw new ArgumentException($"{values.Length} quantiles; {Knots} are wanted", nameof(values));

    /// <summary>The mean of the distribution.</summary>
    internal double Mean => Enumerable.Range(0, Knots - 1).Sum(k => (Probability(k + 1) - Probability(k)) * (_values[k] + _values[k + 1]) / 2);

    /// <summary>The next length.</summary>
    internal int Draw(Xoshiro256 random)
    {
        var u = random.NextDouble();
        var k = u < 0.95 ? (int)(u * 20) : u < 0.99 ? 19 : 20;
        var share = Math.Clamp((u - Probability(k)) / (Probability(k + 1) - Probability(k)), 0, 1);
        return (int)Math.Round(_values[k] + (share * (_values[k + 1] - _values[k])));
    }

    private static double Probability(int knot) => knot switch
    {
        < 20 => knot / 20.0,
        20 => 0.99,
        _ => 1,
    };
}
