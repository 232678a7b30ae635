namespace HotRow.Serving;

/// <summary>What tokens cost on a machine that is paid by the hour.</summary>
/// <remarks><i>Source:</i> document 003, throughput and cost.</remarks>
public static class TokenCost
{
    private const double SecondsPerHour = 3_600;

    /// <summary>A million tokens: price / 3,600 / rate / utilization x 10^6. <i>Units:</i> $.</summary>
    /// <param name="pricePerHour">What the machine costs. <i>Units:</i> $/h.</param>
    /// <param name="tokensPerSecond">Its rate while it works, above 0.</param>
    /// <param name="utilization">Share of the paid time in which it works, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double PerMillion(double pricePerHour, double tokensPerSecond, double utilization = 1) => 1e6 * OfSeconds(pricePerHour, 1 / Positive(tokensPerSecond), utilization);

    /// <summary>The answers of a thousand requests. <i>Units:</i> $.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double DecodePerThousand(double pricePerHour, double tokensPerSecond, double tokensPerRequest, double utilization = 1) =>
        1_000 * OfSeconds(pricePerHour, tokensPerRequest / Positive(tokensPerSecond), utilization);

    /// <summary>The prompts of a thousand requests on a machine that takes so many a minute. <i>Units:</i> $.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double PrefillPerThousand(double pricePerHour, double promptsPerMinute, double utilization = 1) => 1_000 * OfSeconds(pricePerHour, 60 / Positive(promptsPerMinute), utilization);

    /// <summary>A thousand requests on one machine for prompts and one for answers, when requests pass through both at the pace of the slower one. <i>Units:</i> $.</summary>
    /// <remarks>The faster machine is paid while it waits, so this is more than the sum of both parts, unless their paces are equal.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double PairPerThousand(double pricePerHour, double secondsOfPrompt, double secondsOfAnswer) => 1_000 * OfSeconds(2 * pricePerHour, Math.Max(secondsOfPrompt, secondsOfAnswer), 1);

    /// <summary>What seconds of work cost. <i>Units:</i> $.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price is negative, or the utilization not in (0, 1].</exception>
    public static double OfSeconds(double pricePerHour, double seconds, double utilization = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pricePerHour);
        return utilization is > 0 and <= 1
            ? pricePerHour / SecondsPerHour * seconds / utilization
            : throw new ArgumentOutOfRangeException(nameof(utilization), utilization, "above 0 and at most 1");
    }

    private static double Positive(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
