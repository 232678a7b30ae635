namespace HotRow;

/// <summary>Logarithm and exponential from the four basic operations only, so that their last bit is the same on every machine and
/// .NET version; the system's own may differ. Good to a few units in the last place.</summary>
internal static class StableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Largest = 700;
    private const double Sqrt2 = 1.41421356237309514547;

    /// <summary>ln x for a normal x above 0.</summary>
    internal static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (mantissa > Sqrt2)
        {
            mantissa *= 0.5;
            exponent++;
        }

        return (exponent * Ln2High) + (LogNearOne(mantissa - 1) + (exponent * Ln2Low));
    }

    /// <summary>ln(1 + x), exact near 0 too.</summary>
    internal static double Log1p(double x) => x is > -0.25 and < 0.4 ? LogNearOne(x) : Log(1 + x);

    /// <summary>e^x; 0 below x = -700 and infinity above 700.</summary>
    internal static double Exp(double x)
    {
        if (x > Largest)
        {
            return double.PositiveInfinity;
        }

        var (scale, rest) = Reduce(x);
        return scale + (scale * Expm1Series(rest));
    }

    /// <summary>e^x - 1, exact near 0 too.</summary>
    internal static double Expm1(double x)
    {
        if (x is > -0.35 and < 0.35)
        {
            return Expm1Series(x);
        }

        if (x > Largest)
        {
            return double.PositiveInfinity;
        }

        var (scale, rest) = Reduce(x);
        return (scale * Expm1Series(rest)) + (scale - 1);
    }

    /// <summary>x as power of two and remainder, e^x = scale * e^remainder, |remainder| below 0.35.</summary>
    private static (double Scale, double Remainder) Reduce(double x)
    {
        if (x < -Largest)
        {
            return (0, 0);
        }

        var power = Math.Floor((x / (Ln2High + Ln2Low)) + 0.5);
        return (BitConverter.Int64BitsToDouble(((long)power + 1023) << 52), x - (power * Ln2High) - (power * Ln2Low));
    }

    /// <summary>ln(1 + x) = 2 artanh(x / (2 + x)) as its power series; the quotient is below 0.18.</summary>
    private static double LogNearOne(double x)
    {
        var s = x / (2 + x);
        var z = s * s;
        var sum = 1.0 / 21;
        sum = (sum * z) + (1.0 / 19);
        sum = (sum * z) + (1.0 / 17);
        sum = (sum * z) + (1.0 / 15);
        sum = (sum * z) + (1.0 / 13);
        sum = (sum * z) + (1.0 / 11);
        sum = (sum * z) + (1.0 / 9);
        sum = (sum * z) + (1.0 / 7);
        sum = (sum * z) + (1.0 / 5);
        sum = (sum * z) + (1.0 / 3);
        return 2 * s * (1 + (sum * z));
    }

    /// <summary>The Taylor series of e^x - 1 for |x| up to 0.35.</summary>
    private static double Expm1Series(double x)
    {
        var sum = 1.0 / 87178291200;
        sum = (sum * x) + (1.0 / 6227020800);
        sum = (sum * x) + (1.0 / 479001600);
        sum = (sum * x) + (1.0 / 39916800);
        sum = (sum * x) + (1.0 / 3628800);
        sum = (sum * x) + (1.0 / 362880);
        sum = (sum * x) + (1.0 / 40320);
        sum = (sum * x) + (1.0 / 5040);
        sum = (sum * x) + (1.0 / 720);
        sum = (sum * x) + (1.0 / 120);
        sum = (sum * x) + (1.0 / 24);
        sum = (sum * x) + (1.0 / 6);
        sum = (sum * x) + 0.5;
        return x * (1 + (sum * x));
    }
}
