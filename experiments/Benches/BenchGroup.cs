namespace HotRow.Lab;

/// <summary>Contenders that are timed in the same rounds, ceilings among them, so that a share of a ceiling compares like with like.</summary>
/// <param name="point">The harness's side of it.</param>
internal sealed class BenchGroup(Point point)
{
    private readonly List<Contender> _contenders = [];
    private readonly List<BenchEntry> _others = [];

    private sealed record Contender(string Variant, string Entry, Parameters What, BenchQuantity Quantity, double Amount, double Bytes, string? Ceiling, bool Listed)
    {
        public IReadOnlyList<BenchColumn> Columns { get; init; } = [];
    };

    /// <summary>The harness's side: checks, notes, what is given back.</summary>
    public Point Point { get; } = point;

    /// <summary>Adds a contender.</summary>
    /// <param name="entry">Name of its entry.</param>
    /// <param name="what">What tells it from the others.</param>
    /// <param name="quantity">What its rate counts.</param>
    /// <param name="amount">How much of it one call does; for rates in GB or GFLOP already divided by 1e9.</param>
    /// <param name="run">One call.</param>
    /// <param name="bytes">Bytes that one call must move; NaN where they say nothing.</param>
    /// <param name="ceiling">The ceiling of this group, or the contender, that it is compared with.</param>
    /// <param name="prepare">What each call needs anew, untimed.</param>
    /// <param name="alias">The name by which others of the group compare themselves with it.</param>
    /// <param name="columns">What else its entry shows.</param>
    public void Add(
        string entry,
        Parameters what,
        BenchQuantity quantity,
        double amount,
        Action run,
        double bytes = double.NaN,
        string? ceiling = null,
        Action? prepare = null,
        string? alias = null,
        IReadOnlyList<BenchColumn>? columns = null)
    {
        var variant = alias ?? what.ToString();
        _contenders.Add(new(variant, entry, what, quantity, amount, bytes, ceiling, Listed: true) { Columns = columns ?? [] });
        if (prepare is null)
        {
            Point.Variant(variant, run);
        }
        else
        {
            Point.Variant(variant, prepare, run);
        }
    }

    /// <summary>Adds a ceiling that only the shares of this group speak of.</summary>
    /// <param name="name">Its name: "copy".</param>
    /// <param name="amount">GB or GFLOP of one call.</param>
    /// <param name="run">One call.</param>
    public void Ceiling(string name, double amount, Action run)
    {
        _contenders.Add(new(name, "ceiling", new Parameters(), new("", ""), amount, double.NaN, null, Listed: false));
        Point.Variant(name, run);
    }

    /// <summary>Adds an entry that another program measured.</summary>
    public void Report(BenchEntry entry) => _others.Add(entry);

    /// <summary>The entries, once the group has been timed.</summary>
    public IEnumerable<BenchEntry> Entries(PointResult result)
    {
        foreach (var contender in _contenders.Where(c => c.Listed))
        {
            var seconds = SecondsOf(result, contender.Variant);
            var rate = new Interval(contender.Amount / seconds.Value, contender.Amount / seconds.High, contender.Amount / seconds.Low);
            double? bandwidth = double.IsNaN(contender.Bytes) ? null : contender.Bytes / 1e9 / seconds.Value;
            yield return new(contender.Entry, contender.What, contender.Quantity, rate)
            {
                Columns = contender.Columns,
                GbPerSecond = bandwidth,
                Ceiling = contender.Ceiling,
                ShareOfCeiling = _contenders.Find(c => c.Variant == contender.Ceiling) is { } ceiling ? Share(result, ceiling, rate.Value, bandwidth) : null,
                Best = contender.Entry == "ceiling" ? contender.Amount / result.Samples.First(s => s.Variant == contender.Variant).SamplesNs.Min() * 1e9 : null,
                Noise = double.IsFinite(result.NoiseFloor) ? result.NoiseFloor : null,
                Samples = result.Samples[0].SamplesNs.Length,
            };
        }

        foreach (var other in _others)
        {
            yield return other;
        }
    }

    // A ceiling is what the machine can do when nothing disturbs it, so its fastest sample counts; a contender is compared by medians, in its own quantity.
    private static double Share(PointResult result, Contender other, double rate, double? bandwidth) => other.Listed
        ? rate * SecondsOf(result, other.Variant).Value / other.Amount
        : (bandwidth ?? rate) * result.Samples.First(s => s.Variant == other.Variant).SamplesNs.Min() / 1e9 / other.Amount;

    private static Interval SecondsOf(PointResult result, string variant)
    {
        var ns = Statistics.Median(result.Samples.First(s => s.Variant == variant).SamplesNs);
        return new(ns.Value / 1e9, ns.Low / 1e9, ns.High / 1e9);
    }
}
