using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>What a log holds of a run; the clock is the test's.</summary>
public sealed class PlainProgressTests
{
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(60);

    [Fact]
    public void Show_EachExperiment_IsOneLine()
    {
        using var error = new StringWriter();
        using var progress = new PlainProgress(s_budget, error, () => TimeSpan.Zero);

        progress.Show(At("t01-first", "i=0", done: 0, seconds: 0));
        progress.Show(At("t01-first", "i=1", done: 1, seconds: 3));
        progress.Show(At("t02-second", "i=0", done: 2, seconds: 5));

        Assert.Equal(["[1/9]   0 of 60 s  t01-first: What is a third of <three> | four?", "[3/9]   5 of 60 s  t02-second: What is a third of <three> | four?"], Lines(error));
    }

    [Fact]
    public void Beat_DuringALongPoint_SaysThePointAndTheTimeNow()
    {
        var now = TimeSpan.FromSeconds(1);
        using var error = new StringWriter();
        using var progress = new PlainProgress(s_budget, error, () => now);
        progress.Show(At("t01-first", "i=0", done: 0, seconds: 0));
        progress.Show(At("t01-first", "i=1", done: 1, seconds: 4));

        now = TimeSpan.FromSeconds(18);
        progress.Beat();

        Assert.Equal("[2/9]  21 of 60 s  t01-first  i=1", Lines(error)[^1]);
    }

    [Fact]
    public void Beat_BeforeTheFirstPointAndAfterTheEnd_SaysNothing()
    {
        using var error = new StringWriter();
        using var progress = new PlainProgress(s_budget, error, () => TimeSpan.Zero);

        progress.Beat();
        progress.Show(At("t01-first", "i=0", done: 0, seconds: 0));
        progress.Dispose();
        progress.Beat();

        Assert.Single(Lines(error));
    }

    private static RunProgress At(string id, string point, int done, double seconds) => new(new SampleExperiment { Id = id }, point, done, 9, TimeSpan.FromSeconds(seconds));

    private static string[] Lines(StringWriter error) => error.ToString().TrimEnd().Split(Environment.NewLine);
}
