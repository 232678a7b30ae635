using FsCheck;
using FsCheck.Fluent;
using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The closed forms against tables, against each other, and against sums done the long way.</summary>
public sealed class TheoryTests
{
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.9, 10)]
    [InlineData(0.99, 100)]
    public void MM1_Response_IsTheTextbooksMultipleOfTheServiceTime(double load, double expected) =>
        Assert.Equal(expected, MM1.MeanResponse(load), 9);

    [Theory]
    [InlineData(2, 0.8, 0.711111, 1.777778)]
    [InlineData(4, 0.8, 0.596430, 0.745537)]
    [InlineData(8, 0.9, 0.701533, 0.876916)]
    public void MMc_ErlangC_IsTheTablesValue(int servers, double load, double busy, double wait)
    {
        Assert.Equal(busy, MMc.ErlangC(servers, load), 5);
        Assert.Equal(wait, MMc.MeanWait(servers, load), 5);
    }

    [Fact]
    public void MMc_OfThousandsOfServers_IsStillANumberBetween0And1() => Assert.InRange(MMc.ErlangC(5_000, 0.99), 0.2, 0.6);

    [Fact]
    public void MMc_AgainstTheSumOfItsStates()
    {
        foreach (var (servers, load) in new[] { (1, 0.3), (3, 0.7), (10, 0.95) })
        {
            var offered = servers * load;
            var last = Math.Pow(offered, servers) / Factorial(servers) / (1 - load);
            var expected = last / (Enumerable.Range(0, servers).Sum(k => Math.Pow(offered, k) / Factorial(k)) + last);

            Assert.Equal(expected, MMc.ErlangC(servers, load), 10);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void SpecialCases_AgreeWithTheGeneralOnes(double load)
    {
        Assert.Equal(MM1.MeanWait(load, 3), MG1.MeanWait(load, 1, 3), 9);
        Assert.Equal(MM1.MeanWait(load, 3) / 2, MD1.MeanWait(load, 3), 9);
        Assert.Equal(MM1.MeanWait(load, 3), MMc.MeanWait(1, load, 3), 9);
        Assert.Equal(load, MM1.WaitTail(load, 0), 12);
        Assert.Equal(Math.Log(2) * MM1.MeanResponse(load), MM1.ResponseQuantile(load, 0.5), 9);
    }

    [Fact]
    public void Elasticity_IsTheDerivativeOfTheResponse()
    {
        const double Load = 0.8;
        const double Step = 1e-7;
        var slower = MM1.MeanResponse(Load * (1 + Step), 1 + Step);

        Assert.Equal(MM1.Elasticity(Load), ((slower / MM1.MeanResponse(Load)) - 1) / Step, 3);
    }

    [Theory]
    [InlineData(10, 2.000, 0.1000)]
    [InlineData(40, 4.915, 0.0979)]
    [InlineData(80, 7.336, 0.0792)]
    public void DynamicBatch_OfEightOr100Ms_IsTheSumDoneTheLongWay(double perSecond, double size, double wait)
    {
        double Poisson(int k, double mean) => Math.Exp(-mean) * Math.Pow(mean, k) / Factorial(k);
        var sum = Enumerable.Range(0, 100).Sum(k => Math.Min(8, 1 + k) * Poisson(k, perSecond * 0.1));
        const int Slices = 20_000;
        var integral = Enumerable.Range(0, Slices).Sum(i => 0.1 / Slices * Enumerable.Range(0, 7).Sum(k => Poisson(k, perSecond * (i + 0.5) * 0.1 / Slices)));

        Assert.Equal(size, BatchFill.DynamicMeanSize(8, perSecond, 0.1), 3);
        Assert.Equal(sum, BatchFill.DynamicMeanSize(8, perSecond, 0.1), 9);
        Assert.Equal(wait, BatchFill.DynamicFirstWait(8, perSecond, 0.1), 4);
        Assert.Equal(integral, BatchFill.DynamicFirstWait(8, perSecond, 0.1), 7);
    }

    [Fact]
    public void StaticBatch_OfEightAtTenASecond_IsTheDocumentsExample()
    {
        Assert.Equal(0.7, BatchFill.StaticWait(8, 1, 10), 12);
        Assert.Equal(0, BatchFill.StaticWait(8, 8, 10), 12);
        Assert.Equal(0.35, BatchFill.StaticMeanWait(8, 10), 12);
        Assert.Equal(BatchFill.StaticMeanWait(8, 10), Enumerable.Range(1, 8).Average(j => BatchFill.StaticWait(8, j, 10)), 12);
    }

    [Fact]
    public void BatchWithoutAWindow_HoldsOneAndWaitsForNobody()
    {
        Assert.Equal(1, BatchFill.DynamicMeanSize(8, 10, 0), 12);
        Assert.Equal(0, BatchFill.DynamicFirstWait(8, 10, 0), 12);
        Assert.Equal(1, BatchFill.DynamicMeanSize(1, 10, 1), 12);
    }

    [Fact]
    public void Lindley_HandExample()
    {
        Assert.Equal(Times(0, 4, 2, 0), Lindley.Waits(Times(0, 1, 5, 20), Times(5, 2, 3, 1)));
    }

    [Fact]
    public void KieferWolfowitz_HandExample_TwoServers()
    {
        // Both servers are taken at 0 and 1; the third waits for the one that is free at 5, the fourth for 6.
        Assert.Equal(Times(0, 0, 3, 3), KieferWolfowitz.Waits(Times(0, 1, 2, 3), Times(5, 5, 9, 1), 2));
    }

    [Fact]
    public void KieferWolfowitz_OfOneServer_IsLindley() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Arb.From(Queues), queue =>
        KieferWolfowitz.Waits(queue.Arrivals, queue.Services, 1).SequenceEqual(Lindley.Waits(queue.Arrivals, queue.Services))));

    [Fact]
    public void KieferWolfowitz_IsTheSimplestSimulation() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Arb.From(Queues), queue =>
    {
        // Each takes the server that is free first.
        var free = new long[3];
        var waits = new List<SimTime>();
        for (var i = 0; i < queue.Arrivals.Length; i++)
        {
            var server = Array.IndexOf(free, free.Min());
            var start = Math.Max(free[server], queue.Arrivals[i].Ns);
            waits.Add(new(start - queue.Arrivals[i].Ns));
            free[server] = start + queue.Services[i].Ns;
        }

        return KieferWolfowitz.Waits(queue.Arrivals, queue.Services, 3).SequenceEqual(waits);
    }));

    [Fact]
    public void BatchMeans_OfIndependentValues_IsTheUsualStandardError()
    {
        var random = new Xoshiro256(5);
        var values = Enumerable.Range(0, 400_000).Select(_ => random.NextDouble()).ToArray();
        var found = BatchMeans.Of(values);

        Assert.Equal(0.5, found.Mean, 2);
        Assert.InRange(found.StandardError, 0.7 * Math.Sqrt(1 / 12.0 / values.Length), 1.4 * Math.Sqrt(1 / 12.0 / values.Length));
    }

    [Fact]
    public void BatchMeans_OfTooFew_HasNoError()
    {
        Assert.True(double.IsNaN(BatchMeans.Of([1, 2, 3]).StandardError));
        Assert.True(double.IsNaN(BatchMeans.Of([]).Mean));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void NoSteadyState_IsRefused(double load)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MM1.MeanWait(load));
        Assert.Throws<ArgumentOutOfRangeException>(() => MG1.MeanWait(load, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MMc.MeanWait(2, load));
    }

    private static Gen<(SimTime[] Arrivals, SimTime[] Services)> Queues =>
        from gaps in Gen.Choose(0, 9).ArrayOf()
        from services in Gen.Choose(0, 20).ArrayOf(gaps.Length)
        select (gaps.Select((_, i) => new SimTime(gaps.Take(i + 1).Sum())).ToArray(), services.Select(s => new SimTime(s)).ToArray());

    private static SimTime[] Times(params long[] ns) => [.. ns.Select(n => new SimTime(n))];

    private static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, k) => product * k);
}
