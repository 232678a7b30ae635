using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Code that is meant to bring the compiler down: too deep, too long, broken. A stack overflow would end the whole test run.</summary>
public sealed class HostileCodeTests
{
    private const int Deep = 5000;

    public static TheoryData<string> Pieces { get; } =
    [
        "(", "[", "{", "<", ")", "}", "]", "if (x) {", "if (x) ", "else ", "x => ", "x => {", "x ? ", "x ? y : ", "!", "-", "await ", "x.", "x?.", "x(", "x[", "new X(", "new X { Y = ", "new { Y = ", "new[] { ", "$\"{", "$\"\"\"{", "$@\"{",
        "a + ", "a ?? ", "a = ", "(int)", "typeof(X<", "X<", "List<X<", "class A {", "class A : B<", "namespace N {", "void F() {", "void F(int a = ", "from x in ", "from x in y from z in ", "x switch { 1 => ", "x is { Y: ", "x is [", "x is not ", "case ",
        "switch (x) { case 1: ", "try {", "lock (x) ", "using (x) ", "fixed (x) ", "unsafe {", "checked(", "int[]", "int*", "int?", "(int, ", "((int, int), ", "delegate {", "delegate*<", "#if X\n", "#if !", "#if (", "#region\n", "[A(", "[A]", "/*", "/** <a>", "/// <a>\n", "\"", "'", "\"\"\"", "@\"", "\\",
        "#r \"x\"\n", "x with { Y = ", "throw ", "ref ", "async ", "static ", "x -> ", "x::", "..", "x is a and ", "goto ", "yield return ", "where T : ", "out var ", "<a><b>", "e\u0301", "\u202e", "\0", "\uFFFF", "\u2028", "@", "$", "1.", "0x", "1e", "1_",
    ];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void AnyQuestion_OfAPieceThousandsOfTimes_IsAnswered(string piece) => AskEverything(string.Concat(Enumerable.Repeat(piece, Deep)));

    [Theory]
    [MemberData(nameof(Pieces))]
    public void AnyQuestion_OfAPieceWithItsEnd_IsAnswered(string piece)
    {
        var closing = string.Concat(piece.Reverse().Select(c => c switch { '(' => ")", '[' => "]", '{' => "}", '<' => ">", '"' => "\"", _ => "" }));
        AskEverything(string.Concat(Enumerable.Repeat(piece, 1000)) + "xs." + string.Concat(Enumerable.Repeat(closing, 1000)));
    }

    private static void AskEverything(string code)
    {
        var completion = new CSharpCompletion(Samples.Options);
        Assert.True(Enum.IsDefined(CSharpCompletion.IsComplete(code)));
        foreach (var position in new[] { 0, code.Length / 2, code.Length })
        {
            var list = completion.Complete(null, code, position);
            Assert.True(list.Matches.Count <= 500 && list.Start <= list.End && list.Start >= 0);
            Assert.Equal(position, list.End);
            completion.Inspect(null, code, position);
        }
    }
}
