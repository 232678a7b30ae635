using HotRow.Notebook;
using Microsoft.CodeAnalysis.Scripting;

namespace HotRow.Tests;

public sealed class CompletionTests
{
    private const string Earlier = """
        using System.Text;
        var xs = new List<int> { 1, 2 };
        string name = "n";
        DayOfWeek day = DayOfWeek.Monday;
        var pair = new { Alpha = 1, Beta = "b" };
        int Twice(int number) => number * 2;
        void Paint(ConsoleColor colour, bool bold = false) { }
        record Point(int Across, int Down) { public Point? Next { get; init; } private int Hidden { get; set; } }
        class Box
        {
            public int Wide { get; set; }
            public int High;
            public int Area => Wide * High;
            public Point Corner { get; } = new(0, 0);
            internal string @class = "";
            [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)] public int Unseen { get; set; }
            public static Box Unit => new();
            protected int Shielded;
            public int this[int i] => i;
            public static Box operator +(Box a, Box b) => a;
            public event Action? Changed;
        }
        static class More { }
        """;

    private static readonly Lazy<Script> s_earlier = new(() => Samples.Cells(Earlier, "var box = new Box(); Point? maybe = null; Box Box = box;", "int later = 1; var xs2 = xs; Box? none = null; int? count = 3;"));

    private static readonly CSharpCompletion s_completion = new(Samples.Options);

    // Code with a bar where the caret is; what must be offered; what must not.
    [Theory]
    [InlineData("xs.|", "Add Count Where Select ToArray", "Empty var Capacity2 get_Count op_Equality .ctor")]
    [InlineData("xs.Co|", "Count Contains ConvertAll CopyTo", "Add Where")]
    [InlineData("xs.co|", "Count Contains", "Add")]
    [InlineData("name?.|", "Length Trim Select", "Empty IsNullOrEmpty")]
    [InlineData("name?.Trim().|", "Length PadLeft", "Empty")]
    [InlineData("name?.Trim()?.Le|", "Length", "Trim")]
    [InlineData("count?.|", "CompareTo", "HasValue Value")]
    [InlineData("count.|", "HasValue Value", "CompareTo")]
    [InlineData("string.|", "Join Empty IsNullOrEmpty", "Length Trim")]
    [InlineData("String.|", "Join Empty", "Length")]
    [InlineData("System.|", "Console Text Linq", "xs var")]
    [InlineData("System.Text.|", "StringBuilder Encoding", "Console")]
    [InlineData("global::System.|", "Console", "xs")]
    [InlineData("pair.|", "Alpha Beta ToString", "")]
    [InlineData("xs.Select(x => x.|", "CompareTo ToString", "Add")]
    [InlineData("xs.Select(x => x.|)", "CompareTo", "Add")]
    [InlineData("xs.Select(x => new { Q = x, R = name }).Where(p => p.|)", "Q R", "Length")]
    [InlineData("xs.Where(x => x > 1)\n  .Select(x => x)\n  .|", "ToList First", "")]
    [InlineData("xs.Select((a, b) => { var c = a; return c.|", "CompareTo", "")]
    [InlineData("from x in xs where x.|", "CompareTo", "Add")]
    [InlineData("foreach (var x in xs) { x.|", "CompareTo", "Add")]
    [InlineData("box.|", "Wide High Area Corner @class Changed", "Unseen Unit Shielded op_Addition get_Wide this[] add_Changed")]
    [InlineData("box.@cl|", "@class", "Wide")]
    [InlineData("Box.|", "Unit Wide", "Shielded")]
    [InlineData("maybe.|", "Across Down Next Deconstruct", "EqualityContract PrintMembers Hidden <Clone>$")]
    [InlineData("xs.Whe|\nlater = 3", "Where", "Add")]
    [InlineData("xs.|\nlater = 3", "Where Add", "")]
    [InlineData("xs.|\nint y = 2;", "Where Add", "")]
    [InlineData("xs.|\nfoo();", "Where Add", "")]
    [InlineData("var q = xs.|\nvar z = 3;", "Where Add", "")]
    [InlineData("{ xs.|\n}", "Where Add", "")]
    [InlineData("Twice(xs.|\n", "Count Where", "")]
    [InlineData("if (xs.|", "Count", "")]
    [InlineData("var text = $\"{xs.|", "Count", "")]
    [InlineData("var text = $\"a {xs.|} b\";", "Count", "")]
    [InlineData("var text = $\"{xs.Co|}\";", "Count", "")]
    [InlineData("var text = $\"{x|}\";", "xs", "")]
    [InlineData("1.|", "CompareTo", "MaxValue")]
    [InlineData("1.To|", "ToString", "")]
    [InlineData("\"a\".|", "Length", "Empty")]
    [InlineData("new Box().|", "Wide", "Unit")]
    [InlineData("new[] { 1 }.|", "Length Where", "")]
    [InlineData("(1, name).|", "Item1 Item2", "")]
    [InlineData("(a: 1, b: 2).|", "a b", "")]
    [InlineData("Twice(1).|", "CompareTo", "")]
    [InlineData("await Task.FromResult(name).|", "ConfigureAwait", "Length")]
    [InlineData("(await Task.FromResult(name)).|", "Length", "ConfigureAwait")]
    [InlineData("unsafe { Point2* p = null; p->| } struct Point2 { public int Left; }", "Left", "")]
    [InlineData("dynamic d = 1; d.|", "", "ToString")]
    [InlineData("Console.WriteLine().|", "", "ToString")]
    [InlineData("nothing.|", "", "ToString")]
    [InlineData("Twice.|", "", "Invoke")]
    [InlineData("..|", "xs", "")]
    [InlineData("xs[1..|", "xs name later", "")]
    [InlineData("xs[..|]", "xs", "")]
    public void Complete_AfterADot_OffersMembers(string marked, string offered, string notOffered) => Check(marked, offered, notOffered);

    [Theory]
    [InlineData("|", "xs name Twice Console var foreach await Box", "<invalid-global-code> Submission#0 __arglist")]
    [InlineData("x|", "xs xs2", "name var")]
    [InlineData("la|", "later", "xs")]
    [InlineData("Twi|", "Twice", "")]
    [InlineData("CONS|", "Console ConsoleColor const", "")]
    [InlineData("for|", "for foreach", "")]
    [InlineData("{ int inner = 1; inn|", "inner", "")]
    [InlineData("void F(int argument) { arg|", "argument", "")]
    [InlineData("var r = xs.Select(item => it|", "item", "")]
    [InlineData("int after = 1; aft|", "after", "")]
    [InlineData("Enumer|", "Enumerable", "")]
    [InlineData("new Lis|", "List", "xs")]
    [InlineData("var y = new |", "List Box int StringBuilder", "xs Console More IDisposable Twice foreach")]
    [InlineData("using |", "System Microsoft", "Console xs List")]
    [InlineData("using Sys|", "System", "")]
    [InlineData("using System.|", "Text Linq Collections", "Console String")]
    [InlineData("using static System.|", "Math Console Text", "xs")]
    [InlineData("using M = System.|", "Math Text", "xs")]
    [InlineData("using System.Te|\nxs.Add(1);", "Text", "")]
    [InlineData("xs.Add(1); // done\n|", "xs", "")]
    [InlineData("/* a */ x|", "xs", "")]
    [InlineData("/* a */|", "xs", "")]
    [InlineData("#if true\nx|\n#endif", "xs", "")]
    [InlineData("#region r\nx|\n#endregion", "xs", "")]
    [InlineData("var t = \"a\" + n|", "name", "")]
    [InlineData("var t = @\"a\"\"\" + n|", "name", "")]
    [InlineData("day == |", "DayOfWeek.Monday DayOfWeek.Friday day", "Monday")]
    [InlineData("if (day != Day|", "DayOfWeek.Monday DayOfWeek", "day.Monday xs")]
    [InlineData("day = |", "DayOfWeek.Monday", "")]
    [InlineData("DayOfWeek d = |", "DayOfWeek.Monday", "")]
    [InlineData("switch (day) { case |", "DayOfWeek.Monday", "")]
    [InlineData("var u = day switch { |", "DayOfWeek.Monday", "")]
    [InlineData("var u = day switch { DayOfWeek.Monday => 1, |", "DayOfWeek.Sunday", "")]
    [InlineData("day is |", "DayOfWeek.Monday", "")]
    [InlineData("Paint(|", "ConsoleColor.Red colour: bold: xs", "Red")]
    [InlineData("Paint(ConsoleColor.Red, |", "bold:", "ConsoleColor.Red")]
    [InlineData("Paint(colour: |", "ConsoleColor.Red", "")]
    [InlineData("Paint(bold: true, |)", "colour:", "bold:")]
    [InlineData("new Box { |", "Wide High", "Area Corner Unseen Shielded this[] Unit")]
    [InlineData("new Box { W|", "Wide", "High")]
    [InlineData("new Box { Wide = 1, |}", "High", "Wide Area")]
    [InlineData("Box b = new() { |", "Wide High", "Area")]
    [InlineData("new Box { Wide = x|", "xs", "Wide")]
    [InlineData("new Point(1, 2) { Next = new(1, 2) { |", "Across Next", "")]
    [InlineData("var m = maybe with { |", "Across Down Next", "xs EqualityContract Hidden foreach")]
    [InlineData("var m = maybe with { Across = 1, D|", "Down", "Across")]
    [InlineData("maybe is { |", "Across Down", "xs")]
    [InlineData("box is { Wi|", "Wide", "xs")]
    [InlineData("name i|", "is in", "int xs if")]
    [InlineData("var na|", "", "name")]
    public void Complete_WithoutADot_OffersWhatIsInScope(string marked, string offered, string notOffered) => Check(marked, offered, notOffered);

    [Theory]
    [InlineData("\"x|\"")]
    [InlineData("\"x|")]
    [InlineData("var a = \"xs.|\";")]
    [InlineData("var a = \"xs.|")]
    [InlineData("var a = @\"xs.|")]
    [InlineData("var a = @\"x\n xs.|\";")]
    [InlineData("var a = \"\"\"xs.|\"\"\";")]
    [InlineData("var a = \"\"\"\n  xs.|\n  \"\"\";")]
    [InlineData("var a = \"\"\"\n  xs.|")]
    [InlineData("var a = $\"xs.|\";")]
    [InlineData("var a = $\"|\";")]
    [InlineData("var a = $\"{name}x|\";")]
    [InlineData("var a = $\"{name}|\";")]
    [InlineData("var a = $\"{name:x|}\";")]
    [InlineData("var a = $\"{name:|}\";")]
    [InlineData("var a = $\"x|")]
    [InlineData("var a = $@\"x|\";")]
    [InlineData("var a = $\"\"\"x|\"\"\";")]
    [InlineData("var a = \"x|\"u8;")]
    [InlineData("'x|'")]
    [InlineData("'x|")]
    [InlineData("// x|")]
    [InlineData("// xs.|")]
    [InlineData("// |")]
    [InlineData("//|")]
    [InlineData("xs.Add(1); // x|\nxs.Clear();")]
    [InlineData("/* x|")]
    [InlineData("/* x| */")]
    [InlineData("/* | */")]
    [InlineData("/*|*/")]
    [InlineData("/// <summary>x|</summary>\nint F() => 1;")]
    [InlineData("/// <summary>xs.|</summary>\nint F() => 1;")]
    [InlineData("/** x| */ int F() => 1;")]
    [InlineData("12x|")]
    [InlineData("12|")]
    [InlineData("0x1|F")]
    [InlineData("1.5e|")]
    [InlineData("#r \"x|\"")]
    [InlineData("#re|")]
    [InlineData("#if x|")]
    [InlineData("#if false\nx|\n#endif")]
    [InlineData("#if false\nxs.|\n#endif")]
    [InlineData("#if false\n  |  \n#endif")]
    [InlineData("#if false\nx|")]
    public void Complete_WhereNoNameCanStand_OffersNothing(string marked) => Assert.Empty(Complete(marked).Matches);

    [Theory]
    [InlineData("xs.Cou|", "Cou")]
    [InlineData("xs.Cou|nt", "Cou")]
    [InlineData("xs.|Count", "")]
    [InlineData("box.@cl|", "@cl")]
    [InlineData("va|", "va")]
    [InlineData("|", "")]
    [InlineData("\"\U0001F600\".Le|", "Le")]
    public void Complete_Anywhere_ReplacesWhatIsWrittenOfTheName(string marked, string replaced)
    {
        var caret = marked.IndexOf('|');
        var list = Complete(marked);
        Assert.Equal(caret, list.End);
        Assert.Equal(replaced, marked[list.Start..list.End]);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("System.|")]
    [InlineData("xs.|")]
    [InlineData("s|")]
    public void Complete_Anywhere_IsSortedOnceEachAndBounded(string marked)
    {
        var matches = Complete(marked).Matches;
        Assert.NotEmpty(matches);
        Assert.True(matches.Count <= 500);
        Assert.Equal(matches.Order(StringComparer.Ordinal).Distinct(), matches);
    }

    [Theory]
    [InlineData(int.MinValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(4, 3)]
    [InlineData(int.MaxValue, 3)]
    public void Complete_OutsideTheCode_IsClamped(int position, int end) => Assert.Equal(end, s_completion.Complete(s_earlier.Value, "xs.", position).End);

    [Fact]
    public void Complete_BeforeTheFirstCell_KnowsTheImports() => Assert.Contains("WriteLine", s_completion.Complete(null, "Console.", 8).Matches);

    [Fact]
    public void Complete_ALoadDirective_ReadsNoFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, "int fromFile = 1;");
        try
        {
            var code = $"#load \"{path}\"\nfromF";
            Assert.Empty(s_completion.Complete(null, code, code.Length).Matches);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static CompletionList Complete(string marked)
    {
        var (code, caret) = Samples.Caret(marked);
        return s_completion.Complete(s_earlier.Value, code, caret);
    }

    private static void Check(string marked, string offered, string notOffered)
    {
        var matches = Complete(marked).Matches;
        Assert.Empty(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(matches));
        Assert.Empty(notOffered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Intersect(matches));
    }
}
