namespace HotRow.Tests.Measurement;

public sealed class ExperimentRunnerTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hotrow-runner-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Run_Again_TakesStoredPointsOver()
    {
        var experiment = new Counting(points: 3);

        Run(experiment, "build-1");
        var (runner, results) = Run(experiment, "build-1");

        Assert.Equal(3, experiment.BodiesRun);
        Assert.Equal(3, runner.Reused);
        Assert.All(results.Points, p => Assert.Equal(PointStatus.Done, p.Status));
    }

    [Fact]
    public void Run_AfterAKill_RunsOnlyWhatIsMissing()
    {
        var experiment = new Counting(points: 3);
        Run(experiment, "build-1");
        var file = Directory.GetFiles(_root, "*.jsonl", SearchOption.AllDirectories).Single();
        var lines = File.ReadAllLines(file);
        File.WriteAllText(file, lines[0] + "\n" + lines[1][..10]);

        var (runner, _) = Run(experiment, "build-1");

        Assert.Equal(1, runner.Reused);
        Assert.Equal(5, experiment.BodiesRun);
    }

    [Fact]
    public void Run_OtherBuildOrForce_RunsAgain()
    {
        var experiment = new Counting(points: 2);

        Run(experiment, "build-1");
        Run(experiment, "build-2");
        Run(experiment, "build-2", force: true);

        Assert.Equal(6, experiment.BodiesRun);
    }

    [Fact]
    public void Run_NoTimeLeft_ListsPointsAsNotRun()
    {
        var experiment = new Counting(points: 2);

        var (_, results) = Run(experiment, "build-1", budget: TimeSpan.Zero);

        Assert.Equal(0, experiment.BodiesRun);
        Assert.All(results.Points, p => Assert.Equal("not run in this budget", p.Note));
        Assert.Empty(Directory.GetFiles(_root, "*.jsonl", SearchOption.AllDirectories));
    }

    [Fact]
    public void Run_APointThatBreaks_LeavesTheOthers()
    {
        var experiment = new Counting(points: 4)
        {
            Body = i =>
            {
                if (i == 1)
                    throw new InputException("0.81 GB needed, 0.36 GB available");
                if (i == 2)
                    throw new IOException("the disk is gone");
            },
        };

        var (_, results) = Run(experiment, "build-1");

        Assert.Equal([PointStatus.Done, PointStatus.Skipped, PointStatus.Failed, PointStatus.Done], results.Points.Select(p => p.Status));
        Assert.Equal("0.81 GB needed, 0.36 GB available", results.Points[1].Note);
        Assert.Equal("the disk is gone (IOException)", results.Points[2].Note);
    }

    [Fact]
    public void Run_StoredPointOfOtherData_RunsAgain()
    {
        var experiment = new Counting(points: 2);
        Run(experiment, "build-1");

        var (runner, _) = Run(experiment, "build-1", dataIsCurrent: _ => false);

        Assert.Equal(0, runner.Reused);
        Assert.Equal(4, experiment.BodiesRun);
    }

    private (ExperimentRunner Runner, ResultSet Results) Run(IExperiment experiment, string build, bool force = false, TimeSpan? budget = null, Func<string, bool>? dataIsCurrent = null)
    {
        using var store = ResultStore.Open(_root, "m");
        var runner = new ExperimentRunner(store, new(build, ""), Harness.Tiny) { Budget = budget ?? TimeSpan.FromMinutes(1), Force = force, DataIsCurrent = dataIsCurrent ?? (_ => true) };
        var results = runner.Run([experiment], Scale.Tiny, TestContext.Current.CancellationToken);
        return (runner, Assert.Single(results).Results);
    }

    private sealed class Counting(int points) : IExperiment
    {
        public int BodiesRun { get; private set; }

        public Action<int> Body { get; init; } = _ => { };

        public string Id => "l99-counting";

        public string Title => "Counting";

        public string Question => "How often does a body run?";

        public double Weight => 1;

        public IReadOnlyList<ChartSpec> Charts => [];

        public IReadOnlyList<CheckFigure> Figures => [];

        public IReadOnlyList<Claim> Claims => [];

        public Headline Headline(ResultSet results) => HotRow.Headline.From("none", null, "");

        public void Declare(RunContext context)
        {
            for (var i = 0; i < points; i++)
            {
                var number = i;
                context.Point(new() { { "i", number } }, point =>
                {
                    BodiesRun++;
                    Body(number);
                    point.Value(Metrics.Share, 0.5);
                });
            }
        }
    }
}
