using System.Reflection;
using System.Reflection.Emit;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>What a session takes from its host, and how it lasts.</summary>
public sealed class CSharpSessionTests
{
    /// <summary>Seen from cells.</summary>
    public static class Shared
    {
        public static int Number { get; set; } = 17;

        public static int Twice(int n) => 2 * n;
    }

    [Fact]
    public void HostsAssemblyAndImports_AreThereWithTheSameTypes()
    {
        using var cells = new Cells(new SessionOptions { References = [typeof(CSharpSessionTests).Assembly], Imports = ["HotRow.Tests", "HotRow.Tests.CSharpSessionTests.Shared"] });
        Shared.Number = 18;

        Assert.Equal("36", cells.Value("Twice(Number)"));
        Assert.Equal("HotRow.Tests", cells.Value("typeof(RecordedOutput).Namespace"));
    }

    [Fact]
    public void Reference_ByPathThatTheHostLoaded_IsTheSameAssembly()
    {
        using var cells = new Cells();
        Shared.Number = 17;

        Assert.Equal("17", cells.Value($"#r \"{typeof(CSharpSessionTests).Assembly.Location}\"\nHotRow.Tests.CSharpSessionTests.Shared.Number"));
    }

    [Fact]
    public void Load_OfAScriptFile_RunsItAndNamesItsLines()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "more.csx");
        File.WriteAllText(path, "int Seven() => 7;\nint Fail() =>\n    throw new System.Exception(\"x\");");
        using var cells = new Cells();

        Assert.Equal("7", cells.Value($"#load \"{path}\"\nSeven()"));
        Assert.Equal(["Exception: x", "   at more.csx, line 3, in Fail", "   at cell 2, line 1"], cells.Error("Fail()").Traceback);
    }

    [Fact]
    public void AssemblyWithoutAFile_IsRefused()
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Made"), AssemblyBuilderAccess.Run);

        var e = Assert.Throws<NotebookException>(() => new CSharpSession(new SessionOptions { References = [assembly] }));

        Assert.Contains("Made has no file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HundredCells_KeepTheirState()
    {
        using var cells = new Cells();
        await cells.Session.WarmUp();
        cells.Value("var sum = 0; int Add(int i) => sum += i;");
        for (var i = 1; i <= 100; i++)
            Assert.Equal((i * (i + 1) / 2).ToString(), cells.Value($"var v{i} = Add({i});\nsum"));

        Assert.Equal("5050", cells.Value("v100"));
    }

    [Fact]
    public void EmptyCells_AreFine()
    {
        using var cells = new Cells();

        Assert.Equal("", cells.Value(""));
        Assert.Equal("", cells.Value("// nothing"));
        Assert.Equal("3", cells.Value("3"));
    }
}
