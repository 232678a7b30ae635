namespace HotRow.Lab;

/// <summary>Judges a matrix product by some of its outputs, computed again in double.</summary>
internal static class GemmCheck
{
    private const int Outputs = 256;

    // Unit roundoff of fp32.
    private const double Roundoff = 1.0 / (1 << 24);

    /// <summary>Compares 256 random outputs of c = a b with sums in double.</summary>
    /// <remarks>The bound of one output is Higham's for a sum of k products in any order, k u / (1 - k u) times the sum of magnitudes
    /// (Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.1).</remarks>
    public static (bool Passed, string Detail) RandomOutputs(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, int m, int n, int k, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var worst = 0.0;
        for (var i = 0; i < Outputs; i++)
        {
            var (row, column) = (random.NextInt32(m), random.NextInt32(n));
            var (sum, magnitude) = (0.0, 0.0);
            for (var j = 0; j < k; j++)
            {
                var product = (double)a[(row * k) + j] * b[(j * n) + column];
                sum += product;
                magnitude += Math.Abs(product);
            }

            var bound = k * Roundoff / (1 - (k * Roundoff)) * magnitude;
            var difference = Math.Abs(c[(row * n) + column] - sum);
            if (!(difference <= bound))
            {
                return (false, $"output [{row}, {column}] of {m} x {n}: {c[(row * n) + column]:R}, in double {sum:R}, bound {bound:G3}");
            }

            worst = Math.Max(worst, difference / Math.Max(bound, double.Epsilon));
        }

        return (true, $"{Outputs} random outputs of {(long)m * n}, largest difference {worst:0.000} of its bound");
    }
}
