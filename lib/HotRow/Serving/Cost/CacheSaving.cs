namespace HotRow.Serving;

/// <summary>What a cached prompt saves of what its tokens cost.</summary>
/// <param name="Write">Price of a token that is written into the cache, in units of an uncached one.</param>
/// <param name="Read">Price of a token that is read from it.</param>
/// <param name="StoragePerHour">Price of keeping a token for an hour, in the same units.</param>
/// <remarks>All prices are relative, so no list price is needed and none can be out of date but the ratios.</remarks>
public sealed record CacheSaving(double Write, double Read, double StoragePerHour = 0)
{
    /// <summary>Prices by write and read: a quarter more to write, a tenth to read, nothing to keep for a few minutes.</summary>
    /// <remarks><i>Source:</i> Anthropic's announcement of prompt caching, 2024, for its five-minute cache.</remarks>
    public static CacheSaving ByReads { get; } = new(1.25, 0.1);

    /// <summary>Prices by read and storage: writing as usual, a quarter to read, and rent by the hour.</summary>
    /// <remarks><i>Source:</i> Google's price list of Gemini 1.5 Pro, 2024: $1.25 for a million tokens, $4.50 for keeping a million for an hour.</remarks>
    public static CacheSaving ByStorage { get; } = new(1, 0.25, 4.50 / 1.25);

    /// <summary>Share saved when a prefix is used N times: 1 - (write + read (N - 1) + storage) / N.</summary>
    /// <param name="uses">N, at least 1: one write and N - 1 reads.</param>
    /// <param name="hours">How long it is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no use, or the time is negative.</exception>
    public double Saving(double uses, double hours = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(uses, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hours);
        return 1 - ((Write + (Read * (uses - 1)) + (StoragePerHour * hours)) / uses);
    }

    /// <summary>Uses from which on the cache saves: (write - read + storage) / (1 - read), at least 1; infinite when reading is not cheaper.</summary>
    public double BreakEvenUses(double hours = 0) => Read < 1 ? Math.Max(1, (Write - Read + (StoragePerHour * hours)) / (1 - Read)) : double.PositiveInfinity;

    /// <summary>What the saving tends to with ever more uses: 1 - read.</summary>
    public double Limit => 1 - Read;
}
