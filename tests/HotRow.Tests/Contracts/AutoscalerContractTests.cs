using HotRow.Serving;

namespace HotRow.Tests.Contracts;

/// <summary>What every entry of the catalog of autoscalers promises, and the examples of their source.</summary>
public sealed class AutoscalerContractTests
{
    private static readonly SimTime s_period = SimTime.FromSeconds(15);

    public static TheoryData<string> Names => new(Autoscalers.All.Select(a => a.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Wanted_AnyFleet_StaysBetweenLeastAndMost(string name)
    {
        var (autoscaler, random) = (Autoscalers.Find(name).Create(new(2, 9, s_period, 0.5)), new Xoshiro256(1));
        Assert.Equal(s_period, autoscaler.Period);
        for (var i = 0; i < 2_000; i++)
        {
            var fleet = new FleetState(2 + random.NextInt32(8), random.NextInt32(1_000_000), random.NextInt32(1_000_000), random.NextDouble());

            Assert.InRange(autoscaler.Wanted(fleet, default), 2, 9);
        }
    }

    [Theory]
    [InlineData(2, 1.00, 4)] // Twice the target: twice the replicas, as in the source's example of 200m for 100m.
    [InlineData(4, 0.25, 2)] // Half the target: half of them.
    [InlineData(5, 0.54, 5)] // Within a tenth nothing changes.
    [InlineData(5, 0.56, 6)] // Beyond it the number is rounded up: 5.6.
    public void TargetUtilisation_FollowsTheSourcesFormula(int replicas, double busy, int expected) =>
        Assert.Equal(expected, Autoscalers.TargetUtilisation.Create(new(1, 100, s_period, 0.5)).Wanted(new(replicas, 0, 0, busy), default));

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(31, 10, 5)]
    [InlineData(30, 10, 4)]
    public void QueueLength_GivesEachReplicaTheTarget(int waiting, int running, int expected) =>
        Assert.Equal(expected, Autoscalers.QueueLength.Create(new(1, 100, s_period, 10)).Wanted(new(3, waiting, running, 1), default));
}
