namespace HotRow.Gpu;

/// <summary>How close a kernel's numbers must be, and how a difference is told.</summary>
internal static class Agreement
{
    // Unit roundoff of fp32.
    private const double Roundoff = 1.0 / (1 << 24);

    /// <summary>Bit for bit, but for what kind of NaN it is. Null where it is so.</summary>
    public static string? Exact(ReadOnlySpan<float> found, int first, ReadOnlySpan<float> expected, string what)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var (one, other) = (found[first + i], expected[i]);
            if (BitConverter.SingleToInt32Bits(one) != BitConverter.SingleToInt32Bits(other) && !(float.IsNaN(one) && float.IsNaN(other)))
            {
                return $"element {i} of {what} is {one:R}, expected {other:R}";
            }
        }

        return null;
    }

    /// <summary>The most that so many fp32 operations in any order may be off, of terms whose magnitudes have that sum.</summary>
    /// <remarks><i>Source:</i> Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1: n u / (1 - n u) of the magnitudes; and a smallest denormal for each operation that underflows.</remarks>
    public static double Bound(int operations, double magnitudes)
    {
        var steps = operations * Roundoff;
        return (steps / (1 - steps) * magnitudes) + (operations * (double)float.Epsilon);
    }

    /// <summary>Whether a number is as near as that, and not finite where the expected one is not.</summary>
    public static bool Within(double found, double expected, double bound) => double.IsFinite(expected) ? Math.Abs(found - expected) <= bound : expected.Equals(found);
}
