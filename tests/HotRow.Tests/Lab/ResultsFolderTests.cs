using HotRow.Lab;

namespace HotRow.Tests;

public sealed class ResultsFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_BelowTheSolution_IsBesideIt()
    {
        _folder.Write("HotRow.slnx", "");
        var below = Directory.CreateDirectory(Path.Combine(_folder.Path, "notebooks", "answers")).FullName;

        Assert.Equal(Path.Combine(_folder.Path, "results"), ResultsFolder.Find(named: null, below));
        Assert.Equal(Path.Combine(_folder.Path, "results"), ResultsFolder.Find(named: " ", _folder.Path));
    }

    [Fact]
    public void Find_Elsewhere_IsInTheCurrentDirectory()
    {
        Assert.Equal(Path.Combine(_folder.Path, "results"), ResultsFolder.Find(named: null, _folder.Path));
    }

    [Fact]
    public void Find_Named_IsThatOne()
    {
        _folder.Write("HotRow.slnx", "");

        Assert.Equal(Path.Combine(_folder.Path, "mine"), ResultsFolder.Find("mine", _folder.Path));
    }
}
