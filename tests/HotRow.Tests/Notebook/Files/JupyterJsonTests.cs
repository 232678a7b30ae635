using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>The expected texts are what Python's json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) prints.</summary>
public sealed class JupyterJsonTests
{
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1, "1.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(100, "100.0")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00012345, "0.00012345")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1234567890123456.0, "1234567890123456.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.25e17, "1.25e+17")]
    [InlineData(1e100, "1e+100")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    public void Float_AsPythonWritesIt(double number, string expected) => Assert.Equal(expected, JupyterJson.FloatText(number));

    [Theory]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("-0", "0")]
    [InlineData("1E2", "100.0")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e999", "1e999")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("[[1,{\"b\":[],\"a\":2}]]", "[\n [\n  1,\n  {\n   \"a\": 2,\n   \"b\": []\n  }\n ]\n]")]
    [InlineData("\"\\u0000\\u001f\\u007f\\b\\f\\n\\r\\t\\\"\\\\\\/\\u2028é\\ud83d\\ude00\"", "\"\\u0000\\u001f\u007f\\b\\f\\n\\r\\t\\\"\\\\/\u2028é😀\"")]
    public void Text_OfParsedJson(string json, string expected) => Assert.Equal(expected, JupyterJson.Text(JsonNode.Parse(json)));

    [Fact]
    public void Text_KeysAreSortedByCodePoint()
    {
        // In UTF-16 the surrogates of U+1F600 come before U+FF5E; in code points they come after.
        var json = new JsonObject { ["😀"] = 1, ["～"] = 2, ["b"] = 3, ["B"] = 4, ["ä"] = 5 };

        Assert.Equal("{\n \"B\": 4,\n \"b\": 3,\n \"ä\": 5,\n \"～\": 2,\n \"😀\": 1\n}", JupyterJson.Text(json));
    }

    [Fact]
    public void Text_ValuesThatCodeMade()
    {
        var json = new JsonArray(1.0 / 3, double.NaN, 7, 1e300, 'c', new string('\ud83d', 1));

        Assert.Equal("[\n 0.3333333333333333,\n null,\n 7,\n 1e+300,\n \"c\",\n \"\uFFFD\"\n]", JupyterJson.Text(json));
    }
}
