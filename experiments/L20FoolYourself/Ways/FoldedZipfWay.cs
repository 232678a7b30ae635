namespace HotRow.Lab;

/// <summary>Draws from the unbounded Zipf law and folds the ids into the table with a remainder.</summary>
/// <remarks>The unbounded law is drawn by rejection (L. Devroye, "Non-uniform random variate generation", 1986, chapter X.6), as common libraries do.</remarks>
internal sealed class FoldedZipfWay : FoolingWay
{
    private const double Alpha = 1.05;

    public override string Name => "Zipf folded by modulo";

    public override void Measure(Point point, RunContext context)
    {
        var (rows, accesses) = (context.ByScale(10_000, 1_000_000, 1_000_000), context.ByScale(50_000, 1_000_000, 5_000_000));
        var bounded = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rows, Alpha = Alpha, IndexCount = accesses, Seed = point.Seed })).Rows;
        var random = new Xoshiro256(point.Seed);
        var folded = new int[accesses];
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = (int)(Unbounded(random) % rows);
        }

        double HitRatio(ReadOnlyMemory<int> trace) => CacheSimulator.Simulate(CachePolicies.Lru, rows / 20, rows, trace).HitRatio;
        point.Check("the drawn law against its first probability", () =>
        {
            // Ids end at 2^63: P(1) = 1 / (zeta(1.05) - the integral of x^-1.05 beyond), zeta(1.05) = 20.5808.
            var first = 1 / (20.5808 - (Math.Pow(2, -63 * (Alpha - 1)) / (Alpha - 1)));
            var ones = Enumerable.Range(0, accesses).Count(_ => Unbounded(random) == 1) / (double)accesses;
            return (Math.Abs(ones - first) < 5 * Math.Sqrt(first * (1 - first) / accesses), FormattableString.Invariant($"{ones:0.00000} of the draws are 1, expected {first:0.00000}"));
        });
        point.Note = FormattableString.Invariant($"Hit ratio of LRU with 5 % of {rows:N0} rows, alpha {Alpha}: half of the unbounded law's mass lies beyond the table and is spread evenly over it. Cure: the bounded law, N and alpha printed.");
        Report(point, HitRatio(folded), HitRatio(bounded), "of the accesses", ValueKind.Counted, higherIsBetter: true);
    }

    private static long Unbounded(Xoshiro256 random)
    {
        var b = Math.Pow(2, Alpha - 1);
        while (true)
        {
            var (u, v) = (1 - random.NextDouble(), random.NextDouble());
            var x = Math.Floor(Math.Pow(u, -1 / (Alpha - 1)));

            // (1 + 1/x)^(alpha - 1) - 1; for a large x the sum would lose it.
            var t = x > 1e6 ? (Alpha - 1) / x : Math.Pow(1 + (1 / x), Alpha - 1) - 1;
            if (x < long.MaxValue && v * x * t / (b - 1) <= (1 + t) / b)
            {
                return (long)x;
            }
        }
    }
}
