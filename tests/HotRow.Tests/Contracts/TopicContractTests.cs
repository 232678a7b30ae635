using System.Text.RegularExpressions;
using HotRow.Lab;
using TopicCatalog = HotRow.Lab.Topics;

namespace HotRow.Tests.Contracts;

/// <summary>Every topic: texts that read with and without numbers, and experiments that answer it.</summary>
public sealed partial class TopicContractTests
{
    public static TheoryData<string> Names => [.. TopicCatalog.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_AreThereAndTrimmed(string name)
    {
        var topic = TopicCatalog.Find(name);

        Assert.All(
            new[] { topic.Title, topic.Documents, topic.Question, topic.WrongAnswer, topic.Says, topic.Prediction }.Concat(topic.FollowUps.Select(f => f.Question)),
            text => Assert.True(text.Length > 0 && text == text.Trim(), $"'{text}' is empty or has blanks around it"));
        Assert.InRange(topic.FollowUps.Count, 3, 5);
        Assert.NotEmpty(topic.Experiments);
        Assert.Equal(topic.Experiments.Distinct().Count(), topic.Experiments.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingMeasured_EveryTextStillReads(string name)
    {
        Assert.All(Rendered(TopicCatalog.Find(name), new Findings([])), Reads);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TinyRun_EveryTextReadsWithItsNumbers(string name)
    {
        var topic = TopicCatalog.Find(name);
        var found = new Findings([.. topic.Experiments.Select(e => (e, TinyResults.Of(e.Id)))]);

        Assert.All(Rendered(topic, found), Reads);
        Assert.NotEqual(Rendered(topic, new Findings([])), Rendered(topic, found));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Answer_LastsAboutAMinute(string name)
    {
        var topic = TopicCatalog.Find(name);

        var words = Words(topic.Answer(new Findings([.. topic.Experiments.Select(e => (e, TinyResults.Of(e.Id)))])));

        Assert.InRange(words, 100, 190);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Answer_NumbersMissing_SaysNoSentenceThatNeedsThem(string name)
    {
        var topic = TopicCatalog.Find(name);
        var found = topic.Experiments.Select(e => new Findings([(e, TinyResults.Of(e.Id))])).Prepend(new Findings([]));

        Assert.All(found, f =>
        {
            var answer = topic.Answer(f);
            Reads(answer);
            Assert.DoesNotContain(Findings.NotMeasured, answer, StringComparison.Ordinal);

            // A sentence that only tells a number is left out, so these are shorter than the answer with all its numbers.
            Assert.InRange(Words(answer), 60, 190);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnswerAndFollowUps_AreSpoken_SoNoIntervals(string name)
    {
        var topic = TopicCatalog.Find(name);
        var found = new Findings([.. topic.Experiments.Select(e => (e, TinyResults.Of(e.Id)))]);

        Assert.All(topic.FollowUps.Select(f => f.Answer(found)).Prepend(topic.Answer(found)), text => Assert.DoesNotMatch(Interval(), text));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Name_IsItsNotebooks(string name)
    {
        Assert.Matches(NameForm(), name);
        Assert.Contains(Notebooks.Paths, p => Path.GetFileNameWithoutExtension(p) == name);
    }

    [Fact]
    public void EveryExperiment_StandsInATopic()
    {
        var told = TopicCatalog.All.SelectMany(t => t.Experiments).Select(e => e.Id).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Experiments.All.Select(e => e.Id).Except(told));
    }

    [Fact]
    public void EveryNotebook_TellsATopic()
    {
        Assert.Empty(Notebooks.Paths.Select(Path.GetFileNameWithoutExtension).Except(TopicCatalog.All.Select(t => t.Name)));
    }

    [GeneratedRegex("^(week1|[0-9]{2}(-[a-z0-9]+)+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();

    // What a table shows and nobody says: "1.001 [0.98, 1.02]", or a ratio as "0.9345×".
    [GeneratedRegex(@"\d \[-?\d|\d×", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interval();

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static IEnumerable<string> Rendered(Topic topic, Findings found) =>
        [topic.Why(found), topic.Answer(found), .. topic.FollowUps.Select(f => f.Answer(found))];

    private static void Reads(string text)
    {
        Assert.NotEqual("", text.Trim());
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("infinite", text, StringComparison.Ordinal);
        Assert.DoesNotContain("  ", text.Trim(), StringComparison.Ordinal);
    }
}
