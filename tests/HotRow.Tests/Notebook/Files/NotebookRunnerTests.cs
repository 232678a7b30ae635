using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class NotebookRunnerTests : IDisposable
{
    private readonly FakeSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Run_EveryCellOnceInOrder_WithItsCount()
    {
        var notebook = NotebookSamples.Of(NotebookSamples.Code("a", "one"), NotebookSamples.Markdown("m", "text"), NotebookSamples.Code("blank", " \n"), NotebookSamples.Code("b", "two"));
        var progress = new List<(int, int)>();

        var run = Run(notebook, new() { Progress = (cell, cells) => progress.Add((cell, cells)) });

        Assert.Equal(new NotebookRun(null, CellsRun: 2), run);
        Assert.Equal([("one", 1), ("two", 2)], _session.Ran);
        Assert.Equal([1, null, 2], notebook.Cells.Where(c => c.Kind == CellKind.Code).Select(c => c.ExecutionCount));
        Assert.Equal([(1, 2), (2, 2)], progress);
    }

    [Fact]
    public void Run_Outputs_AreThoseOfTheFormat()
    {
        _session.On("x", output =>
        {
            output.Stream(error: false, "a\n");
            output.Stream(error: false, "b");
            output.Stream(error: true, "c");
            output.Stream(error: false, "d");
            output.Display(MimeBundle.Html("<b>1</b>", "1") with { Id = "chart-1" }, displayId: null);
            output.Stream(error: false, "e");
            return new CellResult(CellStatus.Ok, MimeBundle.Text("2\n3"));
        });

        Assert.Equal(
            """
            [{"output_type":"stream","name":"stdout","text":"a\nb"},
            {"output_type":"stream","name":"stderr","text":"c"},
            {"output_type":"stream","name":"stdout","text":"d"},
            {"output_type":"display_data","data":{"text/html":"<b>1</b>","text/plain":"1"},"metadata":{"id":"chart-1"}},
            {"output_type":"stream","name":"stdout","text":"e"},
            {"output_type":"execute_result","data":{"text/plain":"2\n3"},"metadata":{},"execution_count":1}]
            """, OutputsOf(Executed("x").Cells[0]));
    }

    [Fact]
    public void Run_Again_GivesTheSameFile()
    {
        _session.Value("x", MimeBundle.Text("1")).On("y", output => output.Stream(error: false, "😀\n"));
        var first = Executed("x", "y").Text();
        var again = NotebookSamples.Parse(first);

        Run(again, new());

        Assert.Equal(first, again.Text());
    }

    [Fact]
    public void Run_AnUpdate_RewritesEveryDisplayOfThatName()
    {
        _session.On("x", output =>
        {
            output.Display(MimeBundle.Text("old"), "d");
            output.Display(MimeBundle.Text("other"), "e");
        });
        _session.On("y", output =>
        {
            output.Display(MimeBundle.Text("old too"), "d");
            output.Update(MimeBundle.Text("new") with { Id = "n" }, "d");
            output.Update(MimeBundle.Text("nobody"), "f");
        });

        var notebook = Executed("x", "y");

        Assert.Equal("""
            [{"output_type":"display_data","data":{"text/plain":"new"},"metadata":{"id":"n"}},
            {"output_type":"display_data","data":{"text/plain":"other"},"metadata":{}}]
            """, OutputsOf(notebook.Cells[0]));
        Assert.Equal("""[{"output_type":"display_data","data":{"text/plain":"new"},"metadata":{"id":"n"}}]""", OutputsOf(notebook.Cells[1]));
    }

    [Fact]
    public void Run_MoreTextThanACellKeeps_IsCutAndSaysSo()
    {
        _session.On("x", output =>
        {
            output.Stream(error: false, "12345678");
            output.Stream(error: true, "abcd");
            output.Stream(error: false, new string('z', 1000));
        });

        // Ten are kept, over both streams; 1,012 - 10 are not.
        var notebook = NotebookSamples.OfCode("x");
        Run(notebook, new() { MostStreamedText = 10 });

        Assert.Equal("""
            [{"output_type":"stream","name":"stdout","text":"12345678"},
            {"output_type":"stream","name":"stderr","text":"ab"},
            {"output_type":"stream","name":"stdout","text":"\n[1002 more characters were cut: a cell keeps 10]\n"}]
            """, OutputsOf(notebook.Cells[0]));
    }

    [Fact]
    public void Run_ACutInsideACharacter_LeavesItOut()
    {
        _session.On("x", output => output.Stream(error: false, "a😀"));
        var notebook = NotebookSamples.OfCode("x");

        Run(notebook, new() { MostStreamedText = 2 });

        Assert.StartsWith("a\n[", notebook.Cells[0].Outputs[0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AFailingCell_IsTheLast()
    {
        _session.Value("x", MimeBundle.Text("1")).Error("bad", "CompilationError", "CS0029: no", 4);
        var json = JsonNode.Parse(Executed("x", "x", "x").Text())!;
        json["cells"]![1]!["source"] = "bad";
        var broken = NotebookSamples.Parse(json);
        Assert.All(broken.Cells, c => Assert.Single(c.Outputs));

        var run = Run(broken, new());

        Assert.Equal("n.ipynb, cell 2 (c2), line 4: CS0029: no", run.Failure!.ToString());
        Assert.Equal(2, run.CellsRun);
        Assert.Equal([1, 2, null], broken.Cells.Select(c => c.ExecutionCount));
        Assert.Equal("""[{"output_type":"error","ename":"CompilationError","evalue":"CS0029: no","traceback":["CompilationError: CS0029: no","at cell 1, line 2"]}]""", OutputsOf(broken.Cells[1]));
        Assert.Empty(broken.Cells[2].Outputs);
    }

    [Fact]
    public void Run_AnException_IsNamed()
    {
        _session.Error("bad", "InputException", "too many rows", line: null);

        Assert.Equal("n.ipynb, cell 1 (c1): InputException: too many rows", Run(NotebookSamples.OfCode("bad"), new()).Failure!.ToString());
    }

    [Fact]
    public void Run_AnErrorThatNamesItsPlace_DoesNotNameItTwice()
    {
        _session.Error("bad", "CompilationError", "cell 1, line 2, column 9: error CS0103: no x", line: 2);

        Assert.Equal("n.ipynb, cell 1 (c1), line 2, column 9: error CS0103: no x", Run(NotebookSamples.OfCode("bad"), new()).Failure!.ToString());
    }

    [Fact]
    public void Run_ACellThatMayFail_StopsNothing()
    {
        _session.Error("bad", "E", "m", 1);
        var notebook = NotebookSamples.Of(NotebookSamples.Code("a", "bad", "x", "raises-exception"), NotebookSamples.Code("b", "next"));

        Assert.Null(Run(notebook, new()).Failure);
        Assert.Equal(["bad", "next"], _session.Ran.Select(r => r.Code));
        Assert.Equal("error", notebook.Cells[0].Outputs[0]!["output_type"]!.GetValue<string>());
    }

    [Fact]
    public void Run_SetParameters_RunAfterTheFirstParametersCellAndLeaveNoTrace()
    {
        _session.On("n = 1;", output => output.Display(MimeBundle.Text("noise"), "d"));
        NotebookFile Fresh() => NotebookSamples.Of(NotebookSamples.Code("a", "first"), NotebookSamples.Code("p", "var n = 9;", "parameters"), NotebookSamples.Code("q", "later", "parameters"));
        var plain = Fresh();
        Run(plain, new());
        _session.Ran.Clear();
        var notebook = Fresh();

        Run(notebook, new() { AfterParameters = ["n = 1;", "m = 2;"] });

        Assert.Equal([("first", 1), ("var n = 9;", 2), ("n = 1;", 2), ("m = 2;", 2), ("later", 3)], _session.Ran);
        Assert.Equal(plain.Text(), notebook.Text());
    }

    [Fact]
    public void Run_SetParametersThatFail_SaySo()
    {
        _session.Error("n = x;", "CompilationError", "CS0103: no x", 1);

        var run = Run(NotebookSamples.Of(NotebookSamples.Code("p", "var n = 9;", "parameters")), new() { AfterParameters = ["n = x;"] });

        Assert.Equal("n.ipynb, cell 1 (p), the parameters set after it: CS0103: no x", run.Failure!.ToString());
    }

    [Fact]
    public void Run_Interrupted_GivesUp()
    {
        using var stop = new CancellationTokenSource();
        _session.On("x", _ =>
        {
            stop.Cancel();
            return new CellResult(CellStatus.Interrupted);
        });

        Assert.Throws<OperationCanceledException>(() => new NotebookRunner(new()).Run(NotebookSamples.OfCode("x", "y"), _session, stop.Token));
        Assert.Equal(stop.Token, _session.Interrupt);
        Assert.Single(_session.Ran);
    }

    [Fact]
    public void Run_StoppedBetweenCells_RunsNoMore()
    {
        using var stop = new CancellationTokenSource();
        _session.On("x", _ => stop.Cancel());

        Assert.Throws<OperationCanceledException>(() => new NotebookRunner(new()).Run(NotebookSamples.OfCode("x", "y"), _session, stop.Token));
        Assert.Equal(["x"], _session.Ran.Select(r => r.Code));
    }

    [Fact]
    public void Run_Finish_HasTheLastWord()
    {
        _session.Value("x", MimeBundle.Text("1"));
        var notebook = NotebookSamples.OfCode("x");

        Run(notebook, new() { Finish = n => n.Cells[0].Outputs[0]!["data"]!["image/png"] = "iVBO" });

        Assert.Contains("\"image/png\": \"iVBO\"", notebook.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kernelspec": {"name": ".net-csharp", "language": "C#"}}""")]
    [InlineData("""{"kernelspec": {"name": "x", "language": "csharp"}}""")]
    [InlineData("""{"kernelspec": {"name": ".net-csharp"}, "language_info": {"name": "polyglot-notebook"}}""")]
    [InlineData("""{"kernelspec": {"name": "x"}, "language_info": {"name": "C#"}}""")]
    [InlineData("""{"kernelspec": 7}""")]
    [InlineData("{}")]
    public void Run_AnyCSharpKernel_IsAccepted(string metadata) => Assert.Null(Run(WithMetadata(metadata), new()).Failure);

    [Theory]
    [InlineData("""{"kernelspec": {"name": "python3", "language": "python"}}""", "n.ipynb: is a notebook of the language 'python' (kernel 'python3'); only C# is run here")]
    [InlineData("""{"kernelspec": {"name": ".net-fsharp", "language": "F#"}}""", "n.ipynb: is a notebook of the language 'F#' (kernel '.net-fsharp'); only C# is run here")]
    [InlineData("""{"kernelspec": {"name": "ir"}}""", "n.ipynb: is a notebook of the kernel 'ir'; only C# is run here")]
    [InlineData("""{"language_info": {"name": "julia"}}""", "n.ipynb: is a notebook of the language 'julia'; only C# is run here")]
    public void Run_AnotherLanguage_IsRefused(string metadata, string message)
    {
        Assert.Equal(message, Assert.Throws<NotebookException>(() => Run(WithMetadata(metadata), new())).Message);
        Assert.Empty(_session.Ran);
    }

    [Theory]
    [InlineData("""{"polyglot_notebook": {"kernelName": "fsharp"}}""", "fsharp")]
    [InlineData("""{"dotnet_interactive": {"language": "sql"}}""", "sql")]
    [InlineData("""{"vscode": {"languageId": "python"}}""", "python")]
    public void Run_ACellOfAnotherLanguage_IsRefused(string metadata, string language)
    {
        var cell = NotebookSamples.Code("b", "x");
        cell["metadata"] = JsonNode.Parse(metadata);

        var error = Assert.Throws<NotebookException>(() => Run(NotebookSamples.Of(NotebookSamples.Code("a", "x"), cell), new()));

        Assert.Equal($"n.ipynb, cell 2 (b): is written in '{language}'; only C# is run here, so make it a raw cell or remove it", error.Message);
    }

    [Fact]
    public void Run_ACellThatSaysCSharp_IsRun()
    {
        var cell = NotebookSamples.Code("b", "x");
        cell["metadata"] = JsonNode.Parse("""{"polyglot_notebook": {"kernelName": "csharp"}, "vscode": {"languageId": "polyglot-notebook"}}""");

        Assert.Equal(1, Run(NotebookSamples.Of(cell), new()).CellsRun);
    }

    private NotebookRun Run(NotebookFile notebook, NotebookRunOptions options) => new NotebookRunner(options).Run(notebook, _session, CancellationToken.None);

    private NotebookFile Executed(params string[] sources)
    {
        var notebook = NotebookSamples.OfCode(sources);
        Assert.Null(Run(notebook, new()).Failure);
        return notebook;
    }

    private static NotebookFile WithMetadata(string metadata)
    {
        var json = NotebookSamples.Json(NotebookSamples.Code("a", "x"));
        json["metadata"] = JsonNode.Parse(metadata);
        return NotebookSamples.Parse(json);
    }

    private static string OutputsOf(NotebookCell cell) => "[" + string.Join(",\n", cell.Outputs.Select(o => o!.ToJsonString(s_readable))) + "]";

    private static readonly System.Text.Json.JsonSerializerOptions s_readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
