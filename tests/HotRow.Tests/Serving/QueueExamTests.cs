using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The simulated queue against closed forms, each within 3.29 standard errors of batch means (99.9 %), and Little's law exactly.</summary>
public sealed class QueueExamTests
{
    private const int Customers = 200_000;

    public static TheoryData<string, int, double, double> Systems => new()
    {
        { "M/M/1", 1, 0.5, 1 },
        { "M/M/1", 1, 0.8, 1 },
        { "M/M/1", 1, 0.9, 1 },
        { "M/D/1", 1, 0.5, 0 },
        { "M/D/1", 1, 0.8, 0 },
        { "M/D/1", 1, 0.9, 0 },
        { "M/G/1", 1, 0.7, 2 },
        { "M/M/2", 2, 0.8, 1 },
        { "M/M/4", 4, 0.8, 1 },
        { "M/M/8", 8, 0.9, 1 },
    };

    [Theory]
    [MemberData(nameof(Systems))]
    public void MeanWait_IsTheFormulas(string system, int servers, double load, double variation)
    {
        var (run, waits, services) = Simulate(servers, load, variation);
        var expected = servers > 1 ? MMc.MeanWait(servers, load) : MG1.MeanWait(load, variation);

        // The queue starts empty: what it takes to fill is left out.
        var found = BatchMeans.Of(waits.AsSpan(Customers / 100));

        Assert.True(found.StandardError <= 0.05 * expected, $"{system} at {load}: too few customers to tell, standard error {found.StandardError:0.000} of {expected:0.000}");
        Assert.True(Math.Abs(found.Mean - expected) <= 3.29 * found.StandardError, $"{system} at {load}: {found.Mean:0.0000} +- {found.StandardError:0.0000}, formula {expected:0.0000}");

        // Little: over a window that begins and ends empty, L = lambda W is an identity.
        var inSystem = waits.Sum() + services.Sum();
        Assert.Equal(1, run.MeanInSystem / (inSystem / (run.End - run.Start).Seconds), 9);
    }

    [Fact]
    public void MM1_SlowestPercent_IsTheFormulas()
    {
        var (_, waits, services) = Simulate(1, 0.5, 1);
        var limit = MM1.ResponseQuantile(0.5, 0.99);
        var beyond = waits.Zip(services, (w, s) => w + s > limit ? 1.0 : 0).ToArray();
        var found = BatchMeans.Of(beyond);

        Assert.InRange(0.01, found.Mean - (3.29 * found.StandardError), found.Mean + (3.29 * found.StandardError));
        Assert.InRange(found.StandardError, 0, 0.001);
    }

    // Mean service 1 s. A variation of 2 is a mixture of two exponential distributions with balanced means.
    private static (QueueRun Run, double[] Waits, double[] Services) Simulate(int servers, double load, double variation)
    {
        var random = new Xoshiro256(20_261_120);
        double Exponential() => -Math.Log(1 - random.NextDouble());
        var square = variation * variation;
        var slow = (1 - Math.Sqrt((square - 1) / (square + 1))) / 2;
        double Service() => variation switch
        {
            0 => 1,
            1 => Exponential(),
            _ => random.NextDouble() < slow ? Exponential() / (2 * slow) : Exponential() / (2 * (1 - slow)),
        };

        var (arrivals, services, waits) = (new SimTime[Customers], new SimTime[Customers], new SimTime[Customers]);
        var now = 0.0;
        for (var i = 0; i < Customers; i++)
        {
            now += Exponential() / (load * servers);
            arrivals[i] = SimTime.FromSeconds(now);
            services[i] = SimTime.FromSeconds(Service());
        }

        var run = QueueServer.Run(arrivals, services, servers, waits);
        return (run, Array.ConvertAll(waits, w => w.Seconds), Array.ConvertAll(services, s => s.Seconds));
    }
}
