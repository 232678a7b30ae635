using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Tests;

public sealed class NotebookCheckTests
{
    private const string Stream = """{"output_type":"stream","name":"stdout","text":"a"}""";
    private const string Chart = """{"output_type":"display_data","data":{"text/html":"x","image/png":"iVBO","text/plain":"x"},"metadata":{"id":"l05-1"}}""";
    private const string Value = """{"output_type":"execute_result","data":{"text/plain":"5.4 x"},"metadata":{},"execution_count":1}""";

    [Theory]
    [InlineData("other text", Stream, """{"output_type":"stream","name":"stdout","text":"b"}""")]
    [InlineData("other number", Value, """{"output_type":"execute_result","data":{"text/plain":"7"},"metadata":{},"execution_count":9}""")]
    [InlineData("image of another kind", Chart, """{"output_type":"display_data","data":{"text/plain":"x","image/svg+xml":"s","text/html":"x"},"metadata":{"id":"l05-1"}}""")]
    [InlineData("no image", Chart, """{"output_type":"display_data","data":{"text/plain":"x","text/html":"x"},"metadata":{"id":"l05-1"}}""")]
    [InlineData("told on stderr", Stream, """{"output_type":"stream","name":"stderr","text":"a"},""" + Stream)]
    public void Differences_WhatMayDiffer_IsNone(string why, string committed, string fresh)
    {
        Assert.NotEmpty(why);
        Assert.Empty(NotebookCheck.Differences(With(committed), With(fresh)));
        Assert.Empty(NotebookCheck.Differences(With(fresh), With(committed)));
    }

    [Theory]
    [InlineData(Stream, "", "output 1: text on stdout in the file, nothing in the run")]
    [InlineData("", Value, "output 1: nothing in the file, value (text/plain) in the run")]
    [InlineData(Stream, """{"output_type":"stream","name":"stderr","text":"a"}""", "output 1: text on stdout in the file, nothing in the run")]
    [InlineData(Stream + "," + Value, Stream + "," + Chart, "output 2: value (text/plain) in the file, display 'l05-1' (text/html, text/plain) in the run")]
    [InlineData(Chart, """{"output_type":"display_data","data":{"text/html":"x","text/plain":"x"},"metadata":{"id":"l06-1"}}""", "output 1: display 'l05-1' (text/html, text/plain) in the file, display 'l06-1' (text/html, text/plain) in the run")]
    [InlineData(Chart, """{"output_type":"display_data","data":{"text/html":"x","text/plain":"x"},"metadata":{}}""", "output 1: display 'l05-1' (text/html, text/plain) in the file, display (text/html, text/plain) in the run")]
    [InlineData(Chart, """{"output_type":"display_data","data":{"text/plain":"x"},"metadata":{"id":"l05-1"}}""", "output 1: display 'l05-1' (text/html, text/plain) in the file, display 'l05-1' (text/plain) in the run")]
    [InlineData(Value, """{"output_type":"error","ename":"E","evalue":"","traceback":[]}""", "output 1: value (text/plain) in the file, error E in the run")]
    public void Differences_AnotherKind_IsOneLine(string committed, string fresh, string line) =>
        Assert.Equal("n.ipynb, cell 1 (a), " + line, Assert.Single(NotebookCheck.Differences(With(committed), With(fresh))));

    [Fact]
    public void Differences_OtherCells_AreNamed()
    {
        var differences = NotebookCheck.Differences(NotebookSamples.OfCode("1"), NotebookSamples.OfCode("1", "2"));

        Assert.Equal(["n.ipynb: the cells differ: c1 in the file, c1 c2 in the run"], differences);
    }

    [Fact]
    public void Differences_AFileThatWasNeverRun_IsOne()
    {
        var run = NotebookSamples.OfCode("1");
        run.Cells[0].ExecutionCount = 1;

        Assert.Equal(["n.ipynb: the file holds no run: run it without --check and commit it"], NotebookCheck.Differences(NotebookSamples.OfCode("1"), run));
        Assert.Empty(NotebookCheck.Differences(NotebookSamples.Of(NotebookSamples.Markdown("m", "")), NotebookSamples.Of(NotebookSamples.Markdown("m", ""))));
    }

    private static NotebookFile With(string outputs)
    {
        var cell = NotebookSamples.Code("a", "x");
        cell["outputs"] = JsonNode.Parse($"[{outputs}]");
        cell["execution_count"] = 1;
        return NotebookSamples.Of(cell);
    }
}
