using HotRow.Notebook;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;

namespace HotRow.Tests;

public sealed class InspectionTests
{
    private const string Earlier = """"
        var xs = new List<int> { 1, 2 };
        /// <summary>Twice   a
        /// <paramref name="number"/>, see <see cref="System.Math.Abs(int)"/>, <c>x &lt; y</c>.<para>Never <see langword="null"/>.</para></summary>
        int Twice(int number, bool really = true) => number * 2;
        void Many(int a) { }
        void Many(string b) { }
        void Many(double c, params int[] more) { }
        /// <summary>A place.</summary>
        record Point(int Across, int Down);
        const string Long = """
            a ``` b
            """;
        class Box { public Box(int wide) { } public Box() { } public int Wide { get; private set; } public event Action? Changed; }
        enum Size { Small = 3 }
        delegate int Turn(string key);
        """";

    private static readonly Lazy<Script> s_earlier = new(() => Samples.Cells(Earlier, "var box = new Box(); Turn turn = key => 1;"));

    [Theory]
    [InlineData("x|s.Add(1);", "List<int> xs")]
    [InlineData("xs|.Add(1);", "List<int> xs")]
    [InlineData("|xs.Add(1);", "List<int> xs")]
    [InlineData("xs.Ad|d(1);", "void List<int>.Add(int item)")]
    [InlineData("xs.Add(|1);", "void List<int>.Add(int item)")]
    [InlineData("xs.Add(1|);", "void List<int>.Add(int item)")]
    [InlineData("xs.Add(|", "void List<int>.Add(int item)")]
    [InlineData("xs.Add( |\n", "void List<int>.Add(int item)")]
    [InlineData("xs.Cou|nt", "int List<int>.Count { get; }")]
    [InlineData("xs.Cou|nt\nbox = null", "int List<int>.Count { get; }")]
    [InlineData("xs.Where(|", "IEnumerable<int> IEnumerable<int>.Where<int>(Func<int, bool> predicate) (+ 1 overload)")]
    [InlineData("Twi|ce(1)", "int Twice(int number, bool really = true)")]
    [InlineData("Twice(\"te|xt\")", "int Twice(int number, bool really = true)")]
    [InlineData("Twice(num|ber: 1)", "int number")]
    [InlineData("Many(\"a\"|)", "void Many(string b) (+ 2 overloads)")]
    [InlineData("Many(1.5, |", "void Many(double c, params int[] more) (+ 2 overloads)")]
    [InlineData("Ma|ny(1)", "void Many(int a) (+ 2 overloads)")]
    [InlineData("Twice(xs.Cou|nt)", "int List<int>.Count { get; }")]
    [InlineData("new B|ox(1)", "class Box")]
    [InlineData("new Box(|1)", "Box.Box(int wide) (+ 1 overload)")]
    [InlineData("box.Wi|de", "int Box.Wide { get; private set; }")]
    [InlineData("box.Chang|ed += null;", "event Action? Box.Changed")]
    [InlineData("Po|int p;", "record Point")]
    [InlineData("Point here|;", "Point here")]
    [InlineData("{ Point he|re = null; }", "Point here")]
    [InlineData("Size.Sma|ll", "Size.Small = 3")]
    [InlineData("Li|st<string> q;", "class List<string>")]
    [InlineData("System.Te|xt.StringBuilder b;", "namespace System.Text")]
    [InlineData("in|t i;", "int")]
    [InlineData("va|r i = xs;", "class List<int>")]
    [InlineData("xs.Select(it|em => item)", "int item")]
    [InlineData("xs.Select(item => ite|m)", "int item")]
    [InlineData("int Mi|ne(ref int a) => a;", "int Mine(ref int a)")]
    [InlineData("turn(|\"a\")", "int Turn.Invoke(string key)")]
    [InlineData("Tu|rn t;", "delegate int Turn(string key)")]
    [InlineData("class Own { void M(int a) { th|is.M(1); } }", "Own this")]
    public void Inspect_KnownNames_ShowsTheSignature(string marked, string signature) =>
        Assert.Equal(signature, Plain(marked).Split('\n')[0]);

    [Theory]
    [InlineData("|")]
    [InlineData("nothing|")]
    [InlineData("nothing(|")]
    [InlineData("// x|s")]
    [InlineData("\"x|s\"")]
    [InlineData("1|2")]
    [InlineData("xs.Add(1); |")]
    [InlineData("xs.Add(1) |")]
    [InlineData("(|1)")]
    public void Inspect_NothingKnown_IsNull(string marked) => Assert.Null(Inspect(marked));

    [Fact]
    public void Inspect_AMethodOfACell_ShowsItsSummaryAsPlainText() =>
        Assert.Equal("int Twice(int number, bool really = true)\n\nTwice a number, see Abs, x < y.\nNever null.", Plain("Twi|ce"));

    [Fact]
    public void Inspect_AnyName_IsAlsoMarkdownWhoseTextStaysText()
    {
        var markdown = (string)Inspect("Twi|ce")!.Data[MimeBundle.MarkdownText]!;
        Assert.StartsWith("```csharp\nint Twice(int number, bool really = true)\n```\n\nTwice a", markdown);
        Assert.Contains(@"x \< y", markdown);
    }

    [Fact]
    public void Inspect_AConstantWithBackticks_KeepsThemInsideTheFence() =>
        Assert.StartsWith("````csharp\n", (string)Inspect("Lo|ng")!.Data[MimeBundle.MarkdownText]!);

    [Fact]
    public void Inspect_AVeryLongConstant_IsCut()
    {
        var code = $"const string C = \"{new string('a', 100_000)}\";";
        Assert.True(Plain(code.Insert(code.IndexOf('C') + 1, "|")).Length < 3000);
    }

    [Theory]
    [InlineData("<doc><members><member name='M:Outer.Act'><summary> Does <see cref='T:Outer'/>. </summary></member></members></doc>", "Does Outer.")]
    [InlineData("<doc><members><member name='M:Outer.Other'><summary>No.</summary></member></members></doc>", null)]
    [InlineData("<doc><members><member name='M:Outer.Act'/><member name='M:Outer.Other'><summary>No.</summary></member></members></doc>", null)]
    [InlineData("<doc><members><member name='M:Outer.Act'><summary>Bro", null)]
    [InlineData("<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><doc><members><member name='M:Outer.Act'><summary>&e;</summary></member></members></doc>", null)]
    [InlineData("", null)]
    [InlineData("\0\uFFFF", null)]
    public void Inspect_AMethodOfALibrary_ShowsTheSummaryBesideIt(string xml, string? summary)
    {
        using var folder = new Library(xml);
        const string Code = "Outer.Act()";
        var bundle = new CSharpCompletion(Samples.Options.AddReferences(MetadataReference.CreateFromFile(folder.Path))).Inspect(null, Code, 7);
        Assert.Equal(summary is null ? "void Outer.Act()" : "void Outer.Act()\n\n" + summary, (string)bundle!.Data[MimeBundle.PlainText]!);
    }

    private static string Plain(string marked) => (string)Inspect(marked)!.Data[MimeBundle.PlainText]!;

    private static MimeBundle? Inspect(string marked)
    {
        var (code, caret) = Samples.Caret(marked);
        return new CSharpCompletion(Samples.Options).Inspect(s_earlier.Value, code, caret);
    }

    // An assembly with one method, and the file beside it that should describe it.
    private sealed class Library : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotrow-inspection-");

        internal Library(string xml)
        {
            var compilation = CSharpCompilation.Create("Outer", [CSharpSyntaxTree.ParseText("public static class Outer { public static void Act() { } }")], Samples.Options.MetadataReferences, new(OutputKind.DynamicallyLinkedLibrary));
            Assert.True(compilation.Emit(Path).Success);
            File.WriteAllText(System.IO.Path.ChangeExtension(Path, ".xml"), xml);
        }

        internal string Path => System.IO.Path.Combine(_folder.FullName, "Outer.dll");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
