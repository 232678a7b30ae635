namespace HotRow.Lab;

/// <summary>One way to fool yourself, shown and cured.</summary>
internal abstract class FoolingWay
{
    /// <summary>What a careful figure is called.</summary>
    public const string Careful = "careful";

    /// <summary>What the mistake's figure is called.</summary>
    public const string Careless = "careless";

    /// <summary>How often the careless figure is better than the careful one.</summary>
    public static readonly Metric Factor = new("flattery", "Careless figure over careful figure", "x", null, "how many times better (above 1) or worse (below 1) the mistake makes the result look");

    /// <summary>The mistake in a few words.</summary>
    public abstract string Name { get; }

    /// <summary>Share of the experiment's time; 0 when nothing is timed.</summary>
    public virtual double Weight => 0;

    /// <summary>Sets the point up: the mistake, the cure, and the factor between them.</summary>
    public abstract void Measure(Point point, RunContext context);

    /// <summary>Adds the factor of a counted, computed or modelled way, and both figures in words.</summary>
    protected static void Report(Point point, double careless, double careful, string unit, ValueKind kind, bool higherIsBetter)
    {
        point.Value(Factor, higherIsBetter ? careless / careful : careful / careless, kind: kind);
        point.Note = FormattableString.Invariant($"careless {careless:G4} {unit}, careful {careful:G4} {unit}. {point.Note}").TrimEnd();
    }

    /// <summary>Adds the factor of two timed contenders of the same work.</summary>
    protected static void ReportTimes(Point point) => point.After(timing =>
    {
        var (careless, careful) = (timing(Careless), timing(Careful));
        var factor = Statistics.PairedRatio(careful.SamplesNs, careless.SamplesNs, point.Seed);
        point.Value(Factor, factor.Value, kind: ValueKind.Measured, low: factor.Low, high: factor.High);
        point.Note = FormattableString.Invariant($"careless {careless.MedianSeconds * 1e6:G4} us a batch, careful {careful.MedianSeconds * 1e6:G4} us. {point.Note}").TrimEnd();
    });

    /// <summary>A table in memory of rows of 3 KiB that no cache holds.</summary>
    protected static EmbeddingTable MemoryTable(Point point, RunContext context) =>
        point.Own(GeneratedRows.InMemory(context.ByScale(2_000, 100_000, 300_000), context.ByScale(16, 768, 768)));

    /// <summary>Batches of evenly drawn rows, enough that none comes back while a cache still holds it.</summary>
    protected static BatchPool FreshBatches(Point point, RunContext context, int rowCount) => BatchPool.Draw(Workloads.Uniform, new()
    {
        RowCount = rowCount,
        BatchSize = context.ByScale(32, 256, 256),
        IndexCount = context.ByScale(32 * 8, 256 * 512, 256 * 1_024),
        Seed = point.Seed,
    });
}
