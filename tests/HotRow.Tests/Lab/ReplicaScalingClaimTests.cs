using HotRow.Lab;

namespace HotRow.Tests.Lab;

public sealed class ReplicaScalingClaimTests
{
    private static readonly string[] s_ways = [ReplicaScaling.OneQueue, "random", "round-robin", "power-of-two", "join-shortest-queue"];

    [Theory]
    [InlineData(4, 4, VerdictKind.Reproduced)]
    [InlineData(0.3, 4, VerdictKind.Depends)]
    [InlineData(9, 9, VerdictKind.Contradicted)]
    public void Linear_ByWaitsOfEightServers(double oneQueue, double others, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var way in s_ways)
        {
            results.Add(ReplicaScaling.Wait, new() { { "servers", 1 } }, way, 4, 0.1);
            results.Add(ReplicaScaling.Wait, new() { { "servers", 8 } }, way, way == ReplicaScaling.OneQueue ? oneQueue : others, 0.1);
        }

        Assert.Equal(expected, results.Judge(Experiments.ReplicaScaling, "003-replicas-linear"));
    }

    [Theory]
    [InlineData(1, 1, VerdictKind.Reproduced)]
    [InlineData(0, 1, VerdictKind.Depends)]
    [InlineData(0, 0, VerdictKind.Contradicted)]
    public void LargeOrThreeSmall_ByWhatFits(double large, double small, VerdictKind expected)
    {
        var at = new Parameters { { "bits", 16 } };
        var results = new DoctoredResults().Add(ReplicaScaling.FitsOn, at, ReplicaScaling.Large, large).Add(ReplicaScaling.FitsOn, at, ReplicaScaling.Small, small);

        Assert.Equal(expected, results.Judge(Experiments.ReplicaScaling, "003-34b-or-3x13b"));
    }

    [Theory]
    [InlineData(99, 98.5, VerdictKind.Reproduced)]
    [InlineData(99, 70, VerdictKind.Depends)]
    [InlineData(60, 50, VerdictKind.Contradicted)]
    public void Autoscaling_ByStartDelay(double quick, double slow, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (fleet, kept) in new[] { ("start takes 0 s", quick), ("start takes 300 s", slow) })
        {
            results.Add(ReplicaScaling.Kept, new() { { "fleet", fleet } }, ReplicaScaling.Scaled, kept).Add(ReplicaScaling.Paid, new() { { "fleet", fleet } }, ReplicaScaling.Scaled, 3);
        }

        results.Add(ReplicaScaling.Kept, new() { { "fleet", "6 replicas" } }, "fixed number", 99);

        Assert.Equal(expected, results.Judge(Experiments.ReplicaScaling, "003-autoscaling"));
    }
}
