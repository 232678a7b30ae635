namespace HotRow.Serving;

/// <summary>Numbers of the standard normal distribution.</summary>
internal static class NormalSample
{
    /// <summary>The next number; one of the pair that the method yields is dropped, so that no state is kept between calls.</summary>
    /// <remarks><i>Source:</i> G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables", SIAM Review 6 (1964).</remarks>
    internal static double Draw(Xoshiro256 random)
    {
        while (true)
        {
            var (x, y) = ((2 * random.NextDouble()) - 1, (2 * random.NextDouble()) - 1);
            var square = (x * x) + (y * y);
            if (square is > 1e-300 and < 1)
            {
                return x * Math.Sqrt(-2 * StableMath.Log(square) / square);
            }
        }
    }
}
