namespace HotRow.Tests;

public sealed class MooncakeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Requests_GivesABatchEach()
    {
        var path = _folder.Write("a.jsonl", """
            {"timestamp": 0, "input_length": 6758, "hash_ids": [0, 1, -9223372036854775808]}
            {"hash_ids":[]}

            {"nested": {"hash_ids": "not this one", "more": [[1], {"a": null}]}, "hash\u005fids": [9223372036854775807], "last": true}

            """.ReplaceLineEndings("\r\n"));
        var ids = TraceFormats.Open(new TraceFile(path, BatchSize: 1));

        Assert.Equal([[0L, 1, long.MinValue], [long.MaxValue]], ids.Batches().Select(b => b.ToArray()));
        Assert.True(ids.HasBatches);
    }

    [Theory]
    [InlineData("[1]", "it is no JSON object")]
    [InlineData("7", "it is no JSON object")]
    [InlineData("{}", "it has no \"hash_ids\"")]
    [InlineData("{\"hash_ids\": 7}", "its \"hash_ids\" is no array")]
    [InlineData("{\"hash_ids\": null}", "its \"hash_ids\" is no array")]
    [InlineData("{\"hash_ids\": [1, 2.5]}", "element 1 of its \"hash_ids\" is no whole number")]
    [InlineData("{\"hash_ids\": [\"1\"]}", "element 0 of its \"hash_ids\" is no whole number")]
    [InlineData("{\"hash_ids\": [[1]]}", "element 0 of its \"hash_ids\" is no whole number")]
    [InlineData("{\"hash_ids\": [9223372036854775808]}", "element 0 of its \"hash_ids\" is no whole number")]
    [InlineData("{\"hash_ids\": [1], \"hash_ids\": [2]}", "\"hash_ids\" stands there twice")]
    public void Open_FaultyLine_IsNamed(string line, string expected)
    {
        var path = _folder.Write("a.jsonl", "{\"hash_ids\": [1]}\n" + line + "\n");

        Assert.StartsWith($"'{path}' line 2: {expected}", Assert.Throws<InputException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"hash_ids\": [1]} x")]
    [InlineData("{\"hash_ids\": [1]}{\"hash_ids\": [1]}")]
    [InlineData("{\"hash_ids\": [1")]
    [InlineData("{\"hash_ids\": [1],}")]
    [InlineData("{'hash_ids': [1]}")]
    [InlineData("{\"hash_ids\": [1]} // remark")]
    [InlineData("nothing")]
    public void Open_NoJson_IsNamed(string line)
    {
        var path = _folder.Write("a.jsonl", "{\"hash_ids\": [1]}\n" + line + "\n");

        Assert.StartsWith($"'{path}' line 2 is no JSON at byte ", Assert.Throws<InputException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DeepLine_IsRefused()
    {
        string Nested(int levels) => "{\"a\": " + new string('[', levels) + new string(']', levels) + ", \"hash_ids\": [1]}";

        Assert.Equal([[1L]], Read(_folder.Write("a.jsonl", Nested(15))));
        Assert.Contains("deeper than 16 levels", Assert.Throws<InputException>(() => Read(_folder.Write("a.jsonl", Nested(16)))).Message, StringComparison.Ordinal);
        Assert.Contains("deeper than 16 levels", Assert.Throws<InputException>(() => Read(_folder.Write("a.jsonl", Nested(100_000)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoRequestWithAnId_IsAnInputError() =>
        Assert.Contains("holds no ids", Assert.Throws<InputException>(() => Read(_folder.Write("a.jsonl", "{\"hash_ids\": []}\n\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void LineReader_AnyBuffer_GivesTheLines()
    {
        // Lines longer than the first buffer of 64 KiB, empty ones, and a last one without its end.
        var lines = new[] { "", new string('a', 100_000), "b", "", new string('c', 65_535), new string('d', 65_536), "e" };
        using var reader = new LineReader(_folder.Write("a.txt", "\uFEFF" + string.Join('\n', lines)), 100_000);

        foreach (var (index, expected) in lines.Index())
        {
            Assert.True(reader.Next(out var line));
            Assert.Equal((index + 1, expected), ((int)reader.Number, System.Text.Encoding.ASCII.GetString(line.Span)));
        }

        Assert.False(reader.Next(out _));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void LineReader_LineBeyondTheLimit_IsRefused(string end)
    {
        using var reader = new LineReader(_folder.Write("a.txt", "a\n" + new string('b', 1001) + end), 1000);
        Assert.True(reader.Next(out _));

        Assert.Contains("line 2 has more than 1000 bytes", Assert.Throws<InputException>(() => reader.Next(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RealTrace_HasItsPublishedCounts()
    {
        var folder = Environment.GetEnvironmentVariable("HOTROW_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "HOTROW_DATA names no folder of real data");
        var path = Path.Combine(folder!, "mooncake_conversation_trace.jsonl");
        Assert.SkipUnless(File.Exists(path), "the folder that HOTROW_DATA names has no mooncake_conversation_trace.jsonl");

        var shape = TraceShape.Of(TraceFormats.Open(new TraceFile(path)));
        var trace = RenumberedTrace.Read(TraceFormats.Open(new TraceFile(path)));

        Assert.Equal((12_031L, 288_500L), (shape.BatchCount, shape.Count));
        Assert.Equal(182_790, trace.RowCount);
    }

    private static long[][] Read(string path) => [.. TraceFormats.Open(new TraceFile(path)).Batches().Select(b => b.ToArray())];
}
