using System.Text.Json;
using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Recorded runs in a repository of a test's own.</summary>
public sealed class RecordedRunsTests
{
    [Fact]
    public void Recorded_NothingThere_SaysSoInOneLine()
    {
        using var folder = Repository();

        var view = RecordedView.Of(new DeviceSample(), folder.Path);

        Assert.Empty(view.Charts);
        Assert.Equal("A sample (t10-device): no run on a GPU is recorded; experiments/gpu-suite.md says how to record one.", view.Line);
    }

    [Fact]
    public void Recorded_AGpuBeforeANewerCpu_ItsChartsSayWhoseTheyAre()
    {
        using var folder = Repository();
        Record(folder, "a-cpu", new("opencl", "opencl pocl", "PoCL 3.1", IsGpu: false), new(2027, 2, 1, 0, 0, 0, DateTimeKind.Utc), 1);
        Record(folder, "b-gpu", new("cuda", "cuda NVIDIA H200", "driver 580", IsGpu: true), new(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc), 0.25);

        var view = RecordedView.Of(new DeviceSample(), folder.Path);
        var bundle = NotebookFormatters.All.Select(f => f(view)).OfType<MimeBundle>().Single();

        var chart = Assert.Single(view.Charts);
        Assert.Equal("Recorded: Shares on a device", chart.Spec.Title);
        Assert.Equal("Recorded, not measured here: cuda NVIDIA H200, 2027-01-01, driver 580.", chart.Spec.Caption);
        Assert.Contains("0.25", bundle.Data[MimeBundle.PlainText].GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("recorded, not measured here: cuda NVIDIA H200", bundle.Data[MimeBundle.HtmlText].GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not a recorded run")]
    [InlineData("null", "not a recorded run")]
    [InlineData("""{"schema":2,"machine":"m","asked":"cuda","scale":"Full","startedUtc":"2027-01-01T00:00:00Z","build":"b","commit":""}""", "layout 2, and this HotRow reads 1")]
    public void Recorded_AFileThatIsNone_IsNamed(string content, string said)
    {
        using var folder = Repository();
        folder.Write(RecordedRuns.Folder + "/x/suite.json", content);

        var message = Assert.Throws<InputException>(() => RecordedView.Of(new DeviceSample(), folder.Path)).Message;

        Assert.Contains("suite.json", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_PointsOfAnotherDevice_AreRefused()
    {
        using var folder = Repository();
        Record(folder, "x", new("cuda", "cuda NVIDIA H200", "driver 580", IsGpu: true), new(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc), 1, on: "cpu C# \u001b[31moracle");

        var message = Assert.Throws<InputException>(() => RecordedView.Of(new DeviceSample(), folder.Path)).Message;

        Assert.Contains(GpuSuiteRun.PointsFile + ": a point of the device 'cpu C# \\u{001B}[31moracle', and suite.json beside it says 'cuda NVIDIA H200'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_NewerRunWithoutAFinishedPoint_TheOlderIsShown()
    {
        using var folder = Repository();
        Record(folder, "new", new("cuda", "cuda B", "driver", IsGpu: true), new(2027, 2, 1, 0, 0, 0, DateTimeKind.Utc), 1, status: PointStatus.Skipped);
        Record(folder, "old", new("cuda", "cuda A", "driver", IsGpu: true), new(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc), 1, scale: Scale.Tiny);

        Assert.Equal("A sample (t10-device): recorded, not measured here: cuda A, 2027-01-01, driver, tiny scale.", RecordedView.Of(new DeviceSample(), folder.Path).Line);
    }

    [Fact]
    public void Recorded_LabelWithMarkup_IsTextInTheNotebook()
    {
        using var folder = Repository();
        Record(folder, "x", new("cuda", "<script>alert(1)</script>", "<b>", IsGpu: true), new(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc), 1);

        var bundle = NotebookFormatters.All.Select(f => f(RecordedView.Of(new DeviceSample(), folder.Path))).OfType<MimeBundle>().Single();

        Assert.DoesNotContain("<script>alert", bundle.Data[MimeBundle.HtmlText].GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_PointRunAgain_TheLastIsShown()
    {
        using var folder = Repository();
        Record(folder, "x", new("cuda", "cuda A", "driver", IsGpu: true), new(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc), 0.25);
        var points = Path.Combine(folder.Path, RecordedRuns.Folder, "x", GpuSuiteRun.PointsFile);
        var line = File.ReadAllText(points);
        File.WriteAllText(points, line.Replace("0.25", "0.75", StringComparison.Ordinal) + line);

        var run = RecordedRuns.Of("t10-device", folder.Path)!;

        Assert.Equal(0.25, Assert.Single(Assert.Single(run.Points).Observations).Value);
    }

    [Fact]
    public void Recorded_WhatTheRepositoryHolds_CanBeRead() =>
        Assert.All(RecordedRuns.All(Path.Combine(RepositoryRoot.Of(AppContext.BaseDirectory)!, RecordedRuns.Folder)), r => Assert.NotEmpty(r.Points));

    private static TempFolder Repository()
    {
        var folder = new TempFolder();
        folder.Write(RepositoryRoot.Mark, "");
        return folder;
    }

    private static void Record(TempFolder folder, string name, SuiteDevice device, DateTime started, double share, string? on = null, Scale scale = Scale.Full, PointStatus status = PointStatus.Done)
    {
        var suite = new SuiteReport { Machine = "a machine", Asked = device.Selector, Device = device, Scale = scale, StartedUtc = started, Build = "b", Commit = "" };
        var at = new Parameters { { "part", "device" }, { "device", on ?? device.Label } };
        var point = new PointResult { Experiment = "t10-device", Parameters = at, Scale = scale, Status = status, Observations = [new("t10-device", at, "", Metrics.Share.Id, ValueKind.Measured, share, share, share, 5)] };
        folder.Write($"{RecordedRuns.Folder}/{name}/{SuiteReport.FileName}", JsonSerializer.Serialize(suite, SuiteJson.Default.SuiteReport));
        folder.Write($"{RecordedRuns.Folder}/{name}/{GpuSuiteRun.PointsFile}", JsonSerializer.Serialize(point, ResultJson.Default.PointResult) + "\n");
    }

    private sealed class DeviceSample : IExperiment
    {
        public string Id => "t10-device";

        public string Title => "A sample";

        public string Question => "How is it on a device?";

        public double Weight => 1;

        public IReadOnlyList<ChartSpec> Charts { get; } =
        [
            new(ChartKind.Bar, "Shares everywhere", "device", Metrics.Share, "", []),
            new(ChartKind.Bar, "Shares on a device", "device", Metrics.Share, "", [], Optional: true),
        ];

        public IReadOnlyList<CheckFigure> Figures => [];

        public IReadOnlyList<Claim> Claims => [];

        public Headline Headline(ResultSet results) => HotRow.Headline.From("share", null, "");

        public void Declare(RunContext context)
        {
            // What it shows was recorded.
        }
    }
}
