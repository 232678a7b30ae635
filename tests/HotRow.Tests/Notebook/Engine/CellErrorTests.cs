using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Errors name the cell and the line, and nothing of the machine or of the engine.</summary>
public sealed class CellErrorTests
{
    [Fact]
    public void Throw_AtTopLevel_NamesCellAndLine()
    {
        using var cells = new Cells();
        cells.Value("var a = 1;");

        var error = cells.Error("a = 2;\n\nthrow new InvalidOperationException(\"no rows\");");

        Assert.Equal(("InvalidOperationException", "no rows", 3), (error.Name, error.Message, error.Line));
        Assert.Equal(["InvalidOperationException: no rows", "   at cell 2, line 3"], error.Traceback);
    }

    [Fact]
    public void Throw_InTheValueOfACell_NamesThatExpression()
    {
        using var cells = new Cells();

        var error = cells.Error("int[] xs = [1, 2];\nxs[5]");

        Assert.Equal("   at cell 1, its last expression", error.Traceback[^1]);
    }

    [Fact]
    public void Throw_OfAPlainError_NamesTheCellAndNothingOfTheHost()
    {
        const string Code = "\nnew List<int>(-1);";
        using var all = new Cells();
        using var plain = new Cells(new SessionOptions { PlainErrors = [typeof(ArgumentOutOfRangeException)] });

        var full = all.Error(Code).Traceback;
        var error = plain.Error(Code);

        Assert.True(full.Count > 2);
        Assert.Equal([full[0], "   at cell 1, line 2"], error.Traceback);
        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void Throw_InFunctionsOfAnEarlierCell_NamesBothCells()
    {
        using var cells = new Cells();
        cells.Value("int Boom(int d)\n{\n    if (d == 0)\n        throw new ArgumentException(\"deep\");\n    return Boom(d - 1);\n}");

        var error = cells.Error("\nvar x =\n    Boom(1);");

        Assert.Equal(["ArgumentException: deep", "   at cell 1, line 4, in Boom", "   at cell 1, line 5, in Boom", "   at cell 2, line 2"], error.Traceback.Select(Lines23));
        Assert.Contains(error.Line, new int?[] { 2, 3 });
    }

    [Theory]
    [InlineData("async Task F() { await Task.Yield();\nthrow new Exception(\"x\"); }\nawait F();", "cell 1, line 2, in F", 2)]
    [InlineData("class C { public int V =>\nthrow new Exception(\"x\"); }\nnew C().V", "cell 1, line 2, in C.get_V", 2)]
    [InlineData("Action f = () =>\nthrow new Exception(\"x\");\nf();", "cell 1, line 2", 2)]
    [InlineData("void G() { void H() {\nthrow new Exception(\"x\"); }\nH(); }\nG();", "cell 1, line 2, in H", 2)]
    [InlineData("await Task.Delay(1);\nthrow new Exception(\"x\");", "cell 1, line 2", 2)]
    [InlineData("IEnumerable<int> I() { yield return 1;\nthrow new Exception(\"x\"); }\nI().ToList()", "cell 1, line 2, in I", 2)]
    public void Throw_Anywhere_NamesTheAuthorsOwnPlace(string code, string first, int line)
    {
        using var cells = new Cells();

        var error = cells.Error(code);

        Assert.Equal("   at " + first, error.Traceback[1]);
        Assert.Equal(line, error.Line);
        Assert.DoesNotContain(error.Traceback, frame => frame.Contains('<', StringComparison.Ordinal) || frame.Contains("Submission", StringComparison.Ordinal) || frame.Contains("CodeAnalysis", StringComparison.Ordinal));
    }

    [Fact]
    public void Throw_WithCauses_TellsEachOfThem()
    {
        using var cells = new Cells();

        var error = cells.Error("try { int.Parse(\"x\"); }\ncatch (Exception e) { throw new AggregateException(new IOException(\"disk\", e), new TimeoutException(\"late\")); }");

        Assert.Equal("AggregateException", error.Name);
        Assert.Equal(2, error.Line);
        Assert.Equal(["caused by IOException: disk", "caused by FormatException: The input string 'x' was not in a correct format.", "caused by TimeoutException: late"], error.Traceback.Where(l => l.StartsWith("caused", StringComparison.Ordinal)));
        Assert.Contains("   at cell 1, line 1", error.Traceback);
    }

    [Fact]
    public void Throw_InTheFramework_TellsNoPath()
    {
        using var cells = new Cells();

        var error = cells.Error("\nFile.ReadAllText(\"nowhere.txt\")");

        Assert.Equal("FileNotFoundException", error.Name);
        Assert.Equal(2, error.Line);
        Assert.DoesNotContain(error.Traceback.Skip(1), frame => frame.Contains('/', StringComparison.Ordinal) || frame.Contains('\\', StringComparison.Ordinal));
    }

    [Fact]
    public void Throw_OfAnExceptionWhoseMessageThrows_IsTold()
    {
        using var cells = new Cells();

        var error = cells.Error("class Bad : Exception { public override string Message => throw new Exception(); }\nthrow new Bad();");

        Assert.Equal(("Bad", "(its message threw Exception)", 2), (error.Name, error.Message, error.Line));
    }

    [Fact]
    public void Throw_FromFarDown_IsCut()
    {
        using var cells = new Cells();

        var error = cells.Error("int Down(int n) => n == 0 ? throw new Exception(\"x\\ny\") : Down(n - 1) + 1;\nDown(5000)");

        Assert.Equal("x y", error.Message);
        Assert.InRange(error.Traceback.Count, 10, 60);
    }

    [Fact]
    public void Variables_AssignedBeforeTheThrow_Survive()
    {
        using var cells = new Cells();
        cells.Error("var a = 5;\nthrow new Exception(\"x\");\nvar b = 6;");

        Assert.Equal("5", cells.Value("a + b"));
    }

    [Fact]
    public void CellThatDoesNotCompile_LeavesTheStateAndSaysWhere()
    {
        using var cells = new Cells();
        cells.Value("var a = 5;");

        var error = cells.Error("a = 6;\nint s = \"text\";\nundefined();");

        Assert.Equal(2, error.Line);
        Assert.Equal("cell 2, line 2, column 9: error CS0029: Cannot implicitly convert type 'string' to 'int'", error.Message);
        Assert.Equal(2, error.Traceback.Count);
        Assert.StartsWith("cell 2, line 3, column 1: error CS0103", error.Traceback[1], StringComparison.Ordinal);
        Assert.Equal("5", cells.Value("a"));
    }

    [Theory]
    [InlineData("1\n#!python\nprint(1)", 2, "#!python: only C# cells can be run here")]
    [InlineData("#r \"nuget: Newtonsoft.Json, 13.0.3\"\n1", 1, "packages cannot be fetched from a cell")]
    [InlineData("var a = 1;\n  #!share --from x", 2, "#!share --from x: only C#")]
    public void Line_OfAnotherKernel_IsRefusedInOneLine(string code, int line, string words)
    {
        using var cells = new Cells();

        var error = cells.Error(code);

        Assert.Equal(line, error.Line);
        Assert.StartsWith($"cell 1, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal([error.Message], error.Traceback);
    }

    [Fact]
    public void MissingReference_IsACompilationError()
    {
        using var cells = new Cells();

        var error = cells.Error("#r \"nowhere.dll\"\n1");

        Assert.Equal(("CompilationError", 1), (error.Name, error.Line));
        Assert.Equal("2", cells.Value("1 + 1"));
    }

    [Theory]
    [InlineData("#load \"nowhere.csx\"\n1")]
    [InlineData("#r \"/\"\n1")]
    [InlineData("}}}}")]
    [InlineData("\"\"\"")]
    [InlineData("/*")]
    [InlineData("#if")]
    [InlineData("\0\uFFFE\uD800")]
    public void CellOfHostileText_IsACompilationError(string code)
    {
        using var cells = new Cells();

        Assert.Equal("CompilationError", cells.Error(code).Name);
        Assert.Equal("2", cells.Value("1 + 1"));
    }

    [Fact]
    public void CellOfDeepNesting_IsAnErrorAndNotTheEndOfTheProcess()
    {
        using var cells = new Cells();

        Assert.Equal(2, cells.Error("1\n" + new string('(', 50_000) + "1" + new string(')', 50_000)).Line);
        Assert.Equal("CompilationError", cells.Error(string.Concat(Enumerable.Repeat("-(", 50_000))).Name);
        Assert.Equal("CompilationError", cells.Error(new string('!', 50_000)).Name);
        Assert.Equal("1", cells.Value(new string('(', 100) + "1" + new string(')', 100)));
    }

    [Fact]
    public void AsyncVoidAndThreads_ThatThrow_EndNeitherCellNorProcess()
    {
        const string Told = nameof(AsyncVoidAndThreads_ThatThrow_EndNeitherCellNorProcess);
        using var cells = new Cells();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        RecordedOutput output = null!;
        output = new RecordedOutput
        {
            OnCall = () =>
            {
                if (output.Error.Contains("lost", StringComparison.Ordinal) && output.Error.Contains("thread", StringComparison.Ordinal))
                    AppContext.SetData(Told, true);
            },
        };

        // The cell ends only when both were told of.
        var result = cells.Session.Run(
            $"async void F() {{ await Task.Delay(1); throw new Exception(\"lost\"); }}\nF();\nnew Thread(() => throw new Exception(\"thread\")).Start();\nwhile (AppContext.GetData(\"{Told}\") is null) await Task.Delay(1);\n4",
            1, output, stop.Token);

        Assert.Equal(CellStatus.Ok, result.Status);
        Assert.Equal("5", cells.Value("5"));
    }

    // The place of a statement over two lines is the compiler's choice.
    private static string Lines23(string frame) => frame.Replace("cell 2, line 3", "cell 2, line 2", StringComparison.Ordinal);
}
