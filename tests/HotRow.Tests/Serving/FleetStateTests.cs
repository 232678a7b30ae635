using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>What an autoscaler is shown.</summary>
public sealed class FleetStateTests
{
    [Fact]
    public void BusyShare_ServerThatIsSwitchedOffAndFinishesItsWork_IsLeftOut()
    {
        // One server each for 1 ms and for 450 ms of work. The second is switched off at the first look and computes on until 450 ms.
        var looks = new List<FleetState>();
        var options = new ServingOptions(Schedulers.ContinuousBatch, Simulated.PromptIsNanoseconds, KvAllocators.Paged, Simulated.Ample)
        {
            SchedulerArgs = new(MaxSequences: 1, TokenBudget: int.MaxValue),
            Replicas = 2,
            Autoscaler = new Watcher(looks, 1, 1, 2, 1),
        };

        ServingChecks.Checked(ServingSimulator.Run(options, [Simulated.Request(0, 0, 1_000_000, 1), Simulated.Request(1, 0, 450_000_000, 1)]));

        Assert.Equal([(1 + 100) / 200.0, 0, 0, 100 / 200.0], looks.Take(4).Select(l => l.BusyShare));
        Assert.Equal([2, 1, 1, 2], looks.Take(4).Select(l => l.Replicas));
        Assert.All(looks, l => Assert.InRange(l.BusyShare, 0, 1));
    }

    // Looks every 100 ms and keeps what it sees.
    private sealed class Watcher(List<FleetState> looks, params int[] wanted) : IAutoscaler
    {
        public SimTime Period => SimTime.FromMs(100);

        public int Wanted(in FleetState fleet, SimTime now)
        {
            looks.Add(fleet);
            return wanted[Math.Min(looks.Count, wanted.Length) - 1];
        }
    }
}
