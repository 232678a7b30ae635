namespace HotRow.Tests.Contracts;

/// <summary>The notebooks as they are committed: with the outputs of a real run, for readers who cannot run them.</summary>
public sealed class CommittedOutputTests
{
    public static TheoryData<string> Every => [.. Notebooks.Paths, .. Notebooks.Answers];

    [Theory]
    [MemberData(nameof(Every))]
    public void EveryCodeCell_HasItsOutputs(string path)
    {
        Assert.Empty(Notebooks.MissingOutputs(Notebooks.Read(path)));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Outputs_AreOfOneRunFromTheTop(string path)
    {
        var counts = Notebooks.Read(path).Cells.Where(c => c.IsRun).Select(c => c.ExecutionCount).ToArray();

        Assert.Equal(Enumerable.Range(1, counts.Length).Select(i => (int?)i), counts);
    }

    // Tiny proves that results are right; its figures must not be taken for results.
    [Theory]
    [MemberData(nameof(Every))]
    public void Outputs_AreNotOfATinyRun(string path)
    {
        Assert.All(Notebooks.Read(path).Cells.Where(c => c.IsRun), c => Assert.DoesNotContain("Tiny scale", c.Outputs.ToJsonString(), StringComparison.Ordinal));
    }
}
