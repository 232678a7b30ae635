using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Values become something bounded to look at, whatever they do.</summary>
public sealed class ValueFormatTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "new[] { 1, 2, 3 }", "[1, 2, 3]" },
        { "new int[0]", "[]" },
        { "Enumerable.Range(0, 60)", "[" + string.Join(", ", Enumerable.Range(0, 50)) + ", ... more]" },
        { "Enumerable.Range(0, 60).ToArray()", "[" + string.Join(", ", Enumerable.Range(0, 50)) + ", ... 10 more]" },
        { "new object[] { 1, \"a\", null, 2.5, 'c' }", "[1, a, null, 2.5, c]" },
        { "new[] { (Name: \"lru\", Hits: 10), (\"s3-fifo\", 9) }", "Item1    Item2\nlru      10\ns3-fifo  9" },
        { "new[] { new { Policy = \"lru\", Ratio = 0.5 } }", "Policy  Ratio\nlru     0.5" },
        { "new Dictionary<string, int> { [\"a\"] = 1 }", "Key  Value\na    1" },
        { "new[] { new[] { 1, 2 }, new[] { 3 } }", "[[1, 2], [3]]" },
        { "var l = new List<object>(); l.Add(l); l", "[[[[...]]]]" },
        { "IEnumerable<int> Forever() { while (true) yield return 1; }\nForever()", "[" + string.Concat(Enumerable.Repeat("1, ", 50)) + "... more]" },
        { "IEnumerable<int> Breaks() { yield return 1; throw new IOException(\"torn\"); }\nBreaks()", "[1, ... threw IOException: torn]" },
        { "class Bad { public override string ToString() => throw new IOException(\"no\"); }\nnew Bad()", "Bad (its ToString threw IOException: no)" },
        { "class Nothing { public override string ToString() => null; }\nnew Nothing()", "Nothing" },
        { "class Plain { }\nnew Plain()", "Plain" },
        { "class Throws { public int A => throw new IOException(\"get\"); public int B => 2; }\nnew[] { new Throws() }", "A                         B\n(threw IOException: get)  2" },
        { "class Me : IEnumerable<Me> { public IEnumerator<Me> GetEnumerator() { while (true) yield return this; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew[] { new Me() }", "[[[[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], [[...], [...], [...], [...], [...], [...], [...], [...], ... more], ... more]]" },
        { "record Ring { public Ring Next { get; set; } }\nvar r = new Ring(); r.Next = r; r", "Ring (its ToString threw InsufficientExecutionStackException: *" },
        { "new string('x', 200_000)", new string('x', 100_000) + "... (100000 more characters)" },
        { "new[] { new Version(1, 2), new Version(3, 4) }", "[1.2, 3.4]" },
        { "new[] { new Uri(\"a/b\", UriKind.Relative) }", "[a/b]" },
        { "DayOfWeek.Friday", "Friday" },
        { "(1, \"a\")", "(1, a)" },
        { "new DateTime(2026, 11, 20)", "11/20/2026 00:00:00" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Value_OfAnyKind_IsBoundedText(string code, string expected)
    {
        using var cells = new Cells();

        var text = cells.Value(code);

        if (expected.EndsWith('*'))
            Assert.StartsWith(expected[..^1], text, StringComparison.Ordinal);
        else
            Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("new MimeBundle(null)")]
    [InlineData("new MimeBundle(new Dictionary<string, JsonNode> { [\"text/plain\"] = null })")]
    [InlineData("new MimeBundle(new Dictionary<string, JsonNode> { [\"\"] = 1 })")]
    [InlineData("new MimeBundle(new Dictionary<string, JsonNode> { [\"a/b\"] = JsonValue.Create(new { Gap = double.NaN }) })")]
    [InlineData("Enumerable.Range(0, 70).Aggregate(new MimeBundle(new Dictionary<string, JsonNode> { [\"a/b\"] = 1 }), (b, _) => new(new Dictionary<string, JsonNode> { [\"a/b\"] = new JsonArray(b.Data[\"a/b\"].DeepClone()) }))")]
    public void Bundle_ThatIsNoJson_IsToldInItsPlace(string code)
    {
        using var cells = new Cells();

        Assert.StartsWith("HotRow.Notebook.MimeBundle (its formatter threw ", cells.Value("using System.Text.Json.Nodes; using HotRow.Notebook;\n" + code), StringComparison.Ordinal);
    }

    [Fact]
    public void Sequence_AsHtml_IsATableWithItsTextEscaped()
    {
        using var cells = new Cells();

        var (result, _) = cells.Try("new[] { new { Name = \"<b>&\", N = 1 } }");

        Assert.Equal("<table><thead><tr><th>Name</th><th>N</th></tr></thead><tbody><tr><td>&lt;b&gt;&amp;</td><td>1</td></tr></tbody></table>", result.Value!.Data[MimeBundle.HtmlText].GetValue<string>());
    }

    [Fact]
    public void Table_OfManyWideItems_IsBounded()
    {
        using var cells = new Cells();
        var members = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"public string C{i} => new string('y', 100_000);"));

        var (result, _) = cells.Try($"class Wide {{ {members} }}\nEnumerable.Range(0, 1000).Select(_ => new Wide())");

        Assert.InRange(result.Value!.Data[MimeBundle.HtmlText].GetValue<string>().Length, 1000, 20 * 51 * 300);
    }

    [Fact]
    public void HostFormatter_ThatKnowsTheValue_Wins()
    {
        using var cells = new Cells(new SessionOptions
        {
            References = [typeof(ValueFormatTests).Assembly],
            Imports = ["HotRow.Tests"],
            Formatters = [v => v is int i ? MimeBundle.Text($"int {i}") : null, v => v is int ? MimeBundle.Text("never") : null],
        });

        Assert.Equal("int 5", cells.Value("5"));
        Assert.Equal("5.5", cells.Value("5.5"));
        Assert.Equal("plain", cells.Value("HotRow.Notebook.MimeBundle.Text(\"plain\")"));
    }

    [Fact]
    public void HostFormatter_ThatThrows_IsTold()
    {
        using var cells = new Cells(new SessionOptions { Formatters = [_ => throw new IOException("broken")] });

        Assert.Equal("System.Int32 (its formatter threw IOException: broken)", cells.Value("5"));
    }
}
