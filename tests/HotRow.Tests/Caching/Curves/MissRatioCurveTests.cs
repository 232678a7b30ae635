using FsCheck;
using FsCheck.Fluent;

namespace HotRow.Tests.Caching;

public sealed class MissRatioCurveTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(2, 3), null));

    // A loop over 50 rows, 20 times round: below 50 rows everything misses; from 50 on, all but the first round hits.
    [Fact]
    public void Lru_Loop_IsACliff()
    {
        var curve = ExactCurve.Lru(Trace(TestTraces.Loop(50, 1_000), 50));

        Assert.Equal((CurveMethod.StackDistances, "lru", true), (curve.Method, curve.Policy, curve.IsExact));
        Assert.All([0, 1, 25, 49, 49.9], c => Assert.Equal(0, curve.At(c)));
        Assert.All([50, 51, 1e9], c => Assert.Equal(0.95, curve.At(c), 12));
    }

    [Fact]
    public void Lru_EveryShape_EqualsSimulationAtEveryCapacity()
    {
        foreach (var (shape, rows) in TestTraces.Shapes(120, 4_000, seed: 5))
        {
            var curve = ExactCurve.Lru(Trace(rows, 120));
            var simulated = ExactCurve.Of(CachePolicies.Lru, [119, 1, 2, 7, 60, 120, 200, 7], Trace(rows, 120));

            Assert.Equal([1, 2, 7, 60, 119, 120, 200], simulated.Points.ToArray().Select(p => p.Capacity));
            Assert.All(simulated.Points.ToArray(), p => Assert.True(p.HitRatio == curve.At(p.Capacity), $"{shape} at {p.Capacity}"));
            Assert.Equal(0, curve.MeanAbsoluteError(simulated, [1, 7, 119]));
        }
    }

    // Inclusion (Mattson et al. 1970): what c rows hold, c + 1 rows hold too.
    [Fact]
    public void Lru_AnyRows_NeverFallsAsCapacityGrows() => Check.One(s_fixedSeed, Prop.ForAll<byte[]>(bytes =>
    {
        var curve = ExactCurve.Lru(Trace(Array.ConvertAll(bytes, b => (int)b), 256));
        return bytes.Length == 0 || Enumerable.Range(0, 256).All(c => curve.At(c) <= curve.At(c + 1));
    }));

    [Fact]
    public void Of_PolicyThatKnowsTheFuture_IsNeverBelowLru()
    {
        var trace = Trace(TestTraces.Zipf(300, 5_000, 0.8, seed: 6), 300);
        var optimum = ExactCurve.Of(CachePolicies.Belady, [1, 5, 30, 299], trace);
        var lru = ExactCurve.Lru(trace);

        Assert.Equal(("belady", CurveMethod.Simulation), (optimum.Policy, optimum.Method));
        Assert.All(optimum.Points.ToArray(), p => Assert.True(p.HitRatio >= lru.At(p.Capacity)));
    }

    // Che, Tung and Wang (2002): the hit probability of row i is 1 - exp(-p_i T), where the sum of all of them is the capacity.
    // It holds for independent accesses up to a few tenths of a point at these sizes; a table this small has compulsory misses
    // below 0.4 %.
    [Theory]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(900)]
    public void Lru_IndependentZipf_AgreesWithChe(int capacity)
    {
        const int rowCount = 1_000;
        var curve = ExactCurve.Lru(Trace(TestTraces.Zipf(rowCount, 300_000, 0.8, seed: 10), rowCount));
        var weights = Enumerable.Range(1, rowCount).Select(k => Math.Pow(k, -0.8)).ToArray();
        var p = Array.ConvertAll(weights, w => w / weights.Sum());
        var (low, high) = (0.0, 1e7);
        for (var i = 0; i < 100; i++)
        {
            var t = (low + high) / 2;
            (low, high) = p.Sum(x => 1 - Math.Exp(-x * t)) < capacity ? (t, high) : (low, t);
        }

        Assert.Equal(p.Sum(x => x * (1 - Math.Exp(-x * low))), curve.At(capacity), 0.005);
    }

    [Fact]
    public void At_OutsideSimulatedCapacities_IsNaNAndBetweenIsStraight()
    {
        var curve = new MissRatioCurve("lru", CurveMethod.Simulation, [new(10, 0.2, 0.1, 0.3), new(20, 0.4, 0.2, 0.6)], "");

        Assert.Equal(new CurvePoint(15, 0.3, 0.15, 0.45), Rounded(curve.PointAt(15)));
        Assert.Equal(0.4, curve.At(20));
        Assert.True(double.IsNaN(curve.At(9)));
        Assert.True(double.IsNaN(curve.At(21)));
        Assert.Throws<ArgumentException>(() => new MissRatioCurve("lru", CurveMethod.Simulation, [new(2, 0, 0, 0), new(2, 0, 0, 0)], ""));
    }

    [Fact]
    public void At_NoAccesses_IsNaN() => Assert.True(double.IsNaN(ExactCurve.Lru(Trace([], 3)).At(1)));

    internal static MemoryTrace Trace(int[] rows, int rowCount) => new("test", rowCount, rows, 100);

    private static CurvePoint Rounded(CurvePoint point) =>
        new(point.Capacity, Math.Round(point.HitRatio, 9), Math.Round(point.Low, 9), Math.Round(point.High, 9));
}
