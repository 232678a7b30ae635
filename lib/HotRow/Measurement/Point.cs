namespace HotRow;

/// <summary>A rate or a cost that follows from the time of one call.</summary>
/// <param name="Metric">What it is.</param>
/// <param name="FromSeconds">Its value, given the seconds of one call.</param>
public sealed record Derived(Metric Metric, Func<double, double> FromSeconds)
{
    /// <summary>Amount per second: rows, or bytes and operations already divided by 1e9 for GB/s and GFLOP/s.</summary>
    public static Derived Rate(Metric metric, double amount) => new(metric, seconds => amount / seconds);

    /// <summary>Nanoseconds per item.</summary>
    public static Derived NsPer(Metric metric, double items) => new(metric, seconds => seconds * 1e9 / items);
}

/// <summary>One contender at a point.</summary>
/// <param name="Name">Its name in charts.</param>
/// <param name="Run">One call.</param>
/// <param name="Derived">What follows from its time.</param>
/// <param name="Prepare">What must be made anew before each call and is not timed; every sample is then a single call.</param>
public sealed record Variant(string Name, Action Run, IReadOnlyList<Derived> Derived, Action? Prepare = null);

/// <summary>A value that no clock of this point gave.</summary>
/// <param name="Variant">Which contender, "" when there is only one.</param>
/// <param name="Metric">What it is.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Value">The value, with its interval where it has one.</param>
/// <param name="At">Parameters beyond the point's, or null.</param>
public sealed record ExactValue(string Variant, Metric Metric, ValueKind Kind, Interval Value, Parameters? At);

/// <summary>A point being set up: its oracle checks, contenders and exact values. The harness checks first, then times.</summary>
/// <param name="seed">Seed of every generator of the point.</param>
public sealed class Point(ulong seed) : IDisposable
{
    private readonly Stack<IDisposable> _owned = [];

    /// <summary>Seed of every generator of the point.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The oracle checks, in order.</summary>
    public List<(string Name, Func<(bool Passed, string Detail)> Run)> Checks { get; } = [];

    /// <summary>The contenders; the first is the reference of the ratios.</summary>
    public List<Variant> Variants { get; } = [];

    /// <summary>The exact values: counted, computed, modelled.</summary>
    public List<ExactValue> Values { get; } = [];

    /// <summary>Run after the timing, to add values that follow from measured ones. The argument gives a variant's samples.</summary>
    public List<Action<Func<string, VariantSamples>>> AfterTiming { get; } = [];

    /// <summary>What a reader must know.</summary>
    public string Note { get; set; } = "";

    /// <summary>Identity of the data that was read (a pack's version and SHA-256), "" when all is generated.</summary>
    public string Data { get; set; } = "";

    /// <summary>Set to the reason when this machine lacks what the point needs.</summary>
    public string? SkipReason { get; set; }

    /// <summary>Adds an oracle check; it runs before any timing and must pass.</summary>
    public void Check(string name, Func<(bool Passed, string Detail)> run) => Checks.Add((name, run));

    /// <summary>Adds a contender. The first one is the reference of the ratios.</summary>
    public void Variant(string name, Action run, params Derived[] derived) => Variants.Add(new(name, run, derived));

    /// <summary>Adds a contender whose calls each need something made anew, untimed.</summary>
    public void Variant(string name, Action prepare, Action run) => Variants.Add(new(name, run, [], prepare));

    /// <summary>Adds an exact value.</summary>
    /// <param name="metric">What it is.</param>
    /// <param name="value">The value.</param>
    /// <param name="variant">Which contender.</param>
    /// <param name="kind">Where it comes from.</param>
    /// <param name="low">Lower end of its interval, where it has one.</param>
    /// <param name="high">Upper end of its interval, where it has one.</param>
    /// <param name="at">Further parameters, for a point that yields a whole curve.</param>
    public void Value(Metric metric, double value, string variant = "", ValueKind kind = ValueKind.Counted, double low = double.NaN, double high = double.NaN, Parameters? at = null) =>
        Values.Add(new(variant, metric, kind, new(value, low, high), at));

    /// <summary>Adds values that follow from measured times.</summary>
    public void After(Action<Func<string, VariantSamples>> body) => AfterTiming.Add(body);

    /// <summary>Keeps something until the point ends.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Push(resource);
        return resource;
    }

    /// <summary>Gives back everything the point owns, last taken first.</summary>
    public void Dispose()
    {
        while (_owned.TryPop(out var resource))
        {
            resource.Dispose();
        }
    }
}
