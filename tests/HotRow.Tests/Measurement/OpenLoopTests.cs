namespace HotRow.Tests.Measurement;

public sealed class OpenLoopTests
{
    // 2 s from 0; then half a second from 2 on; then one from 2.5 on; the last one finds nobody before it.
    [Fact]
    public void Model_ByHand() => Assert.Equal([2, 1.5, 1.5, 0.25], OpenLoop.Model([0, 1, 2, 10], [2, 0.5, 1, 0.25]));

    // Mean wait of M/D/1: load x service / (2 (1 - load)).
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void Model_PoissonTimesAndEqualServices_WaitsByPollaczekAndKhinchine(double load)
    {
        const int Requests = 200_000;
        const double Service = 0.001;
        var services = new double[Requests];
        Array.Fill(services, Service);
        var wait = OpenLoop.Model(OpenLoop.PoissonTimes(Requests, load / Service, 3), services).Average() - Service;

        Assert.Equal(1, wait / (load * Service / (2 * (1 - load))), 0.06);
    }

    [Fact]
    public void PoissonTimes_HaveIndependentExponentialGaps()
    {
        var arrivals = OpenLoop.PoissonTimes(100_000, 50, 4);
        var gaps = arrivals.Zip(arrivals.Prepend(0), (now, before) => now - before).ToArray();

        Assert.All(gaps, gap => Assert.True(gap >= 0));
        Assert.Equal(0.02, gaps.Average(), 0.0005);
        Assert.Equal(Math.Exp(-2), (double)gaps.Count(gap => gap > 0.04) / gaps.Length, 0.01);
    }

    [Fact]
    public void Run_ServesEveryRequestOnce_AndNoneBeforeItComes()
    {
        var served = 0;
        var latencies = OpenLoop.Run(() => served++, [0, 0, 1e-5, 2e-4, 2e-4]);

        Assert.Equal(5, served);
        Assert.All(latencies, latency => Assert.True(latency >= 0));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    public void PoissonTimes_WrongArguments_Throw(int requests, double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OpenLoop.PoissonTimes(requests, rate, 1));

    [Fact]
    public void Model_DifferentLengths_Throws() => Assert.Throws<ArgumentException>(() => OpenLoop.Model([1, 2], [1]));
}
