using System.Text.Json;
using HotRow.Lab;
using TopicCatalog = HotRow.Lab.Topics;

namespace HotRow.Tests;

public sealed class AskCommandTests : IDisposable
{
    private static readonly MachineCard s_card = MachineCard.ThisMachine with { Processor = "a test processor" };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tell_WaitsBeforeEveryAnswer()
    {
        var told = new StringWriter();

        AskCommand.Tell(new TopicAnswer(SampleTopic.Topic, (s_card, [(SampleTopic.First, SampleTopic.Results(0.25))])), told, 80, (output, _) => output.Write("WAIT\n"));

        var parts = told.ToString().Split("WAIT\n");
        Assert.Equal(4, parts.Length);
        Assert.Equal("A sample (000, solution 1)\n\nHow large is the share?\n\n", parts[0]);
        Assert.Contains("\"A half.\"", parts[1], StringComparison.Ordinal);
        Assert.Contains("The share is 0.25.", parts[1], StringComparison.Ordinal);
        Assert.Contains("Numbers of a test processor", parts[1], StringComparison.Ordinal);
        Assert.Contains("Not all of it is measured here yet; this measures it: hotrow run t10-other", parts[1], StringComparison.Ordinal);
        Assert.EndsWith("And then: And then?\n\n", parts[1], StringComparison.Ordinal);
        Assert.StartsWith("Still 0.25.", parts[2], StringComparison.Ordinal);
        Assert.Equal("Because.\n\n", parts[3]);
    }

    [Fact]
    public void Tell_NothingStored_StillReadsAndNamesTheCommand()
    {
        var told = new StringWriter();

        AskCommand.Tell(new TopicAnswer(SampleTopic.Topic, stored: null), told, 80, (_, _) => { });

        Assert.Contains("The share is (not measured here).", told.ToString(), StringComparison.Ordinal);
        Assert.Contains("Nothing is measured here yet; this measures it: hotrow run t09-sample t10-other", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Numbers of", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HoldsEverythingOnOneLine()
    {
        var line = JsonOutput.Line(new TopicAnswer(SampleTopic.Topic, stored: null));

        Assert.Equal(1, line.Count(c => c == '\n'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(["topic", "title", "documents", "question", "wrongAnswer", "answer", "followUps", "machine", "command"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Because.", json.GetProperty("followUps")[1].GetProperty("answer").GetString());
    }

    [Fact]
    public void Ask_UnknownTopic_ListsTheKnown()
    {
        var (code, _, error) = Run("ask", "no-such-topic", "--out", _folder.Path);

        Assert.Equal(2, code);
        Assert.StartsWith("hotrow: unknown topic 'no-such-topic'; known: ", error, StringComparison.Ordinal);
        Assert.All(TopicCatalog.All, t => Assert.Contains(t.Name, error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("07-lru-design", "07-lru-design")]
    [InlineData("07", "07-lru-design")]
    [InlineData("7", "07-lru-design")]
    [InlineData("LRU", "07-lru-design")]
    [InlineData("1", "01-why-lookups-are-slow")]
    [InlineData("week1", "week1")]
    public void Find_ByNumberOrPartOfTheName(string asked, string found) => Assert.Equal(found, TopicCatalog.Find(asked).Name);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("99")]
    public void Find_NoneOrSeveral_IsRefused(string asked) => Assert.Throws<InputException>(() => TopicCatalog.Find(asked));

    [Fact]
    public void Ask_List_NamesEveryTopic()
    {
        var (code, output, _) = Run("ask", "--list");

        Assert.Equal(0, code);
        Assert.All(TopicCatalog.All, t => Assert.Contains($"{t.Name}  ", output, StringComparison.Ordinal));
    }

    [Fact]
    public void Ask_SameSeed_SameQuestion()
    {
        var first = Run("ask", "--seed", "3", "--json", "--out", _folder.Path);

        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.Equal(first, Run("ask", "--seed", "3", "--json", "--out", _folder.Path));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
