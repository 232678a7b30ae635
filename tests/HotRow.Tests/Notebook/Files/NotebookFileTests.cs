using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class NotebookFileTests
{
    [Fact]
    public void Write_MoreThanIsReadAgain_IsRefusedAndLeavesTheFile()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.ipynb", "old");
        var notebook = NotebookSamples.OfCode("x");
        notebook.Metadata["much"] = new string('x', NotebookFile.MostBytes);

        var error = Assert.Throws<NotebookException>(() => notebook.Write(path));

        Assert.Equal($"'{path}' would hold more than the 64 MB that are read again, so nothing was written; let its cells show less", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void ToBytes_OfAnUnchangedNotebook_AreTheSame() => Assert.Equal(NotebookSamples.Rich, NotebookSamples.Parse(NotebookSamples.Rich).Text());

    [Fact]
    public void Parse_GivesCellsWithWholeTexts()
    {
        var notebook = NotebookSamples.Parse(NotebookSamples.Rich);

        Assert.Equal(["title", "sum", "raw_-1"], notebook.Cells.Select(c => c.Id));
        Assert.Equal([CellKind.Markdown, CellKind.Code, CellKind.Raw], notebook.Cells.Select(c => c.Kind));
        Assert.Equal("# Größe 😀 \"x\"\n\ntext", notebook.Cells[0].Source);
        Assert.Equal("Größe 😀 \"x\"", notebook.Title);
        Assert.Equal(3, notebook.Cells[1].ExecutionCount);
        Assert.True(notebook.Cells[1].HasTag("parameters"));
        Assert.False(notebook.Cells[1].HasTag("parameter"));
        Assert.Equal("a\nb", notebook.Cells[1].Outputs[0]!["text"]!.GetValue<string>());
        Assert.Equal("<a>\n</a>", notebook.Cells[1].Outputs[1]!["data"]!["image/svg+xml"]!.GetValue<string>());
        Assert.Equal("", notebook.Cells[2].Source);
    }

    [Fact]
    public void Parse_AMarkAndAnyLayout_GiveTheSameNotebook()
    {
        var shuffled = "\uFEFF" + JsonNode.Parse(NotebookSamples.Rich)!.ToJsonString();

        Assert.Equal(NotebookSamples.Rich, NotebookSamples.Parse(shuffled).Text());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a\n")]
    [InlineData("a\r\nb\rc\n\nd", "a\r\n|b\r|c\n|\n|d")]
    [InlineData("a\vb\fc\u001cd\u001de\u001ef\u0085g\u2028h\u2029i\tj", "a\v|b\f|c\u001c|d\u001d|e\u001e|f\u0085|g\u2028|h\u2029|i\tj")]
    public void Lines_AreThoseOfPython(string text, string lines) => Assert.Equal(lines.Length == 0 ? [] : lines.Split('|'), LongTexts.LinesOf(text));

    [Fact]
    public void Parse_BelowFormat45_GivesTheSameIdsEachTime()
    {
        JsonObject Old()
        {
            var json = NotebookSamples.Json(NotebookSamples.Code("kept", "1"), NotebookSamples.Code("x", "1"), NotebookSamples.Code("x", "1"), NotebookSamples.Markdown("kept", "1"), NotebookSamples.Markdown("no id!", "1"));
            json["cells"]![1]!.AsObject().Remove("id");
            json["cells"]![2]!.AsObject().Remove("id");
            json["nbformat_minor"] = 2;
            return json;
        }

        var notebook = NotebookSamples.Parse(Old());

        var ids = notebook.Cells.Select(c => c.Id).ToArray();
        Assert.Equal("kept", ids[0]);
        Assert.Equal(5, ids.Distinct().Count());
        Assert.All(ids[1..], id => Assert.Matches("^[0-9a-f]{8}$", id));
        Assert.Contains("\n \"nbformat_minor\": 5\n", notebook.Text(), StringComparison.Ordinal);
        Assert.Equal(notebook.Text(), NotebookSamples.Parse(Old()).Text());
        Assert.Equal(notebook.Text(), NotebookSamples.Parse(notebook.Text()).Text());
    }

    [Fact]
    public void ToBytes_CodeCellWithoutOutputsAndCount_GetsThem()
    {
        var json = NotebookSamples.Json(NotebookSamples.Code("a", "1"));
        json["cells"]![0]!.AsObject().Remove("outputs");
        json["cells"]![0]!.AsObject().Remove("execution_count");

        var cell = Assert.Single(NotebookSamples.Parse(NotebookSamples.Parse(json).Text()).Cells);

        Assert.Empty(cell.Outputs);
        Assert.Null(cell.ExecutionCount);
        Assert.Contains("\"execution_count\": null", NotebookSamples.Parse(json).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_WhatJupyterKeepsBesideTheFile_IsLeftOut()
    {
        var json = JsonNode.Parse(NotebookSamples.Rich)!;
        json["metadata"]!["signature"] = "x";
        json["metadata"]!["orig_nbformat"] = 4;
        json["metadata"]!["orig_nbformat_minor"] = 4;
        json["cells"]![0]!["metadata"]!["trusted"] = true;

        Assert.Equal(NotebookSamples.Rich, NotebookSamples.Parse(json).Text());
    }

    [Fact]
    public void ReadWriteRead_OfAnyNotebook_KeepsIt() =>
        Prop.ForAll(Notebooks().ToArbitrary(), text =>
        {
            var first = NotebookSamples.Parse(text).Text();
            var second = NotebookSamples.Parse(first).Text();
            return first == second && JsonNode.DeepEquals(Normal(text), Normal(first));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261120, 1));

    /// <summary>The JSON with every list of strings as one string: the same notebook in the one form.</summary>
    private static JsonNode? Normal(string text) => Joined(JsonNode.Parse(text));

    private static JsonNode? Joined(JsonNode? node) => node switch
    {
        JsonObject found => new JsonObject(found.Select(p => KeyValuePair.Create(p.Key, Joined(p.Value)))),
        JsonArray list when list.All(l => l is JsonValue value && value.TryGetValue<string>(out _)) => string.Concat(list.Select(l => l!.GetValue<string>())),
        JsonArray list => new JsonArray([.. list.Select(Joined)]),
        _ => node?.DeepClone(),
    };

    private static Gen<string> Notebooks()
    {
        var text = Gen.Elements("", "a", "é\n😀\r\n", "\"\\\u0001", "x\u2028y", "line\nline\n");
        var source = Gen.OneOf(text.Select(t => (JsonNode)t), Gen.ListOf(text).Select(lines => (JsonNode)new JsonArray([.. lines.Select(l => (JsonNode?)l)])));
        var value = Gen.Elements("1", "-2.5", "1e-7", "null", "true", "\"x\"", "[]", "{}", "[1,[2,{\"z\":1,\"a\":\"\\n\"}]]").Select(json => JsonNode.Parse(json));
        var media = Gen.Elements("text/plain", "text/html", "image/png", "image/svg+xml", "application/json", "application/x+json", "application/javascript", "x/y");
        var bundle = from types in Gen.ListOf(media)
                     from contents in Gen.ListOf(source, 8)
                     select new JsonObject(types.Distinct().Zip(contents, (type, content) => KeyValuePair.Create(type, (JsonNode?)content.DeepClone())));
        var stream = from s in source select new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = s.DeepClone() };
        var display = from b in bundle from extra in value select new JsonObject { ["output_type"] = "display_data", ["data"] = b, ["metadata"] = new JsonObject { ["e"] = extra?.DeepClone() } };
        var outputs = Gen.ListOf(Gen.OneOf(stream, display));
        var code = from s in source
                   from o in outputs
                   from extra in value
                   select new JsonObject { ["cell_type"] = "code", ["source"] = s.DeepClone(), ["metadata"] = new JsonObject(), ["execution_count"] = null, ["outputs"] = new JsonArray([.. o.Select(x => x.DeepClone())]), ["extra"] = extra?.DeepClone() };
        var other = from kind in Gen.Elements("markdown", "raw") from s in source from b in bundle select new JsonObject { ["cell_type"] = kind, ["source"] = s.DeepClone(), ["metadata"] = new JsonObject { ["m"] = 1 }, ["attachments"] = new JsonObject { ["f"] = b } };
        return from cells in Gen.ListOf(Gen.OneOf(code, other)) from extra in value select Numbered(cells, extra).ToJsonString();
    }

    private static JsonObject Numbered(IEnumerable<JsonObject> cells, JsonNode? extra)
    {
        var json = NotebookSamples.Json([.. cells.Select((cell, i) =>
        {
            var copy = cell.DeepClone();
            copy["id"] = $"c{i}";
            return copy;
        })]);
        json["metadata"]!["extra"] = extra?.DeepClone();
        return json;
    }
}
