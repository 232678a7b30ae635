namespace HotRow.Serving;

/// <summary>How much cheaper tokens are that nobody waits for.</summary>
public static class BatchDiscount
{
    /// <summary>Share by which a batch token may be cheaper at the same margin: 1 - online rate / batch rate, rates per paid machine.</summary>
    /// <param name="onlineTokensPerSecond">What a machine makes while it keeps the online objectives, idle time included.</param>
    /// <param name="batchTokensPerSecond">What it makes without objectives, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is out of its range.</exception>
    public static double BreakEven(double onlineTokensPerSecond, double batchTokensPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlineTokensPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchTokensPerSecond);
        return 1 - (onlineTokensPerSecond / batchTokensPerSecond);
    }
}
