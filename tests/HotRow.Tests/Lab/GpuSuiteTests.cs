using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The suite on the C# oracle, its steps in this process: what it writes, and what stays when a step breaks.</summary>
public sealed class GpuSuiteTests
{
    [Fact]
    public void Run_OnTheOracle_LeavesPointsReportPageAndLog()
    {
        using var folder = new TempFolder();

        var report = Suite(folder, "cpu", InThisProcess).Run(TextWriter.Null);

        Assert.All(report.Steps, s => Assert.True(s.Passed, $"{s.Step}: {s.Failure} {string.Join("; ", s.Cases.Select(c => c.Failure))}"));
        Assert.Equal(["machine.json", "results.jsonl", "suite.json", "suite.log", "suite.md"], Directory.GetFileSystemEntries(Path.Combine(folder.Path, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains(report.Steps, s => s.Step == "check cpu gather" && s.Right > 0);
        Assert.Contains(ResultStore.Read(Path.Combine(folder.Path, "out", "results.jsonl")), p => p.Experiment == DeviceCeilings.Name);
        Assert.Contains("its speeds mean nothing", File.ReadAllText(Path.Combine(folder.Path, "out", "suite.md")), StringComparison.Ordinal);
        Assert.All(report.Goals, g => Assert.DoesNotContain("reached", g.Verdict, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_AStepThatDies_IsReportedAndTheOthersRun()
    {
        using var folder = new TempFolder();

        var report = Suite(folder, "cpu", (order, limit, log) => order.Step == SuiteStep.Ceilings ? "it died with exit code 139" : InThisProcess(order, limit, log)).Run(TextWriter.Null);

        var broken = Assert.Single(report.Steps, s => !s.Passed);
        Assert.Equal((SuiteStep.Ceilings, "it died with exit code 139"), (broken.Step, broken.Failure));
        Assert.Contains("it died with exit code 139", File.ReadAllText(Path.Combine(folder.Path, "out", "suite.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutItsDevice_SaysSoBeforeWhatWentWell()
    {
        using var folder = new TempFolder();

        var report = Suite(folder, "cpu", (_, _, _) => "no device was found").Run(TextWriter.Null);

        Assert.StartsWith("no device 'cpu' was opened, and nothing was measured on it; ", report.InShort, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AFolderOfAnotherRun_IsRefused()
    {
        using var folder = new TempFolder();
        folder.Write("out/suite.json", "{}");

        Assert.Contains("holds the results of another run", Assert.Throws<InputException>(() => Suite(folder, "cpu", InThisProcess).Run(TextWriter.Null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ARatioOfTwoContenders_TakesTheWidestInterval()
    {
        var at = new Parameters { { "part", "device" }, { "length", 512 } };
        var point = new PointResult
        {
            Experiment = "l04-hierarchy",
            Parameters = at,
            Scale = Scale.Full,
            Status = PointStatus.Done,
            Observations =
            [
                new("l04-hierarchy", at, "uniform", "gbps-of-it", ValueKind.Measured, 30, 27, 33, 9),
                new("l04-hierarchy", at, "torch embedding", "gbps-of-it", ValueKind.Measured, 20, 18, 22, 9),
                new("l04-hierarchy", at, "torch embedding, 32-bit ids", "gbps-of-it", ValueKind.Measured, 15, 14, 16, 9),
            ],
        };
        var goal = new SpeedGoal("a gather", "torch", 1.3, "l04-hierarchy", "gbps-of-it") { Variants = ["uniform"], Over = "torch embedding" };

        var row = Assert.Single(goal.Judge([point], [], ""));

        // 30 / 20, and from 27 / 22 to 33 / 18: the goal of 1.3 lies between.
        Assert.Equal((1.5, 27.0 / 22, 33.0 / 18), (row.Value, row.Low, row.High));
        Assert.Equal("reached by the median; the interval spans the goal", row.Verdict);
        Assert.Equal("tiny scale", Assert.Single(goal.Judge([point], [], "tiny scale")).Verdict);
    }

    [Fact]
    public void Judge_NothingMeasured_SaysWhy()
    {
        var goal = new SpeedGoal("a gather", "torch", 1.3, "l04-hierarchy", "gbps-of-it") { Over = "torch embedding", Peer = "torch" };
        var point = new PointResult { Experiment = "l04-hierarchy", Parameters = [], Scale = Scale.Full, Status = PointStatus.Done, Note = "8 batches; no Python with torch here" };

        string Why(PointResult[] points, params StepReport[] steps) => Assert.Single(goal.Judge(points, steps, "")).Verdict;

        Assert.Equal("not measured: l04-hierarchy was not run", Why([], new StepReport("run l05-cache-size")));
        Assert.Equal("not measured: l04-hierarchy broke: it died", Why([], new StepReport("run l04-hierarchy") { Failure = "it died" }));
        Assert.Equal("not measured: out of memory", Why([], new StepReport("run l04-hierarchy") { Cases = [new("x", Note: "not run in this budget"), new("y", Failure: "out of memory")] }));
        Assert.Equal("not measured: not run in this budget", Why([], new StepReport("run l04-hierarchy") { Cases = [new("x", Note: "not run in this budget")] }));
        Assert.Equal("not measured: torch is asked beside a CUDA device alone", Why([point with { Note = "" }], new StepReport("run l04-hierarchy") { Right = 1 }));
        Assert.Equal("not measured: no Python with torch here", Why([point], new StepReport("run l04-hierarchy") { Right = 1 }));
    }

    [Fact]
    public void Run_NoSuchDevice_ChecksTheOthersAndMeasuresNothing()
    {
        using var folder = new TempFolder();

        var report = Suite(folder, "cpu:9", InThisProcess).Run(TextWriter.Null);

        Assert.Contains("there is no device 'cpu:9'", report.Steps[0].Failure, StringComparison.Ordinal);
        Assert.All(report.Steps.Skip(1), s => Assert.StartsWith("check cpu ", s.Step, StringComparison.Ordinal));
        Assert.True(report.Steps.Count > 1);
    }

    [Fact]
    public void Run_AProbeThatDies_TheAskedDeviceIsTriedAllTheSame()
    {
        using var folder = new TempFolder();

        var report = Suite(folder, "cpu", (order, limit, log) => order.Step == SuiteStep.Probe ? "it died" : InThisProcess(order, limit, log)).Run(TextWriter.Null);

        Assert.Equal("cpu", report.Device?.Selector);
        Assert.Contains(report.Steps, s => s.Step == SuiteStep.Ceilings && s.Passed);
    }

    [Fact]
    public void Run_AfterAKilledOne_TakesNothingOfItsStep()
    {
        using var folder = new TempFolder();
        folder.Write("out/step.tmp/step.json", "{");

        var report = Suite(folder, "cpu", (order, limit, log) => File.Exists(order.Report) ? "the old report is there" : InThisProcess(order, limit, log)).Run(TextWriter.Null);

        Assert.All(report.Steps, s => Assert.Empty(s.Failure));
    }

    [Fact]
    public void Goals_NameExperimentsOfTheCatalog() =>
        Assert.All(SpeedGoals.All, g => Assert.Equal(g.Experiment, Experiments.Find(g.Experiment).Id));

    private static GpuSuiteRun Suite(TempFolder folder, string device, Func<StepOrder, TimeSpan, Action<string>, string> steps) =>
        new() { Device = device, Out = Path.Combine(folder.Path, "out"), Budget = TimeSpan.FromMinutes(9), Scale = Scale.Tiny, Experiments = [], Backends = ["cpu"], Do = steps };

    private static string InThisProcess(StepOrder order, TimeSpan limit, Action<string> log)
    {
        SuiteStep.Run(order);
        return "";
    }
}
