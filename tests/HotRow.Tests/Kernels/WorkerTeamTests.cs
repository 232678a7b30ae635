namespace HotRow.Tests;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void ForEach_AnyCount_RunsEveryItemOnce(int threads)
    {
        using var team = new WorkerTeam(threads);
        foreach (var count in new[] { 0, 1, 2, 3, 100, 1001 })
        {
            var runs = new int[count];

            team.ForEach(count, i => Interlocked.Increment(ref runs[i]));

            Assert.All(runs, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void ForEach_ManyCallsInARow_LosesNone()
    {
        using var team = new WorkerTeam(3);
        var sum = 0L;

        for (var call = 0; call < 500; call++)
        {
            team.ForEach(7, i => Interlocked.Add(ref sum, i));
        }

        Assert.Equal(500L * 21, sum);
    }

    [Fact]
    public void ForEach_WorkThrows_ComesBackToTheCallerAndTheTeamGoesOn()
    {
        using var team = new WorkerTeam(3);

        var error = Assert.Throws<InvalidOperationException>(() => team.ForEach(100, i => throw new InvalidOperationException($"item {i}")));
        var runs = 0;
        team.ForEach(100, _ => Interlocked.Increment(ref runs));

        Assert.StartsWith("item ", error.Message, StringComparison.Ordinal);
        Assert.Equal(100, runs);
    }

    [Fact]
    public void ForEach_FromItsOwnWork_Refuses()
    {
        using var team = new WorkerTeam(2);

        Assert.Throws<InvalidOperationException>(() => team.ForEach(2, _ => team.ForEach(1, _ => { })));
    }

    [Fact]
    public void ForEach_SeveralCallers_TakeTurns()
    {
        using var team = new WorkerTeam(2);
        var (running, overlaps, total) = (0, 0, 0);

        Parallel.For(0, 8, caller => team.ForEach(50, _ =>
        {
            overlaps += Interlocked.Increment(ref running) > 2 ? 1 : 0;
            Interlocked.Increment(ref total);
            Interlocked.Decrement(ref running);
        }));

        Assert.Equal(400, total);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public void Dispose_Twice_EndsAndRefusesWork()
    {
        var team = new WorkerTeam(3);
        team.ForEach(10, _ => { });

        team.Dispose();
        team.Dispose();

        Assert.Throws<ObjectDisposedException>(() => team.ForEach(1, _ => { }));
    }

    [Fact]
    public void Shared_SameSize_IsTheSameTeam() => Assert.Same(WorkerTeam.Shared(2), WorkerTeam.Shared(2));

    [Fact]
    public void Constructor_NoThreads_Refuses() => Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(0));
}
