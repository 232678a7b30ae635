namespace HotRow.Lab;

/// <summary>When a near copy of a far row pays: the closed forms.</summary>
/// <remarks>Without a copy every use moves the row over the link. With one, the row is moved once, and once more whenever it was updated, and every use
/// reads the copy.</remarks>
/// <param name="FarSeconds">Time of one use over the link. <i>Units:</i> s per row.</param>
/// <param name="NearSeconds">Time of one use of the copy. <i>Units:</i> s per row.</param>
internal readonly record struct BreakEven(double FarSeconds, double NearSeconds)
{
    /// <summary>The most updates per use that a copy stands: above it every further use loses.</summary>
    public double LargestUpdateRate => 1 - (NearSeconds / FarSeconds);

    /// <summary>Uses after which a copy has paid for its first transfer; infinite from <see cref="LargestUpdateRate"/> on.</summary>
    /// <param name="updatesPerUse">Updates of the row per use, at least 0.</param>
    public double Uses(double updatesPerUse) => updatesPerUse < LargestUpdateRate ? 1 / (LargestUpdateRate - updatesPerUse) : double.PositiveInfinity;

    /// <summary>Time of so many uses over the link.</summary>
    public double TransferSeconds(double uses) => uses * FarSeconds;

    /// <summary>Time of so many uses of a copy, its transfers included.</summary>
    public double DuplicateSeconds(double uses, double updatesPerUse) => ((1 + (uses * updatesPerUse)) * FarSeconds) + (uses * NearSeconds);

    /// <summary>The first use at which the copy is ahead, by adding one use after the other: the oracle of <see cref="Uses"/>.</summary>
    /// <param name="updatesPerUse">As there.</param>
    /// <param name="limit">Uses after which the count ends.</param>
    /// <returns>The use, or -1 when there is none up to the limit.</returns>
    public int UsesByCounting(double updatesPerUse, int limit)
    {
        var (transfer, duplicate) = (0.0, FarSeconds);
        for (var use = 1; use <= limit; use++)
        {
            transfer += FarSeconds;
            duplicate += NearSeconds + (updatesPerUse * FarSeconds);
            if (duplicate <= transfer)
            {
                return use;
            }
        }

        return -1;
    }
}
