using HotRow.Lab;

namespace HotRow.Tests;

public sealed class WriteUpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Render_ATopicWithResults_IsToldFromQuestionToFollowUps()
    {
        var text = Render([SampleTopic.Topic], SampleTopic.First);

        var places = new[]
        {
            "## The machine", "| Processor | a \\| b |", "## A sample", "**How large is the share?**", "### The common wrong answer", "### What the documents say", "### What we predict",
            "### What was measured", "**share at 0: 0.25** (counted; t09-sample)", "### The documents' claims, judged", "reproduced | A &lt;b&gt;quarter",
            "### Why", "### The sixty-second answer", "The share is 0.25.", "### And then they ask", "**And then?**", "Still 0.25.",
        }.Select(part => text.IndexOf(part, StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Render_PartOfATopicMissing_NamesTheCommand()
    {
        Assert.Contains("Not measured here yet: A sample; `hotrow run t10-other` measures it.", Render([SampleTopic.Topic], SampleTopic.First), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NothingOfATopic_NamesItAtTheEnd()
    {
        var text = Render([SampleTopic.Topic], new SampleExperiment { Id = "t11-else" });

        Assert.DoesNotContain("### Why", text, StringComparison.Ordinal);
        Assert.EndsWith("## Not measured here yet\n\n- A sample: `hotrow run t09-sample t10-other`", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ChartsThatAReportDrew_AreShown()
    {
        Assert.DoesNotContain("![", Render([SampleTopic.Topic], SampleTopic.First), StringComparison.Ordinal);
        var chart = _folder.Write("charts/t09-sample-1.svg", "");

        var text = Render([SampleTopic.Topic], SampleTopic.First);

        Assert.Contains($"![Shares](<{Path.GetRelativePath(Environment.CurrentDirectory, chart).Replace('\\', '/')}>)", text, StringComparison.Ordinal);
    }

    private string Render(IReadOnlyList<Topic> topics, IExperiment stored) => WriteUp.Render(
        topics,
        new("a test machine", [new("Processor", "a | b")], [], [new(stored, SampleTopic.Results(0.25))]),
        _folder.Path);
}
