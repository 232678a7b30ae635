using static HotRow.Tests.ChartSamples;

namespace HotRow.Tests;

/// <summary>A small fixed report.</summary>
internal static class ReportSamples
{
    public static ReportModel Model(string text = "plain | text") => new(
        "2 threads of a test machine",
        [new("Processor", text)],
        [new("Seed", "42")],
        [
            new(new Sample("t01-times", "Times", [.. All.Where(c => c.Name is "line" or "heat-map").Select(c => c.Spec)], text), new([Point(Times, 0.012), Failed(text)])),
            new(new WidgetSample("t02-cache", "Cache"), new([])),
        ]);

    public static ReportModel StepsAndSpans() => new(
        "2 threads of a test machine",
        [],
        [],
        [new(new Sample("t03-steps", "Steps", [.. All.Where(c => c.Name is "waterfall" or "timeline").Select(c => c.Spec)], ""), new([Point([.. Steps, .. Spans], 0.012)]))]);

    public static PointResult Point(IReadOnlyList<Observation> numbers, double noise) => new()
    {
        Experiment = "t01-times",
        Parameters = new Parameters { { "rows", 1000 } },
        Scale = Scale.Tiny,
        Status = PointStatus.Done,
        Observations = numbers,
        NoiseFloor = noise,
    };

    private static PointResult Failed(string text) => new()
    {
        Experiment = "t01-times",
        Parameters = new Parameters { { "rows", text } },
        Scale = Scale.Tiny,
        Status = PointStatus.CheckFailed,
        Checks = [new("gather equals reference", false, text)],
    };

    private class Sample(string id, string title, IReadOnlyList<ChartSpec> charts, string text) : IExperiment
    {
        public string Id => id;

        public string Title => title;

        public string Question => $"How long? {text}";

        public double Weight => 1;

        public IReadOnlyList<ChartSpec> Charts => charts;

        public IReadOnlyList<CheckFigure> Figures { get; } =
        [
            new("bytes of the table", "closed form", 4.096, 0.001, "GB", _ => 4.096),
            new("time at 1,000 rows", text, 2, 0.25, "ms", r => r.Value(Metrics.TimeMs, ("variant", "one-hot"), ("rows", 1000))),
            new("a point that is missing", "000", 1, 0, "", r => r.Value(Metrics.TimeMs, ("variant", "nobody"))),
        ];

        public IReadOnlyList<Claim> Claims { get; } =
        [
            new("000-time", "000, Solution 1", $"It takes 250 ms. {text}", r => Verdict.Reproduced($"{r.Value(Metrics.TimeMs, ("variant", "one-hot"), ("rows", 100000))} ms")),
            new("000-depends", "000, Solution 2", "Twice as fast.", _ => Verdict.Depends("the skew", text)),
            new("000-vague", "000, Solution 3", "Vague.", r => Verdict.Reproduced($"{r.Value(Metrics.TimeMs)}")),
            new("000-none", "000, Solution 4", "Missing.", _ => Verdict.NotRun),
        ];

        public Headline Headline(ResultSet results) => HotRow.Headline.From("one-hot at 10,000 rows", results.Single(Metrics.TimeMs, ("variant", "one-hot"), ("rows", 10000)), "ms");

        public void Declare(RunContext context)
        {
        }
    }

    private sealed class WidgetSample(string id, string title) : Sample(id, title, [], "x"), IReportWidget
    {
        public string WidgetHtml => ZipfSlider.Html;
    }
}
