using HotRow.Serving;

namespace HotRow.Tests.Serving;

public class PipelineParallelTests
{
    // Equal stages and free transfers: the schedule's idle share is the formula's.
    [Theory]
    [InlineData(1, 5, 0)]
    [InlineData(2, 1, 0.5)]
    [InlineData(2, 4, 0.2)]
    [InlineData(4, 8, 3.0 / 11)]
    [InlineData(8, 64, 7.0 / 71)]
    public void Bubble_EqualStages_IsTheScheduleAndTheFormula(int stages, int microBatches, double idle)
    {
        var spans = PipelineParallel.Schedule([.. Enumerable.Repeat(new SimTime(100), stages)], microBatches, SimTime.Zero);

        Assert.Equal(idle, PipelineParallel.Bubble(stages, microBatches), 1e-12);
        Assert.Equal(idle, PipelineParallel.IdleShare(spans), 1e-12);
    }

    // Stages of 1, 3 and 2, transfers of 1, two micro-batches. First: 0-1, 2-5, 6-8. Second: 1-2, then the second stage is busy until 5: 5-8, 9-11.
    [Fact]
    public void Schedule_UnequalStages_WaitForTheSlowest()
    {
        var spans = PipelineParallel.Schedule([new(1), new(3), new(2)], 2, new(1));

        Assert.Equal([(0L, 1L), (2, 5), (6, 8), (1, 2), (5, 8), (9, 11)], spans.Select(s => (s.Start.Ns, s.End.Ns)));
        Assert.Equal(8, PipelineParallel.TokenTime([new(1), new(3), new(2)], new(1)).Ns);
        Assert.Equal(1 - (12.0 / 33), PipelineParallel.IdleShare(spans), 1e-12);
    }

    // A token takes 4 s through four stages of 1 s. One, two and four in flight: 1/4, 1/2 and 1 a second, and eight do no more.
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(4, 1)]
    [InlineData(8, 1)]
    public void StepsPerSecond_UpToTheSlowestStage(int inFlight, double expected) =>
        Assert.Equal(expected, PipelineParallel.StepsPerSecond([.. Enumerable.Repeat(SimTime.FromSeconds(1), 4)], inFlight, SimTime.Zero), 1e-12);

    [Fact]
    public void WrongUse_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PipelineParallel.Bubble(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PipelineParallel.Schedule([], 1, SimTime.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PipelineParallel.Schedule([new(1)], 0, SimTime.Zero));
    }
}
