using HotRow.Gpu;
using HotRow.Lab;
using HotRow.Tests.Gpu;

namespace HotRow.Tests;

/// <summary>Every goal against what its experiment measures or declares: one that finds nothing would be a hole that nobody sees.</summary>
public sealed class SpeedGoalTests
{
    private static readonly string[] s_onlyAtScale = ["ids"];

    public static TheoryData<int> Goals => [.. Enumerable.Range(0, SpeedGoals.All.Count)];

    [Theory]
    [MemberData(nameof(Goals))]
    public void Goal_OnTheOracle_FindsItsObservations(int number)
    {
        // PyTorch is not there, and tiny sizes are not those of the goal: what is left must be found.
        var goal = SpeedGoals.All[number];
        var ours = goal with { Over = null, Where = [.. goal.Where.Where(w => !s_onlyAtScale.Contains(w.Name))] };

        // Only torch's run on a GPU writes this one.
        ours = ours.Metric == CacheSize.DeviceOverTorch.Id ? ours with { Metric = CacheSize.DeviceShareOfIdeal.Id } : ours;

        Assert.All(ours.Judge(DeviceResults.OnOracle(goal.Experiment).Points, [], "tiny"), row => Assert.Equal("tiny", row.Verdict));
    }

    [Theory]
    [MemberData(nameof(Goals))]
    public void Goal_AtFullScaleOnAGpu_HasPoints(int number)
    {
        var goal = SpeedGoals.All[number];

        // The oracle under the name of a GPU: a declaration measures nothing.
        using var device = new Device(new OracleBackend { Info = OracleBackend.Describe() with { IsGpu = true } });
        using var context = new RunContext(Scale.Full, seed: 1);

        ((IDeviceExperiment)Experiments.Find(goal.Experiment)).DeclareOnDevice(context, device);

        Assert.Contains(context.Points, p => p.Parameters["part"].Text == "device" && goal.Where.All(w => p.Parameters[w.Name].Text == w.Value));
    }
}
