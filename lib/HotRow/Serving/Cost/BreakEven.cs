namespace HotRow.Serving;

/// <summary>When a trained model has earned its training.</summary>
public static class BreakEven
{
    /// <summary>Calls after which training is paid: T / (p - c); infinite when a call costs as much as it brings.</summary>
    /// <param name="training">Cost T of training. <i>Units:</i> $.</param>
    /// <param name="price">Price p of a call. <i>Units:</i> $.</param>
    /// <param name="marginal">Cost c of serving a call; 0 is the document's rule T &lt;= p N. <i>Units:</i> $.</param>
    /// <exception cref="ArgumentOutOfRangeException">A cost is negative.</exception>
    public static double Calls(double training, double price, double marginal = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(training);
        ArgumentOutOfRangeException.ThrowIfNegative(marginal);
        return price > marginal ? training / (price - marginal) : training == 0 && price == marginal ? 0 : double.PositiveInfinity;
    }

    /// <summary>Share of inference in all that was spent after N calls: N c / (T + N c).</summary>
    /// <exception cref="ArgumentOutOfRangeException">A cost or the number of calls is negative.</exception>
    public static double InferenceShare(double training, double marginal, double calls)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(training);
        ArgumentOutOfRangeException.ThrowIfNegative(marginal);
        ArgumentOutOfRangeException.ThrowIfNegative(calls);
        return calls * marginal / (training + (calls * marginal));
    }

    /// <summary>Calls after which inference is that share of all that was spent: s / (1 - s) x T / c. For 90 % they have cost nine times the training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in [0, 1), or a call costs nothing.</exception>
    public static double CallsForShare(double training, double marginal, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(marginal);
        return share is >= 0 and < 1 ? share / (1 - share) * training / marginal : throw new ArgumentOutOfRangeException(nameof(share), share, "0 to 1, 1 excluded");
    }
}
