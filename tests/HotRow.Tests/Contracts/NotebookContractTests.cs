using System.Text.RegularExpressions;
using HotRow.Lab;
using HotRow.Notebook;
using TopicCatalog = HotRow.Lab.Topics;

namespace HotRow.Tests.Contracts;

/// <summary>Every notebook: one shape, the topic's own words, no logic in its cells, and it runs.</summary>
public sealed partial class NotebookContractTests
{
    private const int MostBytes = 1_000_000;

    private const string Shape =
        "^title question wrong-answer documents-say prediction parameters-note parameters machine"
        + @"(?: measure-\S+(?: (?!measure-|verdicts-)\S+)+)+"
        + @" verdicts-note(?: (?:verdicts|checks)-\S+)+"
        + " why-note why your-turn exercise-1 exercise-1-try exercise-2 exercise-2-try exercise-3 exercise-3-try"
        + " answer-note answer(?: follow-ups-note)? follow-ups$";

    public static TheoryData<string> Topical => [.. Notebooks.Paths];

    public static TheoryData<string> Every => [.. Notebooks.Paths, .. Notebooks.Answers];

    [Theory]
    [MemberData(nameof(Topical))]
    public void Cells_StandInTheOneOrder(string path)
    {
        Assert.Matches(Shape, string.Join(' ', Notebooks.Read(path).Cells.Select(c => c.Id)));
    }

    [Theory]
    [MemberData(nameof(Topical))]
    public void Texts_AreTheTopics(string path)
    {
        var topic = TopicCatalog.Find(Path.GetFileNameWithoutExtension(path));
        var cells = Notebooks.Read(path).Cells.ToDictionary(c => c.Id, c => c.Source);

        Assert.Contains(topic.Title, cells["title"], StringComparison.Ordinal);
        Assert.Contains(topic.Question, cells["question"], StringComparison.Ordinal);
        Assert.Contains(topic.WrongAnswer, cells["wrong-answer"], StringComparison.Ordinal);
        Assert.Contains(topic.Says, cells["documents-say"], StringComparison.Ordinal);
        Assert.Contains(topic.Prediction, cells["prediction"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Topical))]
    public void Answers_StandBesideEveryNotebook(string path)
    {
        Assert.Contains($"notebooks/answers/{Path.GetFileName(path)}", Notebooks.Answers);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Cells_HoldNoLogicAndOneHasTheParameters(string path)
    {
        var notebook = Notebooks.Read(path);

        Assert.All(notebook.Cells.Where(c => c.IsRun), c => Assert.DoesNotMatch(Logic(), c.Source));
        Assert.All(notebook.Cells, c => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", c.Id));
        if (Notebooks.Paths.Contains(path))
            Assert.Equal(["parameters"], notebook.Cells.Where(c => c.HasTag(NotebookRunner.ParametersTag)).Select(c => c.Id));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void File_IsSmallAndNamesItsKernel(string path)
    {
        Assert.InRange(new FileInfo(Notebooks.FullPath(path)).Length, 1, MostBytes);
        var kernel = Notebooks.Read(path).Metadata["kernelspec"]!;
        Assert.Equal("hotrow-csharp", kernel["name"]!.GetValue<string>());
        Assert.Equal("C#", kernel["language"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Topical))]
    public void ReadingOrder_LinksEveryNotebook(string path)
    {
        var link = Path.GetRelativePath("notebooks", path).Replace('\\', '/');

        Assert.Contains($"[{Path.GetFileNameWithoutExtension(path)}]({link})", File.ReadAllText(Notebooks.FullPath("notebooks/README.md")), StringComparison.Ordinal);
    }

    // One after the other, in one results folder: what one notebook measured the next one takes over.
    [Fact]
    public void EveryNotebook_AtTinyScale_RunsAndShowsWhatItsCellsGive()
    {
        Assert.NotEmpty(Notebooks.Paths);
        using var results = new TempFolder();
        var before = Environment.GetEnvironmentVariable(ResultsFolder.Variable);
        Environment.SetEnvironmentVariable(ResultsFolder.Variable, results.Path);
        try
        {
            Assert.All(Notebooks.Paths.Concat(Notebooks.Answers), RunsAtTiny);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ResultsFolder.Variable, before);
        }
    }

    private static void RunsAtTiny(string path)
    {
        var notebook = Notebooks.Read(path);
        using var session = NotebookSession.Create();
        var run = new NotebookRunner(new() { AfterParameters = ["scale = Scale.Tiny;"] }).Run(notebook, session, TestContext.Current.CancellationToken);

        Assert.True(run.Failure is null, run.Failure?.ToString());
        Assert.Empty(Notebooks.MissingOutputs(notebook));
        Assert.InRange(notebook.ToBytes().Length, 1, MostBytes);
    }

    [GeneratedRegex(@"\b(for|foreach|while|do|if|switch|try|class|record|struct|new)\b\s*[({]|Stopwatch|Task\.|=>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Logic();
}
