using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Code that is meant to bring the compiler down: too deep, too long, broken. A stack overflow would end the whole test run.</summary>
public sealed class HostileCodeTests
{
    private const int Deep = 5000;
    private static readonly CSharpCompletion s_completion = new(Samples.Options);

    public static TheoryData<string> Pieces { get; } =
    [
        "(", "[", "{", "<", ")", "}", "]", "if (x) {", "if (x) ", "else ", "x => ", "x => {", "x ? y : ", "!", "-", "await ", "x.", "x?.", "x(", "x[", "new X(", "new X { Y = ", "new { Y = ", "new[] { ", "$\"{", "$\"\"\"{", "$@\"{",
        "a + ", "a ?? ", "a = ", "(int)", "typeof(X<", "X<", "List<X<", "class A {", "class A : B<", "namespace N {", "void F() {", "void F(int a = ", "from x in ", "from x in y from z in ", "x switch { 1 => ", "x is { Y: ", "x is [", "x is not ", "case ",
        "switch (x) { case 1: ", "try {", "lock (x) ", "using (x) ", "fixed (x) ", "unsafe {", "checked(", "int[]", "int*", "int?", "(int, ", "((int, int), ", "delegate {", "delegate*<", "#if X\n", "#if !", "#if (", "#region\n", "[A(", "[A]", "/*", "/** <a>", "/// <a>\n", "\"", "'", "\"\"\"", "@\"", "\\",
        "#r \"x\"\n", "x with { Y = ", "throw ", "async ", "static ", "x -> ", "x::", "..", "x is a and ", "goto ", "yield return ", "where T : ", "out var ", "<a><b>", "e\u0301", "\u202e", "\0", "\uFFFF", "\u2028", "@", "$", "1.", "0x", "1e", "1_",
    ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void AnyQuestion_OfAPieceManyTimes_IsAnswered(string piece)
    {
        foreach (var times in new[] { 1, 390, Deep })
            AskEverything(string.Concat(Enumerable.Repeat(piece, times)));
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void AnyQuestion_OfAPieceManyTimesWithItsEnd_IsAnswered(string piece)
    {
        var closing = string.Concat(piece.Reverse().Select(c => c switch { '(' => ")", '[' => "]", '{' => "}", '<' => ">", '"' => "\"", _ => "" }));
        AskEverything(string.Concat(Enumerable.Repeat(piece, 200)) + "xs." + string.Concat(Enumerable.Repeat(closing, 200)));
    }

    [Fact]
    public void AnyQuestion_OfTextsCutAndSpoiledAnywhere_IsAnswered()
    {
        const string Code = "var s = $\"{xs.Where(x => x is { Length: > 1 })}\"; #if a\n class A<T> { int P => new() { B = 'c', \uD83D } } /* d */ @\"e\" \"\"\"f\"\"\" \uDE00 0x1F..2 q?.w![3]";
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var code = Code[random.Next(Code.Length)..] + Code[..random.Next(Code.Length)];
            AskEverything(code.Remove(random.Next(code.Length), 1).Insert(random.Next(code.Length), Code[random.Next(Code.Length)].ToString()));
        }
    }

    [Fact]
    public void AnyQuestion_OfAMegabyte_IsAnswered() => AskEverything(string.Concat(Enumerable.Repeat("xs.Add(1);\n", 100_000)));

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Inspect_OutsideTheCode_IsClamped(int position) => Assert.NotNull(new CSharpCompletion(Samples.Options).Inspect(null, "Console", position));

    [Fact]
    public async Task Load_OfAPipeOrOfItself_Ends()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "this system has no named pipes in folders");
        using var folder = new TempFolder();
        using var cells = new Cells();
        var pipe = Path.Combine(folder.Path, "pipe");
        using (var made = System.Diagnostics.Process.Start("mkfifo", pipe))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        var self = Path.Combine(folder.Path, "self.csx");
        File.WriteAllText(self, $"#load \"{self}\"\nvar loaded = 3;\n");

        var load = Task.Run(() => cells.Error($"#load \"{pipe}\"\n1"), TestContext.Current.CancellationToken);
        var refused = await load.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Contains("CS1504", refused.Message, StringComparison.Ordinal);
        Assert.Equal("3", cells.Value($"#load \"{self}\"\nloaded"));
    }

    [Fact]
    public void IsComplete_OfWhatTheCompilerCannotTake_IsInvalid() => Assert.Equal(Completeness.Invalid, CSharpCompletion.IsComplete(new string('(', Deep)));

    private static void AskEverything(string code)
    {
        Assert.True(Enum.IsDefined(CSharpCompletion.IsComplete(code)));
        foreach (var position in new[] { code.Length / 2, code.Length })
        {
            var list = s_completion.Complete(null, code, position);
            Assert.True(list.Matches.Count <= 500 && list.Start <= list.End && list.Start >= 0);
            Assert.Equal(position, list.End);
            s_completion.Inspect(null, code, position);
        }
    }
}
