using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The queue server against a run by hand, a search over all moments, and Little's law.</summary>
public sealed class QueueServerTests
{
    [Fact]
    public void Run_TwoServersByHand_WaitsAreThoseOfTheDrawing()
    {
        // Server 1: 0-10, then the third customer 10-14. Server 2: 1-21. The fourth comes at 9 and waits for 14; the fifth comes as the fourth ends.
        var waits = new SimTime[5];

        var run = QueueServer.Run(Times(0, 1, 2, 9, 17), Times(10, 20, 4, 3, 1), 2, waits);

        Assert.Equal(Times(0, 0, 8, 5, 0), waits);
        Assert.Equal((0, 21, 2), (run.Start.Ns, run.End.Ns, run.MostWaiting));
        Assert.Equal(10 + 20 + (8 + 4) + (5 + 3) + 1, run.CustomerNs);
        Assert.Equal(51 / 21.0, run.MeanInSystem, 12);
    }

    [Fact]
    public void Run_AnEndAndAnArrivalOfOneInstant_TheEndComesFirst()
    {
        var waits = new SimTime[2];

        var run = QueueServer.Run(Times(5, 8), Times(3, 1), 1, waits);

        Assert.Equal(0, waits[1].Ns);
        Assert.Equal(0, run.MostWaiting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Run_RandomCustomersManyOfOneInstant_AreAsASearchOverMomentsServesThem(int servers)
    {
        var random = new Xoshiro256((ulong)servers);
        for (var round = 0; round < 200; round++)
        {
            var (arrivals, services) = Draw(random, 40, 3, 2 + (4 * servers));
            var waits = new SimTime[arrivals.Length];

            var run = QueueServer.Run(arrivals, services, servers, waits);

            Assert.Equal(MomentByMoment(arrivals, services, servers), waits);
            Assert.Equal(waits.Sum(w => w.Ns) + services.Sum(s => s.Ns), (long)run.CustomerNs);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Run_ManyCustomers_AgreesWithTheRecursionsToTheNanosecond(int servers)
    {
        var (arrivals, services) = Draw(new(3), 100_000, 2_000_000, 3_900_000 * servers / 2);
        var waits = new SimTime[arrivals.Length];

        QueueServer.Run(arrivals, services, servers, waits);

        Assert.Equal(servers == 1 ? Lindley.Waits(arrivals, services) : KieferWolfowitz.Waits(arrivals, services, servers), waits);
    }

    [Fact]
    public void Run_NoCustomers_IsAnEmptyRun()
    {
        var run = QueueServer.Run([], [], 3, []);

        Assert.Equal((0, 0, 0), (run.Start.Ns, run.End.Ns, run.MostWaiting));
        Assert.True(double.IsNaN(run.MeanInSystem));
    }

    [Fact]
    public void Run_WrongInput_SaysWhat()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueServer.Run(Times(0), Times(1), 0, new SimTime[1]));
        Assert.Throws<ArgumentException>(() => QueueServer.Run(Times(0, 1), Times(1), 1, new SimTime[2]));
        Assert.Throws<ArgumentException>(() => QueueServer.Run(Times(2, 1), Times(1, 1), 1, new SimTime[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => QueueServer.Run(Times(2), Times(-1), 1, new SimTime[1]));
    }

    private static SimTime[] Times(params long[] ns) => Array.ConvertAll(ns, n => new SimTime(n));

    private static (SimTime[] Arrivals, SimTime[] Services) Draw(Xoshiro256 random, int count, int gap, int service)
    {
        var (arrivals, services) = (new SimTime[count], new SimTime[count]);
        var now = 0L;
        for (var i = 0; i < count; i++)
        {
            arrivals[i] = new(now += random.NextInt32(gap));
            services[i] = new(random.NextInt32(service));
        }

        return (arrivals, services);
    }

    // At every moment, whoever came first and still waits goes to a server that is free; time moves on by 1 ns.
    private static SimTime[] MomentByMoment(SimTime[] arrivals, SimTime[] services, int servers)
    {
        var (waits, freeAt, next) = (new SimTime[arrivals.Length], new long[servers], 0);
        for (var now = 0L; next < arrivals.Length; now++)
        {
            while (next < arrivals.Length && arrivals[next].Ns <= now && Array.FindIndex(freeAt, f => f <= now) is >= 0 and var server)
            {
                waits[next] = new(now - arrivals[next].Ns);
                freeAt[server] = now + services[next++].Ns;
            }
        }

        return waits;
    }
}
