namespace HotRow.Serving;

/// <summary>Whether to buy tokens or to rent the machine that makes them.</summary>
/// <remarks>The rented machine is paid by the hour, used or not; bought tokens are paid one by one. People, storage and networks are left out on both sides.</remarks>
public static class BuyOrHost
{
    /// <summary>Share of the time in which the rented machine must work to be as cheap; above 1 it never is.</summary>
    /// <param name="pricePerHour">What the machine costs. <i>Units:</i> $/h.</param>
    /// <param name="tokensPerSecond">Its rate while it works.</param>
    /// <param name="apiPerMillion">What a million bought tokens cost, above 0. <i>Units:</i> $.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or price is out of its range.</exception>
    public static double BreakEvenUtilization(double pricePerHour, double tokensPerSecond, double apiPerMillion)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(apiPerMillion);
        return TokenCost.PerMillion(pricePerHour, tokensPerSecond) / apiPerMillion;
    }

    /// <summary>Tokens a day from which on renting is cheaper; it holds only where the machine can make so many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price of bought tokens is not above 0.</exception>
    public static double BreakEvenTokensPerDay(double pricePerHour, double apiPerMillion)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(apiPerMillion);
        return 24 * pricePerHour / apiPerMillion * 1e6;
    }
}
