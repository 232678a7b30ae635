using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Files that are no notebook: each gives one line that says what and where.</summary>
public sealed class NotebookReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hello", "n.ipynb: is not JSON at line 1, byte 1: ")]
    [InlineData("{\"cells\": [\n 1,\n", "n.ipynb: is not JSON at line 3, byte 1: ")]
    [InlineData("{} {}", "n.ipynb: is not JSON at line 1, byte 4: ")]
    [InlineData("{\"a\": 1, \"a\": 2}", "n.ipynb: is not JSON: ")]
    [InlineData("{\"a\": \"\\ud800\"}", "n.ipynb: holds half of a character")]
    [InlineData("{\"\\udc00\": 1}", "n.ipynb: holds half of a character")]
    [InlineData("[]", "n.ipynb: is JSON, but no object; a notebook is one")]
    [InlineData("null", "n.ipynb: is JSON, but no object; a notebook is one")]
    [InlineData("{}", "n.ipynb: has no field 'nbformat'; it must be a whole number")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "n.ipynb: is of nbformat 3, and only nbformat 4 is read; save it anew in a current Jupyter")]
    [InlineData("{\"nbformat\": 5}", "n.ipynb: is of nbformat 5, and only nbformat 4 is read; save it anew in a current Jupyter")]
    [InlineData("{\"nbformat\": \"4\"}", "n.ipynb: has a field 'nbformat' that must be a whole number")]
    [InlineData("{\"nbformat\": 4.5}", "n.ipynb: nbformat must be a whole number of at least 0")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 1e99}", "n.ipynb: nbformat_minor must be a whole number of at least 0")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": []}", "n.ipynb: has no field 'metadata'; it must be an object")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"metadata\": {}, \"cells\": {}}", "n.ipynb: has a field 'cells' that must be an array")]
    public void Parse_NoNotebook_SaysWhat(string text, string message) => Assert.StartsWith(message, Fails(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("1", "cells[1] must be an object")]
    [InlineData("null", "cells[1] must be an object")]
    [InlineData("{}", "cells[1] has no field 'cell_type'; it must be a string")]
    [InlineData("{\"cell_type\": \"sql\", \"id\": \"q\"}", "cells[1] (id 'q') is of the type 'sql'; code, markdown and raw are known")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"q\", \"source\": \"\"}", "cells[1] (id 'q') has no field 'metadata'; it must be an object")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"q\", \"metadata\": {}}", "cells[1] (id 'q') has no field 'source'; it must be a string or an array of strings")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"q\", \"metadata\": {}, \"source\": null}", "cells[1] (id 'q') has a field 'source' that must be a string or an array of strings")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"q\", \"metadata\": {}, \"source\": [\"a\", 1]}", "cells[1] (id 'q').source must hold strings only")]
    [InlineData("{\"cell_type\": \"raw\", \"metadata\": {}, \"source\": \"\"}", "cells[1] has no field 'id'; it must be a string")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": 7, \"metadata\": {}, \"source\": \"\"}", "cells[1] has a field 'id' that must be a string")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"a b\", \"metadata\": {}, \"source\": \"\"}", "cells[1] (id 'a b') has an id that is not allowed; 1 to 64 letters, digits, '-' and '_' are")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"\", \"metadata\": {}, \"source\": \"\"}", "cells[1] (id '') has an id that is not allowed; 1 to 64 letters, digits, '-' and '_' are")]
    [InlineData("{\"cell_type\": \"raw\", \"id\": \"first\", \"metadata\": {}, \"source\": \"\"}", "cells[1] (id 'first') has the id of cells[0]; every cell needs its own")]
    [InlineData("{\"cell_type\": \"code\", \"id\": \"q\", \"metadata\": {}, \"source\": \"\", \"execution_count\": \"1\"}", "cells[1] (id 'q') has a field 'execution_count' that must be a whole number")]
    [InlineData("{\"cell_type\": \"code\", \"id\": \"q\", \"metadata\": {}, \"source\": \"\", \"outputs\": {}}", "cells[1] (id 'q') has a field 'outputs' that must be an array")]
    [InlineData("{\"cell_type\": \"code\", \"id\": \"q\", \"metadata\": {}, \"source\": \"\", \"outputs\": [{}]}", "cells[1].outputs[0] has no field 'output_type'; it must be a string")]
    [InlineData("{\"cell_type\": \"code\", \"id\": \"q\", \"metadata\": {}, \"source\": \"\", \"outputs\": [{\"output_type\": \"stream\", \"name\": \"x\"}]}", "cells[1].outputs[0] has no field 'text'; it must be a string or an array of strings")]
    [InlineData("{\"cell_type\": \"code\", \"id\": \"q\", \"metadata\": {}, \"source\": \"\", \"outputs\": [{\"output_type\": \"display_data\", \"data\": []}]}", "cells[1].outputs[0] has a field 'data' that must be an object")]
    [InlineData("{\"cell_type\": \"code\", \"id\": \"q\", \"metadata\": {}, \"source\": \"\", \"outputs\": [{\"output_type\": \"error\", \"ename\": \"\", \"evalue\": \"\", \"traceback\": \"x\"}]}", "cells[1].outputs[0] has a field 'traceback' that must be an array of strings")]
    public void Parse_WrongCell_SaysWhichAndWhichField(string cell, string message)
    {
        var json = NotebookSamples.Json(NotebookSamples.Markdown("first", ""), JsonValue.Create(0));
        json["cells"]![1] = JsonNode.Parse(cell);

        Assert.Equal("n.ipynb: " + message, Fails(json.ToJsonString()));
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);

        Assert.Equal("n.ipynb: is nested more than 128 levels deep, which no notebook is", Fails(deep));
    }

    [Fact]
    public void Parse_MoreCellsThanAnyNotebook_IsRefused()
    {
        var json = NotebookSamples.Json([.. Enumerable.Range(0, 10_001).Select(i => NotebookSamples.Markdown($"c{i}", ""))]);

        Assert.Equal("n.ipynb: has 10001 cells; at most 10000 are read", Fails(json.ToJsonString()));
    }

    [Fact]
    public void Parse_Bytes_AreUtf8Only()
    {
        Assert.StartsWith("n.ipynb: is not UTF-8 text", FailsOn([0x89, 0x50, 0x4E, 0x47, 0xFF, 0x00]), StringComparison.Ordinal);
        Assert.StartsWith("n.ipynb: is not UTF-8 text", FailsOn(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("n.ipynb: is not JSON", FailsOn([0, 0, 0, 0]), StringComparison.Ordinal);
        Assert.StartsWith("n.ipynb: is not JSON", FailsOn([]), StringComparison.Ordinal);
        Assert.StartsWith("n.ipynb: is not JSON", FailsOn([0xEF, 0xBB, 0xBF]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFileToRead_SaysWhatItIs()
    {
        var large = _folder.Write("large.ipynb", "{}");
        using (var stream = File.OpenWrite(large))
        {
            stream.SetLength(100_000_000);
        }

        Assert.Equal($"'{large}' is larger than 64 MB, which no notebook is; clear its outputs", FailsToRead(large));
        Assert.Equal($"'{_folder.Path}' is a directory; a notebook is wanted here", FailsToRead(_folder.Path));
        Assert.Equal($"there is no file '{_folder.Path}/none.ipynb'", FailsToRead(_folder.Path + "/none.ipynb"));
        var empty = _folder.Write("empty.ipynb", "");
        Assert.Equal($"'{empty}' is empty or no regular file; a notebook is JSON", FailsToRead(empty));
    }

    [Fact]
    public void Read_APipeOrADevice_IsRefusedAndNotOpened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders");
        var pipe = Path.Combine(_folder.Path, "pipe.ipynb");
        using (var made = Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
        }

        Assert.Equal($"'{pipe}' is empty or no regular file; a notebook is JSON", FailsToRead(pipe));
        Assert.Equal("'/dev/zero' is empty or no regular file; a notebook is JSON", FailsToRead("/dev/zero"));
    }

    [Fact]
    public void Parse_DamagedNotebooks_AreReadOrRefused()
    {
        foreach (var damaged in Mutations.Of(Encoding.UTF8.GetBytes(NotebookSamples.Rich), 4, Mutations.Count(2_000)))
        {
            try
            {
                var text = NotebookFile.Parse(damaged, "n.ipynb").Text();
                Assert.Equal(text, NotebookSamples.Parse(text).Text());
            }
            catch (NotebookException e)
            {
                Assert.StartsWith("n.ipynb: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string Fails(string text) => FailsOn(Encoding.UTF8.GetBytes(text));

    private static string FailsOn(byte[] bytes) => Assert.Throws<NotebookException>(() => NotebookFile.Parse(bytes, "n.ipynb")).Message;

    private static string FailsToRead(string path) => Assert.Throws<NotebookException>(() => NotebookFile.Read(path)).Message;
}
