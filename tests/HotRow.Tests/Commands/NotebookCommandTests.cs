using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class NotebookCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<FakeSession> _sessions = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_InPlace_WritesOutputsAndSaysSo()
    {
        var path = Write("a.ipynb", "x");

        var (code, output, error) = Run(new() { Paths = [path], Session = Session });

        Assert.Equal((0, $"{path}: 1 cell; written\n", $"[1/1] {path}: 1 cell\n"), (code, output, error));
        Assert.Contains("\"execution_count\": 1", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.True(Assert.Single(_sessions).IsDisposed);
    }

    [Fact]
    public void Run_AFailingNotebook_IsWrittenAndTheNextOneRuns()
    {
        var (bad, good) = (Write("a.ipynb", "bad", "x"), Write("b.ipynb", "x"));

        var (code, output, error) = Run(new() { Paths = [bad, good], Session = Session });

        Assert.Equal(1, code);
        Assert.Equal($"{bad}: 1 cell, the last one failed; written\n{good}: 1 cell; written\n", output);
        Assert.Contains($"hotrow: {bad}, cell 1 (c1), line 4: CS0029: no\n", error, StringComparison.Ordinal);
        Assert.Contains("\"evalue\": \"CS0029: no\"", File.ReadAllText(bad), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Out_WritesCopiesAndLeavesTheNotebooks()
    {
        var path = Write("a.ipynb", "x");
        var before = File.ReadAllBytes(path);
        var folder = Path.Combine(_folder.Path, "made", "here");

        Assert.Equal(0, Run(new() { Paths = [path], Session = Session, Out = folder }).Code);

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(1, NotebookFile.Read(Path.Combine(folder, "a.ipynb")).Cells[0].ExecutionCount);
    }

    [Fact]
    public void Run_OutWithOneNameTwice_IsRefusedBeforeAnythingRuns()
    {
        var paths = new[] { Write("a.ipynb", "x"), Write("answers/a.ipynb", "x") };

        var error = Assert.Throws<InputException>(() => Run(new() { Paths = paths, Session = Session, Out = Path.Combine(_folder.Path, "o") }));

        Assert.StartsWith("two of the notebooks would be written to ", error.Message, StringComparison.Ordinal);
        Assert.Empty(_sessions);
    }

    [Fact]
    public void Run_ABrokenNotebookAmongOthers_IsToldBeforeAnythingRuns()
    {
        var paths = new[] { Write("a.ipynb", "x"), _folder.Write("b.ipynb", "no JSON") };

        Assert.Throws<NotebookException>(() => Run(new() { Paths = paths, Session = Session }));

        Assert.Empty(_sessions);
    }

    [Fact]
    public void Check_WritesNothingAndComparesWithTheFile()
    {
        var path = Write("a.ipynb", "x");
        var before = File.ReadAllBytes(path);

        Assert.Equal((1, $"{path}: the file holds no run: run it without --check and commit it\n"), Checked(path));
        Assert.Equal(before, File.ReadAllBytes(path));

        Run(new() { Paths = [path], Session = Session });
        Assert.Equal((0, $"{path}: 1 cell, outputs of the kinds that the file holds\n"), Checked(path));

        var notebook = NotebookFile.Read(path);
        notebook.Cells[0].Outputs.Clear();
        notebook.Write(path);
        Assert.Equal((1, $"{path}, cell 1 (c1), output 1: nothing in the file, value (text/plain) in the run\n"), Checked(path));
    }

    [Fact]
    public void Check_AFailingCell_Fails()
    {
        var path = Write("a.ipynb", "bad");
        Run(new() { Paths = [path], Session = Session });

        Assert.Equal((1, ""), Checked(path));
    }

    [Fact]
    public void Run_Stopped_LeavesTheFile()
    {
        var path = Write("a.ipynb", "x");
        var before = File.ReadAllBytes(path);
        using var stop = new CancellationTokenSource();
        var session = new FakeSession().On("x", _ =>
        {
            stop.Cancel();
            return new CellResult(CellStatus.Interrupted);
        });
        using var error = new StringWriter();

        Assert.Equal(1, new NotebookJob { Paths = [path], Session = () => session }.Run(TextWriter.Null, error, stop.Token));

        Assert.EndsWith($"hotrow: stopped; '{path}' is as it was\n", error.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.True(session.IsDisposed);
    }

    [Fact]
    public void Run_AFileThatChangedMeanwhile_IsNotOverwritten()
    {
        var path = Write("a.ipynb", "x");
        var session = new FakeSession().On("x", _ => File.WriteAllText(path, "mine"));

        var error = Assert.Throws<NotebookException>(() => Run(new() { Paths = [path], Session = () => session }));

        Assert.Equal($"'{path}' was changed while it ran, so nothing was written into it; run it again", error.Message);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Run_OutIntoItsOwnFolder_DoesNotOverwriteAChangedFileEither()
    {
        var path = Write("a.ipynb", "x");
        var session = new FakeSession().On("x", _ => File.WriteAllText(path, "mine"));

        Assert.Throws<NotebookException>(() => Run(new() { Paths = [path], Session = () => session, Out = Path.Combine(_folder.Path, ".") }));

        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Finish_AnImageThatIsNoText_IsLeftAlone()
    {
        var notebook = NotebookFile.Read(Write("a.ipynb", "x"));
        notebook.Cells[0].Outputs.Add(new System.Text.Json.Nodes.JsonObject { ["output_type"] = "display_data", ["data"] = new System.Text.Json.Nodes.JsonObject { ["image/svg+xml"] = 1 }, ["metadata"] = new System.Text.Json.Nodes.JsonObject() });

        NotebookImages.Draw(notebook, new StaticImages(why => Assert.Fail(why), program: "none"));

        Assert.Equal(1, notebook.Cells[0].Outputs[0]!["data"]!["image/svg+xml"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("var scale = Scale.Smoke;\nvar seconds = 15.0; // wall time", Scale.Tiny, "scale = Scale.Tiny;|seconds = 2;")]
    [InlineData("var scale = Scale.Smoke;\nvar seconds = 15.0;", Scale.Full, "scale = Scale.Full;")]
    [InlineData("  Scale  scale=Scale.Smoke;", Scale.Tiny, "scale = Scale.Tiny;")]
    [InlineData("var scales = 1;\n// var scale = 2;", Scale.Tiny, "")]
    public void Scale_IsSetWhereTheParametersDeclareIt(string source, Scale scale, string expected)
    {
        var told = new List<string>();

        var code = ScaleParameters.For(NotebookSamples.Of(NotebookSamples.Code("p", source, "parameters")), scale, told.Add);

        Assert.Equal(expected, string.Join('|', code));
        Assert.Equal(expected.Length == 0 ? ["n.ipynb: its parameters have no 'scale', so --scale changes nothing in it"] : [], told);
    }

    [Fact]
    public void Scale_WithoutParameters_SaysSoAndRuns()
    {
        var path = Write("a.ipynb", "x");

        var (code, _, error) = Run(new() { Paths = [path], Session = Session, Scale = Scale.Tiny });

        Assert.Equal(0, code);
        Assert.Contains($"{path}: no cell is tagged 'parameters', so --scale changes nothing in it\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_FoldersFilesAndTwice_GiveEachNotebookOnce()
    {
        var (b, a, deep) = (Write("n/b.ipynb", "x"), Write("n/a.IPYNB", "x"), Write("n/answers/a.ipynb", "x"));
        Write("n/.ipynb_checkpoints/a-checkpoint.ipynb", "x");
        _folder.Write("n/README.md", "x");
        var folder = Path.Combine(_folder.Path, "n");

        Assert.Equal([a, b], NotebookPaths.Expand([folder]));
        Assert.Equal([b, deep, a], NotebookPaths.Expand([b, deep, folder, Path.Combine(folder, "..", "n", "a.IPYNB")]));
    }

    [Theory]
    [InlineData("none.ipynb", "there is no file or folder '{0}'")]
    [InlineData("text.md", "'{0}' is no notebook by its name; give *.ipynb files, or folders of them")]
    [InlineData("empty", "there is no *.ipynb directly in the folder '{0}'")]
    public void Paths_Others_AreRefused(string name, string message)
    {
        _folder.Write("text.md", "x");
        _folder.Write("empty/x.txt", "x");
        var path = Path.Combine(_folder.Path, name);

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, path), Assert.Throws<InputException>(() => NotebookPaths.Expand([path])).Message);
    }

    [Theory]
    [InlineData("--check writes nothing, so --out has nothing to hold; give one of them", "--check", "--out", "o")]
    [InlineData("--scale 'huge' is unknown; known: tiny, smoke, full", "--scale", "huge")]
    public void Command_BadUsage_IsOneLine(string message, params string[] options)
    {
        var path = Write("a.ipynb", "x");
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = CommandLine.Run(Program.CreateRoot(), ["notebook", "run", path, .. options], output, error);

        Assert.Equal((2, "", $"hotrow: {message}\n"), (code, output.ToString(), error.ToString().ReplaceLineEndings("\n")));
    }

    [Fact]
    public void Command_ABrokenNotebook_IsBadInput()
    {
        var path = _folder.Write("a.ipynb", "no JSON");
        using var error = new StringWriter();

        var code = CommandLine.Run(Program.CreateRoot(), ["notebook", "run", path], TextWriter.Null, error);

        Assert.Equal(2, code);
        Assert.StartsWith($"hotrow: {path}: is not JSON at line 1, byte ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_NotebooksOfTheRepository_FromAnyFolderInIt()
    {
        _folder.Write("HotRow.slnx", "");
        var inside = Directory.CreateDirectory(Path.Combine(_folder.Path, "lib", "x")).FullName;
        Assert.Equal([("(none)", "no week1.ipynb and no notebooks/*.ipynb beside HotRow.slnx")], RepositoryNotebooks.Entries(inside));

        File.WriteAllBytes(Path.Combine(_folder.Path, "week1.ipynb"), NotebookSamples.Of(NotebookSamples.Markdown("t", "text\n# Week 1\n")).ToBytes());
        Write("notebooks/02-x.ipynb", "x");
        Write("notebooks/answers/02-x.ipynb", "x");
        _folder.Write("notebooks/03-y.ipynb", "broken");

        var entries = RepositoryNotebooks.Entries(inside).ToArray();

        Assert.Equal(["week1", "02-x", "03-y"], entries.Select(e => e.Name));
        Assert.Equal($"Week 1 ({Path.Combine("..", "..", "week1.ipynb")})", entries[0].Source);
        Assert.StartsWith("(no title) (", entries[1].Source, StringComparison.Ordinal);
        Assert.Contains("is not JSON", entries[2].Source, StringComparison.Ordinal);
    }

    private FakeSession Session()
    {
        var session = new FakeSession().Value("x", MimeBundle.Text("1")).Error("bad", "CompilationError", "CS0029: no", 4);
        _sessions.Add(session);
        return session;
    }

    private string Write(string name, params string[] sources) => _folder.Write(name, NotebookSamples.OfCode(sources).ToBytes());

    private (int Code, string Output) Checked(string path)
    {
        var (code, output, _) = Run(new() { Paths = [path], Session = Session, Check = true });
        return (code, output);
    }

    private static (int Code, string Output, string Error) Run(NotebookJob job)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = job.Run(output, error, CancellationToken.None);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
