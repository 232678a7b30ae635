using HotRow.Lab;
using HotRow.Tests.Contracts;

namespace HotRow.Tests.Lab;

/// <summary>The exam is passed at the smallest scale, and its headline names the worst row.</summary>
public sealed class EntryExamTests
{
    [Fact]
    public void Tiny_EveryRow_Passes()
    {
        var rows = TinyResults.Of("h00-entry-exam").Where(ExamRow.Error).ToArray();

        Assert.True(rows.Length >= 15, $"{rows.Length} rows");
        Assert.All(rows, row => Assert.InRange(row.Value, 0, 1));
    }

    [Fact]
    public void Headline_AnyRows_IsTheWorst()
    {
        var results = new DoctoredResults()
            .Add(ExamRow.Error, new() { { "part", EntryExam.Queues } }, "M/M/1, 0.5", 0.4)
            .Add(ExamRow.Error, new() { { "part", EntryExam.Exact } }, "by hand", 2);

        var headline = Experiments.EntryExam.Headline(results.Results);

        Assert.Equal(2, headline.Value);
        Assert.Contains("by hand", headline.Label, StringComparison.Ordinal);
        Assert.Equal(2, Experiments.EntryExam.Figures.Single(f => f.Label.StartsWith("things that must be equal", StringComparison.Ordinal)).Measured(results.Results));
    }

    [Fact]
    public void AddExact_OneThingDiffers_FailsTheRow()
    {
        using var point = new Point(1);
        ExamRow.AddExact(point, "waits", 1);

        Assert.Equal(2, point.Values.Single(v => v.Metric == ExamRow.Error).Value.Value);
    }
}
