namespace HotRow.Serving;

/// <summary>How long requests wait for their batch to fill, when a server is always free and arrivals are Poisson.</summary>
public static class BatchFill
{
    /// <summary>Mean wait of the j-th of a full batch: (B - j) / lambda.</summary>
    /// <param name="batch">Batch size B, at least 1.</param>
    /// <param name="position">j, from 1 to B.</param>
    /// <param name="perSecond">Arrival rate lambda.</param>
    /// <returns><i>Units:</i> s.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The position is not in the batch, or the rate is not positive.</exception>
    public static double StaticWait(int batch, int position, double perSecond)
    {
        Require(batch, perSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(position, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, batch);
        return (batch - position) / perSecond;
    }

    /// <summary>Mean wait over a full batch: (B - 1) / (2 lambda). <i>Units:</i> s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch is empty, or the rate is not positive.</exception>
    public static double StaticMeanWait(int batch, double perSecond)
    {
        Require(batch, perSecond);
        return (batch - 1) / (2 * perSecond);
    }

    /// <summary>Mean size of a batch that closes when it is full or its first request has waited for the window: E[min(B, 1 + Poisson(lambda T))].</summary>
    /// <param name="batch">Largest size B, at least 1.</param>
    /// <param name="perSecond">Arrival rate lambda.</param>
    /// <param name="window">The window T. <i>Units:</i> s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch is empty, the rate is not positive, or the window is negative.</exception>
    public static double DynamicMeanSize(int batch, double perSecond, double window)
    {
        Require(batch, perSecond, window);
        var mean = (double)batch;
        var (term, below) = (Math.Exp(-perSecond * window), 0.0);
        for (var others = 0; others < batch - 1; others++)
        {
            below += term;
            mean -= below;
            term *= perSecond * window / (others + 1);
        }

        return mean;
    }

    /// <summary>Mean wait of the first of such a batch: the smaller of the window and the time until B - 1 more have come. <i>Units:</i> s.</summary>
    /// <remarks>The integral of P(fewer than B - 1 arrivals within t) over the window, in closed form: a sum of B - 1 gamma distributions' values at T.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="DynamicMeanSize"/>.</exception>
    public static double DynamicFirstWait(int batch, double perSecond, double window)
    {
        Require(batch, perSecond, window);

        // The integral of exp(-x) x^k / k! from 0 to y is 1 - (sum of the first k + 1 Poisson terms at y).
        var (term, below, wait) = (Math.Exp(-perSecond * window), 0.0, 0.0);
        for (var k = 0; k < batch - 1; k++)
        {
            below += term;
            wait += 1 - below;
            term *= perSecond * window / (k + 1);
        }

        return wait / perSecond;
    }

    private static void Require(int batch, double perSecond, double window = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (!(perSecond > 0 && double.IsFinite(perSecond)))
        {
            throw new ArgumentOutOfRangeException(nameof(perSecond), perSecond, "the rate is a positive number");
        }

        // Beyond some 700 expected arrivals exp underflows, and the batch is full for sure.
        if (!(window >= 0 && window * perSecond <= 700))
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, "the window is not negative, and at most 700 arrivals are expected in it");
        }
    }
}
