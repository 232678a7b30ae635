using System.Text.Json;
using HotRow.Lab;

namespace HotRow.Tests;

public sealed class TableCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TableInfo_Container_SaysTheTableAndListsTheTensors()
    {
        var (code, output, error) = Run("table", "info", _folder.Write("a.gguf", TableFileSamples.Of("gguf").Bytes));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("table        5 rows of 4 elements", output, StringComparison.Ordinal);
        Assert.Contains("row format   fp32, 16 bytes a row", output, StringComparison.Ordinal);
        Assert.Equal(["'token_embd.weight'", "'blk.0.weight'", "'norm'"], output.Split('\n').Where(line => line.StartsWith('\'')).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void TableInfo_Json_HoldsWhatOpens()
    {
        var path = _folder.Write("a.safetensors", TableFileSamples.Of("safetensors").Bytes);
        var table = TableFiles.Open(new(path));

        var (code, output, _) = Run("table", "info", path, "--json");

        Assert.Equal(0, code);
        var document = JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement;
        Assert.Equal(table.Offset, document.GetProperty("table").GetProperty("offset").GetInt64());
        Assert.Equal("fp32", document.GetProperty("table").GetProperty("rowFormat").GetString());
        Assert.Equal(["first", "x.weight", "last"], document.GetProperty("tensors").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
        Assert.Equal([2L, 3, 1], document.GetProperty("tensors")[2].GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()));
    }

    [Fact]
    public void TableInfo_SeveralTables_ListsThemUnlessOneIsAskedFor()
    {
        var header = "{" + SafetensorsBytes.Entry("a", "F32", "1,1", 0, 4) + "," + SafetensorsBytes.Entry("b", "F32", "1,1", 4, 8) + "}";
        var path = _folder.Write("a.safetensors", SafetensorsBytes.Of(header, new byte[8]));

        var (code, output, _) = Run("table", "info", path);
        Assert.Equal(0, code);
        Assert.Contains("table        none: ", output, StringComparison.Ordinal);
        Assert.Contains("\n'b' ", output, StringComparison.Ordinal);
        Assert.Contains("1 rows of 1 elements", Run("table", "info", path, "--tensor", "b").Output, StringComparison.Ordinal);
        Assert.Equal((2, ""), (Run("table", "info", path, "--tensor", "c").Code, Run("table", "info", path, "--tensor", "c").Output));
    }

    [Fact]
    public void TableInfo_Raw_TakesItsShape()
    {
        var path = _folder.Write("a.bin", new byte[24]);

        var (code, output, _) = Run("table", "info", path, "--rows", "3", "--dim", "2", "--row-format", "fp32");
        Assert.Equal(0, code);
        Assert.Contains("table        3 rows of 2 elements", output, StringComparison.Ordinal);

        foreach (var faulty in new[] { new[] { "--dim", "5" }, ["--dim", "2", "--row-format", "fp31"], ["--rows", "x"], [] })
        {
            var (bad, none, error) = Run(["table", "info", path, .. faulty]);
            Assert.Equal((2, "", 1), (bad, none, error.Count(c => c == '\n')));
        }
    }

    [Fact]
    public void List_TableFormats_SaysExtensionsAndWhatIsRead()
    {
        var (code, output, _) = Run("list", "table-formats");

        Assert.Equal(0, code);
        Assert.StartsWith("table-formats ", output, StringComparison.Ordinal);
        Assert.All(TableFiles.All, f => Assert.Matches($@"(?m)^  {f.Name} +{string.Join(", ", f.Extensions).Replace(".", @"\.", StringComparison.Ordinal)}: \S", output));
        Assert.Matches("^formats +of traces\n", Run("list", "formats").Output);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
