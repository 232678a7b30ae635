namespace HotRow;

/// <summary>Draws ranks 1..N with P(k) proportional to k^-alpha, exactly: no folding and no cut-off of an unbounded Zipf.</summary>
/// <remarks>
/// <para><i>Cost:</i> constant time and memory for any N; at least about nine of ten proposals are accepted.</para>
/// <para><i>Source:</i> W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions",
/// ACM TOMACS 6 (1996), section 3.</para>
/// <para><i>Deviation:</i> logarithm and exponential are our own, so that a seed gives the same ranks everywhere; any alpha &gt;= 0 is served, also 1.</para>
/// </remarks>
public sealed class ZipfSampler
{
    private readonly int _n;
    private readonly double _alpha;
    private readonly double _integralLow;
    private readonly double _integralHigh;
    private readonly double _sureDistance;

    /// <summary>Creates a sampler.</summary>
    /// <param name="n">Ranks, at least 1.</param>
    /// <param name="alpha">Exponent, 0 (uniform) to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public ZipfSampler(int n, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ZipfLaw.CheckAlpha(alpha);
        _n = n;
        _alpha = alpha;
        _integralLow = Integral(1.5) - 1;
        _integralHigh = Integral(n + 0.5);
        _sureDistance = 2 - InverseIntegral(Integral(2.5) - Density(2));
    }

    /// <summary>The next rank, 1 to N.</summary>
    public int Next(Xoshiro256 random)
    {
        while (true)
        {
            var u = _integralHigh + (random.NextDouble() * (_integralLow - _integralHigh));
            var x = InverseIntegral(u);
            var rank = (int)Math.Clamp(x + 0.5, 1, _n);
            if (rank - x <= _sureDistance || u >= Integral(rank + 0.5) - Density(rank))
            {
                return rank;
            }
        }
    }

    private double Density(double x) => StableMath.Exp(-_alpha * StableMath.Log(x));

    /// <summary>The integral of x^-alpha from 1 to x, in a form that is smooth at alpha = 1.</summary>
    private double Integral(double x)
    {
        var log = StableMath.Log(x);
        var t = (1 - _alpha) * log;
        return (t is > -1e-300 and < 1e-300 ? 1 : StableMath.Expm1(t) / t) * log;
    }

    private double InverseIntegral(double area)
    {
        var t = Math.Max(-1, area * (1 - _alpha));
        return StableMath.Exp((t is > -1e-300 and < 1e-300 ? 1 : StableMath.Log1p(t) / t) * area);
    }
}
