namespace HotRow.Tests.Measurement;

public sealed class ResultStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hotrow-results-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Append_ThenRead_GivesThePointBack()
    {
        var written = Point("l99-x", 922) with
        {
            Checks = [new("bit for bit", true, "equal")],
            Samples = [new("lru", 3, 0, [9.5], [1.25, 2.5])],
            Observations = [new("l99-x", Capacity(922), "lru", "hit-ratio", ValueKind.Counted, 0.977, double.NaN, double.NaN, 1)],
        };
        using (var store = ResultStore.Open(_root, "m"))
        {
            store.Append(written);
        }

        var read = Assert.Single(ResultStore.Read(_root));

        Assert.Equal("trace=docs;capacity=922", read.Parameters.Key);
        Assert.Equal(922, read.Parameters["capacity"].Number);
        Assert.Equal([1.25, 2.5], read.Samples[0].SamplesNs);
        Assert.Equal(written.Checks, read.Checks);
        Assert.True(double.IsNaN(read.NoiseFloor));
        Assert.Equal(0.977, read.Observations[0].Value);
    }

    [Fact]
    public void Read_TornLastLine_IsDropped()
    {
        using (var store = ResultStore.Open(_root, "m"))
        {
            store.Append(Point("l99-x", 1));
            store.Append(Point("l99-x", 2));
        }

        var file = Directory.GetFiles(_root, "*.jsonl", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..^20]);

        Assert.Equal("trace=docs;capacity=1", Assert.Single(ResultStore.Read(_root)).Parameters.Key);
    }

    [Fact]
    public void Read_NewerLayout_SaysSo()
    {
        var file = Write("{\"schema\":2,\"experiment\":\"l99-x\"}\n");

        var error = Assert.Throws<InputException>(() => ResultStore.Read(file));

        Assert.Contains("written by a newer HotRow (layout 2, this one reads up to 1)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json\n")]
    [InlineData("{}\n")]
    [InlineData("[1,2]\n")]
    [InlineData("{\"schema\":\"1\"}\n")]
    [InlineData("{\"schema\":1}\n")]
    [InlineData("{\"schema\":1,\"experiment\":\"x\",\"scale\":\"Smoke\",\"status\":\"Done\",\"parameters\":{},\"observations\":[null]}\n")]
    [InlineData("{\"schema\":1,\"experiment\":\"x\",\"scale\":\"Smoke\",\"status\":\"Done\",\"parameters\":{\"a\":1,\"a\":2}}\n")]
    [InlineData("{\"schema\":1,\"experiment\":\"x\",\"scale\":\"Smoke\",\"status\":\"Done\",\"parameters\":[]}\n")]
    public void Read_NotAResult_NamesFileAndLine(string text)
    {
        var file = Write(text);

        var error = Assert.Throws<InputException>(() => ResultStore.Read(file));

        Assert.StartsWith($"{file}, line 1:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Open_TwiceAtOnce_RefusesTheSecond()
    {
        using var first = ResultStore.Open(_root, "m");

        var error = Assert.Throws<InvalidOperationException>(() => ResultStore.Open(_root, "m"));

        Assert.Contains("another hotrow is measuring", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PathIsAFile_IsInputError()
    {
        var file = Write("x");

        Assert.Throws<InputException>(() => ResultStore.Open(file, "m"));
    }

    private static Parameters Capacity(int rows) => new() { { "trace", "docs" }, { "capacity", rows } };

    private static PointResult Point(string experiment, int capacity) =>
        new() { Experiment = experiment, Parameters = Capacity(capacity), Scale = Scale.Smoke, Status = PointStatus.Done };

    private string Write(string text)
    {
        var file = Path.Combine(_root, "given.jsonl");
        File.WriteAllText(file, text);
        return file;
    }
}
