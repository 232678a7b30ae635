using HotRow.Notebook;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;

namespace HotRow.Tests;

/// <summary>What C# can do in a cell, and what not.</summary>
public sealed class CSharpFeatureTests
{
    // Name, cells separated by a line of three dashes, the text of the last one's value.
    public static TheoryData<string, string, string> Working => new()
    {
        { "value", "1 + 1", "2" },
        { "no value after a semicolon", "1.ToString();", "" },
        { "no value of an assignment", "var x = 3;", "" },
        { "null is no value", "(string)null", "" },
        { "return", "return 5;", "5" },
        { "state", "var a = 20;\n---\na += 1;\n---\na * 2", "42" },
        { "await", "var r = await Task.Run(() => 7);\n---\nr", "7" },
        { "await yields", "for (int i = 0; i < 200; i++) await Task.Yield();\n\"done\"", "done" },
        { "record", "record P(int X, int Y);\n---\nnew P(1, 2) with { Y = 3 }", "P { X = 1, Y = 3 }" },
        { "primary constructor", "class C(int n) { public int Twice => 2 * n; }\n---\nnew C(4).Twice", "8" },
        { "collection expression", "List<int> l = [1, .. new[] { 2, 3 }];\n---\nl.Sum()", "6" },
        { "params span", "static int N(params ReadOnlySpan<int> s) => s.Length;\n---\nN(1, 2, 3)", "3" },
        { "field keyword", "class F { public int V { get => field; set => field = value * 10; } }\n---\nnew F { V = 2 }.V", "20" },
        { "null-conditional assignment", "class N { public int V; }\nN n = new();\nn?.V = 9;\n---\nn.V", "9" },
        { "unbound nameof", "nameof(List<>)", "List" },
        { "list pattern", "new[] { 1, 2, 3 } is [1, .., var last] ? last : 0", "3" },
        { "raw string", "\"\"\"a \"quoted\" word\"\"\"", "a \"quoted\" word" },
        { "using persists", "using System.Numerics;\n---\nBigInteger.Pow(2, 70)", "1180591620717411303424" },
        { "alias persists", "using Pair = (int A, int B);\n---\nPair p = (1, 2);\n---\np.B", "2" },
        { "variable redefined", "var v = 1;\n---\nvar v = \"text\";\n---\nv", "text" },
        { "type redefined", "class T { public int A => 1; }\n---\nclass T { public int A => 2; }\n---\nnew T().A", "2" },
        { "generic math", "static T Sum<T>(T[] a) where T : System.Numerics.INumber<T> { T s = T.Zero; foreach (var x in a) s += x; return s; }\n---\nSum(new[] { 1.5, 2 })", "3.5" },
        { "static abstract", "interface I { static abstract int V { get; } }\nclass A : I { public static int V => 6; }\nstatic int Get<T>() where T : I => T.V;\n---\nGet<A>()", "6" },
        { "unsafe", "unsafe static int First(int[] a) { fixed (int* p = a) return *p; }\n---\nFirst([8])", "8" },
        { "await foreach", "async IAsyncEnumerable<int> G() { yield return 1; await Task.Delay(1); yield return 2; }\nvar s = 0;\nawait foreach (var x in G()) s += x;\n---\ns", "3" },
        { "extension method", "static int Twice(this int i) => 2 * i;\n---\n21.Twice()", "42" },
        { "span in a block", "int n; { Span<int> s = stackalloc int[4]; s.Fill(2); n = s.Length; }\n---\nn", "4" },
        { "usual imports", "$\"{Path.GetFileName(\"a/b\")} {CultureInfo.InvariantCulture.Name.Length} {new StringBuilder(\"x\")} {Thread.CurrentThread.IsBackground} {new[] { 1 }.First()}\"", "b 0 x True 1" },
        { "invariant", "1234.5.ToString() + 0.5f", "1234.50.5" },
        { "csharp line", "#!csharp\n3", "3" },
        { "text that looks like a line", "\"\"\"\n#!python\n#r \"nuget: X\"\n\"\"\"", "#!python\n#r \"nuget: X\"" },
        { "result does not deadlock", "async Task<int> F() { await Task.Delay(1); await Task.Yield(); return 11; }\n---\nF().Result", "11" },
        { "nested result does not deadlock", "async Task<int> G() { await Task.Yield(); return 1; }\nasync Task<int> F() { await Task.Yield(); return G().Result + 1; }\n---\nawait Task.Yield();\nF().Result", "2" },
    };

    // Name, cell, the compiler's code.
    public static TheoryData<string, string, string> NotWorking => new()
    {
        { "span variable", "Span<int> s = new int[3];", "CS8345" },
        { "extension block", "static class E { extension(int i) { public int Twice => 2 * i; } }", "CS9283" },
        { "using variable", "using var s = new MemoryStream();", "CS1002" },
        { "namespace", "namespace N { class C; }", "CS7021" },
        { "package line", "#:package X@1", "CS9298" },
        { "name alone", "var x = 1;\nx;", "CS0201" },
    };

    [Theory]
    [MemberData(nameof(Working))]
    public void Cells_OfWhatWorks_GiveTheirValue(string name, string code, string expected)
    {
        using var cells = new Cells();
        var value = "";
        foreach (var cell in code.Split("\n---\n"))
            value = cells.Value(cell);

        Assert.True(expected == value, $"{name}: {value}");
    }

    [Fact]
    public void Language_IsTheProjectsOwn()
    {
        var tree = CSharpScript.Create("1", CSharpOptions.Create(new SessionOptions())).GetCompilation().SyntaxTrees.Single();

        Assert.Equal(LanguageVersion.CSharp14, ((CSharpParseOptions)tree.Options).LanguageVersion);
    }

    [Theory]
    [MemberData(nameof(NotWorking))]
    public void Cell_OfWhatDoesNotWork_FailsWithTheCompilersCode(string name, string code, string expected)
    {
        using var cells = new Cells();

        var error = cells.Error(code);

        Assert.Equal("CompilationError", error.Name);
        Assert.True(error.Traceback.Any(line => line.Contains($"error {expected}", StringComparison.Ordinal)), $"{name}: {string.Join('\n', error.Traceback)}");
    }
}
