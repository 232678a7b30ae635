namespace HotRow.Lab;

/// <summary>A straight line through points, and how much of the spread it explains.</summary>
/// <param name="Slope">Units of y for one of x.</param>
/// <param name="Intercept">y at x = 0.</param>
/// <param name="R2">Share of the variance of y that the line explains: the squared correlation.</param>
internal readonly record struct LeastSquares(double Slope, double Intercept, double R2)
{
    /// <summary>The line of least squares; NaN where x or y do not vary.</summary>
    internal static LeastSquares Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Count; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            (xx, xy, yy) = (xx + (dx * dx), xy + (dx * dy), yy + (dy * dy));
        }

        return new(xy / xx, meanY - (xy / xx * meanX), xy * xy / (xx * yy));
    }
}
