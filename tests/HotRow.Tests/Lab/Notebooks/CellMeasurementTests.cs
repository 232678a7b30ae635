using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class CellMeasurementTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<string> _shown = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_EveryPoint_IsThereAndTold()
    {
        var measured = Run(new SampleExperiment(points: 3));

        Assert.Equal(3, measured.Results.Points.Count);
        Assert.Matches(@"^t09-sample: 3 of 3 points, \d+\.\d s$", _shown[^1]);
        Assert.Equal("t09-sample at Smoke scale, up to 20 s", _shown[0]);
        Assert.NotEmpty(Directory.GetFiles(_folder.Path, "*.jsonl", SearchOption.AllDirectories));
    }

    [Fact]
    public void Run_Again_TakesStoredPointsOverUnlessFresh()
    {
        var experiment = new SampleExperiment(points: 3);
        Run(experiment);

        Run(experiment);
        Assert.Equal(3, experiment.BodiesRun);
        Assert.Contains("; all were stored from an earlier run (fresh: true measures them again)", _shown[^1], StringComparison.Ordinal);

        Run(experiment, fresh: true);
        Assert.Equal(6, experiment.BodiesRun);
        Assert.DoesNotContain("stored", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnADevice_MeasuresItsPointsUnderTheSameExperiment()
    {
        var measured = new CellMeasurement(_folder.Path, state => _shown.Add(state.Data[MimeBundle.PlainText].GetValue<string>())).Run(HotRow.Lab.Experiments.Hierarchy, Scale.Tiny, 20, fresh: false, device: "cpu", CancellationToken.None);

        Assert.Same(HotRow.Lab.Experiments.Hierarchy, measured.Experiment);
        Assert.Contains(measured.Results.Points, p => p.Parameters["part"].Text == "device" && p.Status == PointStatus.Done);
        Assert.Contains(measured.Results.Points, p => p.Parameters["part"].Text == "memory");
        Assert.All(measured.Experiment.Charts.Index().Where(c => c.Item.Optional), c => Assert.False(measured.Chart(c.Index + 1).IsMissing));

        var numbers = measured.Experiment.Charts.Index().Where(c => c.Item.Optional).Select(c => c.Index + 1).ToArray();
        var points = measured.Results.Points.Count(p => p.Parameters["part"].Text == "device");
        Assert.EndsWith($"- on cpu C# oracle: {points} of {points} points; device charts: {numbers[0]} to {numbers[^1]}, shown by .Chart({numbers[0]}) of what Measure returns", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnADeviceWithoutAPartForOne_NamesThoseThatHaveOne()
    {
        var error = Assert.Throws<InputException>(() => new CellMeasurement(_folder.Path, _ => { }).Run(new SampleExperiment(points: 1), Scale.Tiny, 20, fresh: false, device: "cpu", CancellationToken.None));

        Assert.Contains("l04-hierarchy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_OfADevicePartThatWasNotRun_SaysInOneLineHowToGetIt()
    {
        var experiment = HotRow.Lab.Experiments.Hierarchy;
        var chart = new Measured(experiment, new ResultSet([])).Chart(experiment.Charts.Count);

        var shown = NotebookFormatters.All.Select(f => f(chart)).First(b => b is not null)!.Data;

        var line = Assert.Single(shown[MimeBundle.PlainText].GetValue<string>().Split('\n'));
        Assert.Contains("Measure(..., device: \"cuda\")", line, StringComparison.Ordinal);
        Assert.Contains("--device cuda", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SomePointsStored_CountsThem()
    {
        Run(new SampleExperiment(points: 1));

        Run(new SampleExperiment(points: 3));

        Assert.Contains("3 of 3 points", _shown[^1], StringComparison.Ordinal);
        Assert.Contains("; 1 was stored from an earlier run (fresh: true measures it again)", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AWrongResult_IsSaidLoudlyAndNoVerdictRestsOnIt()
    {
        var measured = Run(new SampleExperiment(points: 2) { Body = (i, point) => point.Check("sum equals reference", () => (i != 0, "off by <3>")) });

        Assert.Contains("1 of 2 points", _shown[^1], StringComparison.Ordinal);
        Assert.Contains("WRONG RESULT at i 0: sum equals reference: off by <3>", _shown[^1], StringComparison.Ordinal);
        Assert.All(measured.Verdicts.Claims, c => Assert.Equal(VerdictKind.NotRun, c.Verdict.Kind));
        Assert.Null(measured.Checks.Figures[0].Passed);
        Assert.Equal(Findings.NotMeasured, new Findings([(measured.Experiment, measured.Results)]).Headline(measured.Experiment));
    }

    [Fact]
    public void Run_PointsThatEndOtherwise_AreListedBriefly()
    {
        Run(new SampleExperiment(points: 14)
        {
            Body = (i, point) =>
            {
                if (i < 2)
                    throw new InputException("no GPU here");
                if (i >= 4)
                    throw new IOException("the disk is gone");
            },
        });

        var lines = _shown[^1].Split('\n');
        Assert.StartsWith("t09-sample: 2 of 14 points", lines[0], StringComparison.Ordinal);
        Assert.Equal(6, lines.Count(l => l.StartsWith("- BROKE OFF at i ", StringComparison.Ordinal)));
        Assert.Equal("- and 5 more of this kind; hotrow report lists all", lines[7]);
    }

    [Fact]
    public void Run_SkippedForOneReason_SaysItOnce()
    {
        Run(new SampleExperiment(points: 5) { Body = (i, point) => point.SkipReason = i > 1 ? "no GPU here" : null });

        Assert.Equal("- 3 points skipped: no GPU here", _shown[^1].Split('\n')[1]);
    }

    [Fact]
    public void Run_Tiny_SaysThatFiguresAreNoResults()
    {
        Run(new SampleExperiment(), Scale.Tiny);

        Assert.Contains("Tiny scale proves that results are right; its figures and times are no results.", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Interrupted_KeepsFinishedPointsAndSaysSo()
    {
        using var interrupt = new CancellationTokenSource();
        var experiment = new SampleExperiment(points: 3) { Body = (i, _) => Cancel(interrupt, when: i == 1) };

        Assert.Throws<OperationCanceledException>(() => Run(experiment, interrupt: interrupt.Token));
        Assert.Matches("^t09-sample: interrupted at point 3 of 3; finished points are stored, and the same cell goes on from there$", _shown[^1]);

        Run(new SampleExperiment(points: 3));
        Assert.Contains("2 were stored", _shown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ManyPoints_ShowsAFewStates()
    {
        Run(new SampleExperiment(points: 2000));

        // Untimed points take well below a millisecond: the states shown are bounded by the time, not by the points.
        Assert.InRange(_shown.Count, 3, 200);
    }

    [Fact]
    public void Run_FolderHeldByAnother_SaysSo()
    {
        using var other = MeasuringRun.Open(_folder.Path);

        var error = Assert.Throws<InvalidOperationException>(() => Run(new SampleExperiment()));

        Assert.StartsWith("another hotrow is measuring into", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("in a notebook the environment variable HOTROW_RESULTS does that", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0.99)]
    [InlineData(-1)]
    [InlineData(3600.5)]
    [InlineData(double.PositiveInfinity)]
    public void Run_SecondsOutOfRange_SaysTheRange(double seconds)
    {
        var error = Assert.Throws<InputException>(() => Run(new SampleExperiment(), seconds: seconds));

        Assert.EndsWith("is out of range; allowed: 1 to 3600", error.Message, StringComparison.Ordinal);
        Assert.Empty(_shown);
    }

    [Fact]
    public void Run_UnknownScale_SaysTheKnown()
    {
        Assert.Contains("Scale.Smoke", Assert.Throws<InputException>(() => Run(new SampleExperiment(), (Scale)7)).Message, StringComparison.Ordinal);
    }

    private static void Cancel(CancellationTokenSource source, bool when)
    {
        if (when)
            source.Cancel();
    }

    private Measured Run(IExperiment experiment, Scale scale = Scale.Smoke, double seconds = 20, bool fresh = false, CancellationToken interrupt = default) =>
        new CellMeasurement(_folder.Path, state => _shown.Add(state.Data[MimeBundle.PlainText].GetValue<string>())).Run(experiment, scale, seconds, fresh, device: null, interrupt);
}
