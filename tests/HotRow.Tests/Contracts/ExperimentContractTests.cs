using HotRow.Lab;

namespace HotRow.Tests.Contracts;

/// <summary>Every experiment at Tiny scale: right results, claims that judge, charts that have something to show.</summary>
public sealed class ExperimentContractTests
{
    public static TheoryData<string> Ids => [.. Experiments.All.Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_EveryPoint_IsDoneOrSkippedWithAReason(string id)
    {
        var results = Results(id);

        Assert.NotEmpty(results.Points);
        Assert.All(results.Points, p => Assert.True(
            p.Status == PointStatus.Done || (p.Status == PointStatus.Skipped && p.Note.Length > 0),
            $"{p.Parameters}: {p.Status}, {p.Note}"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_TimedPoints_WereCheckedFirst(string id)
    {
        Assert.All(Results(id).Points.Where(p => p.Samples.Count > 0 && p.Parameters["part"].Text != "ceilings"), p => Assert.NotEmpty(p.Checks));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_Claims_JudgeWithAFigureOrAReason(string id)
    {
        Assert.All(Experiments.Find(id).Claims, claim =>
        {
            var verdict = claim.Judge(Results(id));
            Assert.True(verdict.Kind == VerdictKind.NotRun || (verdict.Figure + verdict.Reason).Length > 0, $"{claim.Id} says nothing");
            Assert.DoesNotContain("NaN", verdict.Figure, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void NothingRun_ClaimsAndHeadline_SayNotRun(string id)
    {
        var experiment = Experiments.Find(id);
        var nothing = new ResultSet([]);

        Assert.All(experiment.Claims, claim => Assert.Contains(claim.Judge(nothing).Kind, new[] { VerdictKind.NotRun, VerdictKind.NotTestableHere }));
        Assert.All(experiment.Figures, figure => Assert.True(double.IsNaN(figure.Measured(nothing)), figure.Label));
        Assert.True(double.IsNaN(experiment.Headline(nothing).Value));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_AnyPointMissing_HeadlineNamesNothingUnmeasured(string id)
    {
        var experiment = Experiments.Find(id);
        var points = Results(id).Points;

        // Each point left out, each alone, and what a budget that ends early leaves.
        for (var i = 0; i < points.Count; i++)
        {
            Assert.DoesNotContain("NaN", experiment.Headline(new([.. points.Where((_, p) => p != i)])).Label, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", experiment.Headline(new([points[i]])).Label, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", experiment.Headline(new([.. points.Take(i)])).Label, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Tiny_Charts_AreWellFormedAndShowSomething(string id)
    {
        var shown = Experiments.Find(id).Charts.Where(c => !c.Optional).Select(c => (Spec: c, Data: ChartData.From(c, Results(id).Observations))).ToArray();

        Assert.NotEmpty(shown);
        Assert.Contains(shown, c => !c.Data.IsEmpty);
        Assert.All(shown, c => Assert.Equal("svg", System.Xml.Linq.XDocument.Parse(SvgChart.Render(c.Spec, c.Data)).Root!.Name.LocalName));
        Assert.All(shown, c => Assert.InRange(c.Spec.Title.Length, 1, 80));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Declare_Twice_GivesTheSamePoints(string id)
    {
        var experiment = Experiments.Find(id);
        foreach (var scale in Enum.GetValues<Scale>())
        {
            using var first = new RunContext(scale, 1);
            using var second = new RunContext(scale, 1);
            experiment.Declare(first);
            experiment.Declare(second);

            Assert.Equal(first.Points.Select(p => p.Parameters.Key), second.Points.Select(p => p.Parameters.Key));
        }
    }

    [Fact]
    public void Claims_OverAllExperiments_HaveDistinctIds()
    {
        var ids = Experiments.All.SelectMany(e => e.Claims).Select(c => c.Id).ToArray();

        Assert.Equal(ids.Distinct().Count(), ids.Length);
    }

    private static ResultSet Results(string id) => TinyResults.Of(id);
}
