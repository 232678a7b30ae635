using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>A topic for tests.</summary>
internal static class SampleTopic
{
    internal static SampleExperiment First { get; } = new() { Id = "t09-sample" };

    internal static SampleExperiment Second { get; } = new() { Id = "t10-other" };

    internal static Topic Topic { get; } = new()
    {
        Name = "09-sample",
        Title = "A sample",
        Documents = "000, solution 1",
        Question = "How large is the share?",
        WrongAnswer = "\"A half.\" It tempts.",
        Says = "- Document 000: a **quarter**.",
        Prediction = "- A quarter, for `i` is 0.",
        Experiments = [First, Second],
        Why = f => $"It is {Share(f)}.",
        Answer = f => $"The share is {Share(f)}.",
        FollowUps = [new("And then?", f => $"Still {Share(f)}."), new("Why?", _ => "Because.")],
    };

    internal static ResultSet Results(double share) => new([new()
    {
        Experiment = First.Id,
        Parameters = new() { { "i", 0 } },
        Scale = Scale.Smoke,
        Status = PointStatus.Done,
        Observations = [new(First.Id, new() { { "i", 0 } }, "", Metrics.Share.Id, ValueKind.Counted, share, double.NaN, double.NaN, 1)],
    }]);

    private static string Share(Findings found) => found.Number(First, Metrics.Share, ("i", 0));
}
