namespace HotRow.Tests.Caching;

public sealed class SampledCurveTests
{
    private const int RowCount = 20_000;
    private static readonly SampledCurveArgs s_tenth = new() { Rate = 0.1, LeastDistinct = 0 };
    private static readonly int[] s_capacities = [500, 1_000, 2_000, 4_000, 8_000, 16_000];
    private static readonly Lazy<MemoryTrace> s_zipf = new(() => MissRatioCurveTests.Trace(TestTraces.Zipf(RowCount, 300_000, 0.9, seed: 11), RowCount));

    // The vector path takes 8 rows at once; the odd lengths leave every tail.
    [Fact]
    public void Choose_AnyLength_EqualsTheScalarHash()
    {
        var sample = SpatialSample.Take(MissRatioCurveTests.Trace([], 1), 0.3, 4, seed: 5);
        var random = new Xoshiro256(1);
        for (var length = 0; length < 70; length++)
        {
            var rows = Enumerable.Range(0, length).Select(_ => (int)random.NextUInt64()).ToArray();
            var chosen = new int[length];
            var count = sample.Choose(rows, chosen);

            Assert.Equal(rows.Where(r => sample.Hash(r) < 0.3 * Math.Pow(2, 32)), chosen[..count]);
        }
    }

    // 20,000 rows at rate 0.1 with groups of a quarter: binomial, five standard deviations are 212 and 106 rows.
    [Fact]
    public void Take_AllRows_DrawsTheRateInEveryGroupAndRenumbersInOrder()
    {
        var sample = SpatialSample.Take(MissRatioCurveTests.Trace(TestTraces.Loop(RowCount, 2 * RowCount), RowCount), 0.1, 4, seed: 9);

        Assert.Equal(2_000, sample.Distinct, 212.0);
        Assert.Equal(2 * RowCount, sample.Accesses);
        Assert.Equal(Enumerable.Range(0, sample.Distinct).Concat(Enumerable.Range(0, sample.Distinct)), sample.Rows.ToArray());
        var sizes = Enumerable.Range(0, 4).Select(g =>
        {
            var rows = sample.RowsOf(g, out var distinct);
            Assert.Equal(Enumerable.Range(0, distinct).Concat(Enumerable.Range(0, distinct)), rows);
            return distinct;
        }).ToArray();
        Assert.Equal(sample.Distinct, sizes.Sum());
        Assert.All(sizes, n => Assert.Equal(500, n, 106.0));
    }

    [Fact]
    public void Lru_ManySeeds_HasNoBiasAndTheIntervalCovers()
    {
        const int seeds = 40;
        var exact = ExactCurve.Lru(s_zipf.Value);
        var curves = Enumerable.Range(0, seeds).Select(seed => SampledCurve.Lru(s_zipf.Value, s_tenth with { Seed = (ulong)seed })).ToArray();
        var covered = 0;
        foreach (var capacity in s_capacities)
        {
            var points = Array.ConvertAll(curves, c => c.PointAt(capacity));
            var mean = points.Average(p => p.HitRatio);
            var error = Math.Sqrt(points.Sum(p => Math.Pow(p.HitRatio - mean, 2)) / (seeds - 1) / seeds);
            covered += points.Count(p => p.Low <= exact.At(capacity) && exact.At(capacity) <= p.High);

            // 4 standard errors, and 0.002 for distances that come in steps of 10.
            Assert.Equal(exact.At(capacity), mean, (4 * error) + 0.002);
            Assert.InRange(error, 1e-6, 0.007); // or the line above would let anything pass
        }

        // Nominal coverage is 95 %; the points of one seed are correlated, so 40 seeds allow for 87 %.
        Assert.All(curves, c => Assert.Equal(CurveMethod.SampledStackDistances, c.Method));
        Assert.True(covered >= 0.87 * seeds * s_capacities.Length, $"{covered} of {seeds * s_capacities.Length}");
    }

    // Four times the rows, half the error; a third off for chance.
    [Fact]
    public void Lru_MoreRows_ErrWithTheirSquareRoot()
    {
        var exact = ExactCurve.Lru(s_zipf.Value);
        double MeanError(double rate) => Enumerable.Range(0, 20).Average(seed =>
            SampledCurve.Lru(s_zipf.Value, new SampledCurveArgs { Rate = rate, Seed = (ulong)seed, LeastDistinct = 0 }).MeanAbsoluteError(exact, s_capacities));

        Assert.True(MeanError(0.2) < 0.67 * MeanError(0.05));
    }

    // Row 0 makes half of the accesses. Without the correction the ratio of sampled hits to sampled accesses would be near 1
    // with it and far too low without it.
    [Fact]
    public void Lru_OneVeryHotRow_InOrOutOfTheSampleHardlyMatters()
    {
        var rows = s_zipf.Value.Rows.ToArray();
        for (var i = 0; i < rows.Length; i += 2)
        {
            rows[i] = 0;
        }

        var trace = MissRatioCurveTests.Trace(rows, RowCount);
        var exact = ExactCurve.Lru(trace);
        var sampledShares = new List<double>();
        for (ulong seed = 0; seed < 30; seed++)
        {
            var sample = SpatialSample.Take(trace, s_tenth.Rate, 8, seed);
            sampledShares.Add((double)sample.Rows.Length / rows.Length);
            Assert.True(SampledCurve.Lru(trace, s_tenth with { Seed = seed }).MeanAbsoluteError(exact, s_capacities) < 0.03, $"seed {seed}");
        }

        Assert.Contains(sampledShares, share => share > 0.5);
        Assert.Contains(sampledShares, share => share < 0.1);
    }

    [Theory]
    [InlineData("lru")]
    [InlineData("s3-fifo")]
    [InlineData("belady")]
    public void Of_Policy_IsNearItsExactCurve(string name)
    {
        var policy = CachePolicies.Find(name);
        int[] capacities = [8_000, 1_000, 4_000];
        var exact = ExactCurve.Of(policy, capacities, s_zipf.Value);

        var curve = SampledCurve.Of(policy, capacities, s_zipf.Value, s_tenth with { Seed = 4 });

        Assert.Equal((CurveMethod.SampledSimulation, name, 3), (curve.Method, curve.Policy, curve.Points.Length));
        Assert.True(curve.MeanAbsoluteError(exact, capacities) < 0.015, $"{curve.MeanAbsoluteError(exact, capacities)}");
        Assert.All(curve.Points.ToArray(), p => Assert.InRange(p.HitRatio, p.Low, p.High));
        Assert.All(curve.Points.ToArray(), p => Assert.True(p.Low < p.High));
    }

    [Fact]
    public void Lru_Loop_FallsAtItsLength()
    {
        var curve = SampledCurve.Lru(MissRatioCurveTests.Trace(TestTraces.Loop(5_000, 100_000), 5_000), s_tenth);

        // A loop over 5,000 rows misses always below that size. The sample's number of rows is off by up to 10 %, and the misses with it.
        Assert.Equal(0, curve.At(4_000), 0.12);
        Assert.Equal(0.95, curve.At(5_600), 0.01);
    }

    [Fact]
    public void Lru_FewDistinctRows_IsExactAndSaysSo()
    {
        var curve = SampledCurve.Lru(s_zipf.Value, new SampledCurveArgs());

        Assert.True(curve.IsExact);
        Assert.StartsWith("exact instead of sampled: about ", curve.Note, StringComparison.Ordinal);
        Assert.Equal(0, curve.MeanAbsoluteError(ExactCurve.Lru(s_zipf.Value), s_capacities));
        var policy = SampledCurve.Of(CachePolicies.Sieve, [100], s_zipf.Value, new SampledCurveArgs());
        Assert.Equal((CurveMethod.Simulation, curve.Note), (policy.Method, policy.Note));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    public void Rate_OutOfRange_IsRefused(double rate) => Assert.Throws<ArgumentOutOfRangeException>(() => new SampledCurveArgs { Rate = rate });
}
