namespace HotRow;

/// <summary>What a sampled curve is made with.</summary>
/// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
public sealed record SampledCurveArgs
{
    /// <summary>With fewer distinct rows the exact curve is made instead.</summary>
    public const int LeastDistinctRows = 100_000;

    /// <summary>The share of the rows that is looked at, above 0 and below 1.</summary>
    public double Rate
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Rate), value, "a sampling rate lies above 0 and below 1");
    } = 0.01;

    /// <summary>Seed of the hash; another one takes other rows.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Distinct rows below which the exact curve is made instead; 0 for never.</summary>
    public int LeastDistinct
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(LeastDistinct), value, "a number of rows is not negative");
    } = LeastDistinctRows;

    /// <summary>The trace's distinct rows if they are known; otherwise the sample estimates them.</summary>
    public long? Distinct { get; init; }
}
