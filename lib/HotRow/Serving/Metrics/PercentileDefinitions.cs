namespace HotRow.Serving;

/// <summary>One way to read a percentile off a sorted sample. They differ, and with few values they differ much.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Title">As text books call it.</param>
/// <param name="Source">Who uses it, and its number in Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996.</param>
/// <param name="Position">The position among n sorted values, from 1, of the quantile p; between two positions values are interpolated.</param>
public sealed record PercentileDefinition(string Name, string Title, string Source, Func<double, int, double> Position)
{
    /// <summary>The quantile of a sorted sample; NaN when it is empty.</summary>
    /// <param name="sorted">The values, ascending.</param>
    /// <param name="probability">0 to 1: 0.99 is p99.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1.</exception>
    public double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "between 0 and 1");
        }

        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var position = Math.Clamp(Position(probability, sorted.Length), 1, sorted.Length);
        var below = (int)position;
        var share = position - below;
        return share == 0 ? sorted[below - 1] : sorted[below - 1] + (share * (sorted[below] - sorted[below - 1]));
    }

    /// <summary>The same with the definition's name and the number of values.</summary>
    public NamedPercentile Of(ReadOnlySpan<double> sorted, double probability) => new(Name, probability, sorted.Length, Quantile(sorted, probability));
}

/// <summary>A percentile that says how it was read and from how many values.</summary>
/// <param name="Definition">Name of the definition.</param>
/// <param name="Probability">0.99 is p99.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Value">The percentile.</param>
public readonly record struct NamedPercentile(string Definition, double Probability, int Count, double Value)
{
    /// <summary>Fewer values than <see cref="SampleSize.ToSeeAbove"/> asks for with 99 % confidence: 459 for p99.</summary>
    public bool IsTooFew => Probability is > 0 and < 1 && Count < SampleSize.ToSeeAbove(Probability, 0.99);
}

/// <summary>The catalog of definitions of a percentile. A new one is one new file holding its own part of this class.</summary>
public static partial class PercentileDefinitions
{
    private static Catalog<PercentileDefinition>? s_catalog;

    /// <summary>All definitions, sorted by name.</summary>
    public static IReadOnlyList<PercentileDefinition> All => s_catalog?.All ?? [];

    /// <summary>The definition of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static PercentileDefinition Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static PercentileDefinition Add(PercentileDefinition entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<PercentileDefinition> NewCatalog() => new("definition of a percentile", e => e.Name);
}
