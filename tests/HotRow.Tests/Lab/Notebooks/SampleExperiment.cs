namespace HotRow.Tests;

/// <summary>An experiment of points that are only counted, each with a body that a test may fill.</summary>
internal sealed class SampleExperiment(int points = 3) : IExperiment
{
    internal int BodiesRun { get; private set; }

    internal Action<int, Point> Body { get; init; } = (_, _) => { };

    public string Id { get; init; } = "t09-sample";

    public string Title => "A sample";

    public string Question => "What is a third of <three> | four?";

    public double Weight => 1;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Shares", "i", Metrics.Share, "", []),
        new(ChartKind.Bar, "Shares as bars", "i", Metrics.Share, "", []),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("share at 0 & more", "closed form", 0.25, 0.001, "", r => r.Value(Metrics.Share, ("i", 0))),
        new("share at 1", "<closed form>", 0.75, 0.001, "", r => r.Value(Metrics.Share, ("i", 1))),
        new("share at 99", "closed form", 1, 0, "", r => r.Value(Metrics.Share, ("i", 99))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-quarter", "000, Solution 1", "A <b>quarter</b> at 0.", r => Judge(r, 0)),
        new("000-missing", "000, Solution 2", "Something at 99.", r => Judge(r, 99)),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("share at 0", results.Single(Metrics.Share, ("i", 0)), "");

    public void Declare(RunContext context)
    {
        for (var i = 0; i < points; i++)
        {
            var number = i;
            context.Point(new() { { "i", number } }, point =>
            {
                BodiesRun++;
                point.Value(Metrics.Share, 0.25);
                Body(number, point);
            });
        }
    }

    private static Verdict Judge(ResultSet results, int i) => results.Single(Metrics.Share, ("i", i)) is { } share ? Verdict.Reproduced(NumberText.Figure(share.Value)) : Verdict.NotRun;
}
