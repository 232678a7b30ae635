using System.Text;
using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The shipped accelerators obey their own rules; a user's file is refused with one line that says where.</summary>
public sealed class AcceleratorCatalogueTests
{
    private const string Entry = """
        { "name": "mine", "title": "Mine",
          "peaks": [ { "precision": "bf16", "sparse": false, "tflops": { "value": 100, "source": "s" } }, { "precision": "int8", "sparse": false, "tflops": { "value": 200, "source": "s" } } ],
          "bandwidthGBps": { "value": 1000, "source": "s", "measured": true }, "memoryGB": { "value": 24, "source": "s" }, "powerW": { "value": 300, "source": "s" },
          "pricePerHour": 1.5 }
        """;

    [Theory]
    [InlineData("a100-80gb", 153.0)]
    [InlineData("h100-sxm", 295.3)]
    [InlineData("h200-sxm", 206.1)]
    [InlineData("rtx4090", 163.9)]
    public void Shipped_Ridge_IsTheDenseOne(string name, double ridge)
    {
        Assert.Equal(ridge, Accelerators.Find(name).Ridge, 0.1);
    }

    [Fact]
    public void Shipped_H100OverA100_IsThePublishedRatio()
    {
        var (a100, h100) = (Accelerators.Find("a100-80gb"), Accelerators.Find("H100-SXM"));

        Assert.Equal(3.171, h100.DenseTflops / a100.DenseTflops, 0.001);
        Assert.Equal(1.643, h100.BandwidthGBps.Value / a100.BandwidthGBps.Value, 0.001);
    }

    [Fact]
    public void Shipped_EveryFigure_NamesItsSource()
    {
        Assert.InRange(Accelerators.All.Count, 10, 100);
        Assert.All(Accelerators.All, a => Assert.All(
            a.Peaks.Select(p => p.Tflops).Concat([a.BandwidthGBps, a.MemoryGB, a.PowerW, a.LinkGBps!]),
            f => Assert.True(f.Source.Length > 5 && f.Value > 0, a.Name)));
        Assert.All(Accelerators.All, a => Assert.Null(a.PricePerHour));
    }

    [Fact]
    public void Own_Entries_ExtendOrReplace()
    {
        var extended = Parse($$"""{ "accelerators": [ {{Entry}} ] }""");
        var replaced = Parse($$"""{ "replace": true, "accelerators": [ {{Entry}} ] }""");
        var corrected = Parse($$"""{ "accelerators": [ {{Entry.Replace("mine", "H100-sxm", StringComparison.Ordinal)}} ] }""");

        Assert.Equal(Accelerators.All.Count + 1, extended.All.Count);
        Assert.Equal(["mine"], replaced.All.Select(a => a.Name));
        Assert.Equal(Accelerators.All.Count, corrected.All.Count);
        Assert.Equal(100, corrected.Find("h100-sxm").DenseTflops);
        Assert.Equal(1.5, extended.Find("mine").PricePerHour);
        Assert.True(extended.Find("mine").BandwidthGBps.IsMeasured);
        Assert.Equal(3, new[] { extended.Hash, replaced.Hash, Accelerators.Shipped.Hash }.Distinct().Count());
    }

    [Fact]
    public void ByteOrderMark_IsAccepted()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($$"""{ "accelerators": [ {{Entry}} ] }""")];

        Assert.Equal("Mine", AcceleratorCatalogue.Parse(json, "f.json").Find("mine").Title);
    }

    [Theory]
    [InlineData("\"powerW\": { \"value\": 300, \"source\": \"s\" },", "", "entry 'mine': the key \"powerW\" is missing")]
    [InlineData("\"value\": 1000, ", "", "entry 'mine', \"bandwidthGBps\": the key \"value\" is missing")]
    [InlineData("{ \"value\": 24, \"source\": \"s\" }", "{ \"value\": 24 }", "\"memoryGB\": the key \"source\" is missing")]
    [InlineData("\"value\": 1000", "\"value\": 0", "\"bandwidthGBps\" is 0; allowed: 1 to 1000000 GB/s")]
    [InlineData("\"value\": 1000", "\"value\": -5", "\"bandwidthGBps\" is -5")]
    [InlineData("\"value\": 1000", "\"value\": 1e999", "\"value\" must be a finite number")]
    [InlineData("\"value\": 1000", "\"value\": NaN", "is not JSON at line")]
    [InlineData("\"value\": 1000", "\"value\": \"NaN\"", "\"value\" must be a finite number")]
    [InlineData("\"value\": 24", "\"value\": 0.5", "\"memoryGB\" is 0.5; allowed: 1 to 100000 GB")]
    [InlineData("\"precision\": \"bf16\", \"sparse\": false,", "\"precision\": \"bf16\",", "peak 'bf16': the key \"sparse\" is missing")]
    [InlineData("\"value\": 200", "\"value\": 50", "the peak int8 dense (50) is below bf16 dense (100)")]
    [InlineData("\"precision\": \"bf16\", \"sparse\": false", "\"precision\": \"bf16\", \"sparse\": true", "a dense bf16 or fp16 peak is missing")]
    [InlineData("\"precision\": \"int8\", \"sparse\": false", "\"precision\": \"bf16\", \"sparse\": false", "the peak bf16 dense is given twice")]
    [InlineData("\"int8\"", "\"int9\"", "the precision 'int9' is not known; known: fp64")]
    [InlineData("\"title\"", "\"tittle\"", "the key 'tittle' is not known; known: name, title")]
    [InlineData("\"title\": \"Mine\"", "\"title\": \"\"", "\"title\" must be a text")]
    [InlineData("\"name\": \"mine\"", "\"name\": \"\\u001b[31mmine\"", "\"name\" is '\\u{001B}[31mmine'; line ends and control characters are not allowed")]
    [InlineData("1.5", "-1", "\"pricePerHour\" is -1")]
    [InlineData("1.5 }", "0 }", "\"pricePerHour\" is 0")]
    [InlineData("\"measured\": true", "\"measured\": 1", "\"measured\" must be true or false")]
    [InlineData("\"powerW\": { \"value\": 300, \"source\": \"s\" }", "\"powerW\": 300", "\"powerW\" must be an object with \"value\" and \"source\"")]
    [InlineData("\"name\": \"mine\"", "\"name\": \"\\ud800\"", "holds half of a character")]
    [InlineData("\"title\"", "\"\\ud800\"", "half of a character")]
    public void WrongEntry_IsOneLineThatNamesIt(string right, string wrong, string says)
    {
        Assert.Contains(right, Entry, StringComparison.Ordinal);
        var first = Entry.IndexOf(right, StringComparison.Ordinal);
        var broken = Entry[..first] + wrong + Entry[(first + right.Length)..];

        Says($$"""{ "accelerators": [ {{broken}} ] }""", says);
    }

    [Theory]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "the key \"accelerators\" is missing")]
    [InlineData("""{ "accelerators": [] }""", "a list of 1 to 1,000 entries")]
    [InlineData("""{ "accelerators": [ 1 ] }""", "entry 1: must be a JSON object")]
    [InlineData("""{ "accelerators": [ {} ], "x": 1 }""", "the key 'x' is not known")]
    [InlineData("""{ "accelerators": [ {} ], "accelerators": [] }""", "is not JSON")]
    [InlineData("{", "is not JSON at line 1")]
    public void WrongFile_IsOneLine(string json, string says)
    {
        Says(json, says);
    }

    [Fact]
    public void TwoOfOneName_TooDeep_SparseAmongDense_AreRefused()
    {
        Says($$"""{ "accelerators": [ {{Entry}}, {{Entry}} ] }""", "two entries are named 'mine'");
        Says(new string('[', 40) + new string(']', 40), "nested more than 16 levels deep");
        var l40S = Entry.Replace("\"value\": 100,", "\"value\": 733,", StringComparison.Ordinal).Replace("int8", "tf32", StringComparison.Ordinal).Replace("\"value\": 200", "\"value\": 183", StringComparison.Ordinal);
        Says($$"""{ "accelerators": [ {{l40S}} ] }""", "the dense 16-bit peak (733) must be about twice tf32 (183)");
    }

    [Fact]
    public void FileThatIsTooLarge_IsRefused()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "large.json");
        using (var file = File.Create(path))
        {
            file.SetLength(AcceleratorCatalogue.MostBytes + 1);
        }

        Assert.Contains("at most", Assert.Throws<InputException>(() => AcceleratorCatalogue.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryTruncation_IsRefusedInOneLine()
    {
        var json = Encoding.UTF8.GetBytes($$"""{ "accelerators": [ {{Entry}} ] }""");
        for (var length = 0; length < json.Length; length++)
        {
            var message = Assert.Throws<InputException>(() => AcceleratorCatalogue.Parse(json.AsMemory(0, length), "f.json")).Message;
            Assert.DoesNotContain('\n', message);
        }
    }

    private static AcceleratorCatalogue Parse(string json) => AcceleratorCatalogue.Parse(Encoding.UTF8.GetBytes(json), "f.json");

    private static void Says(string json, string text)
    {
        var message = Assert.Throws<InputException>(() => Parse(json)).Message;
        Assert.StartsWith("f.json", message, StringComparison.Ordinal);
        Assert.Contains(text, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
