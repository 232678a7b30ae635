using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>The current directory is the whole process's: nothing else may run beside this.</summary>
[Collection(Alone.Name)]
public sealed class NotebookFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [Fact]
    public void Run_ACellThatChangesTheDirectory_IsWrittenWhereItWasNamed()
    {
        Environment.CurrentDirectory = _folder.Path;
        Directory.CreateDirectory("elsewhere");
        NotebookSamples.OfCode("x").Write("a.ipynb");
        var session = new FakeSession().On("x", _ => Environment.CurrentDirectory = "elsewhere");

        Assert.Equal(0, new NotebookJob { Paths = ["a.ipynb"], Session = () => session }.Run(TextWriter.Null, TextWriter.Null, CancellationToken.None));

        Assert.Equal(1, NotebookFile.Read(Path.Combine(_folder.Path, "a.ipynb")).Cells[0].ExecutionCount);
    }
}
