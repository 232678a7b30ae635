using System.Text.Json;
using HotRow.Lab;

namespace HotRow.Tests;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Convert_ThroughEveryWritableFormat_KeepsTheIds()
    {
        var source = _folder.Write("0.ids", "7 -8\n9 7\n");
        foreach (var (index, format) in TraceFormats.All.Where(f => f.Writer is not null).Index())
        {
            var target = Target($"{index + 1}.bin");
            Assert.Equal(0, Run("trace", "convert", source, target, "--format", index == 0 ? "ids" : TraceFormats.All.Where(f => f.Writer is not null).ElementAt(index - 1).Name, "--to", format.Name).Code);
            Assert.Equal([7L, -8, 9, 7], TraceFormats.Open(new TraceFile(target), format.Name).Batches().SelectMany(b => b.ToArray()));
            source = target;
        }
    }

    [Fact]
    public void Convert_Json_GivesTheCounts()
    {
        var source = _folder.Write("a.jsonl", "{\"hash_ids\": [1, 2, 3]}\n{\"hash_ids\": [900, 2]}\n");
        var target = Target("a.csv");

        var (code, output, error) = Run("trace", "convert", source, target, "--json");

        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("1,2,3\n900,2\n", File.ReadAllText(target));
        Assert.Equal(("mooncake", "csv", 5, 2, true, 12), (json.GetProperty("from").GetString(), json.GetProperty("to").GetString(), json.GetProperty("ids").GetInt32(),
            json.GetProperty("batches").GetInt32(), json.GetProperty("batchesKept").GetBoolean(), json.GetProperty("bytes").GetInt32()));
        Assert.Equal((1, 900), (json.GetProperty("leastId").GetInt32(), json.GetProperty("largestId").GetInt32()));
    }

    [Fact]
    public void Convert_IntoAFormatWithoutBatches_SaysThatTheyAreLost()
    {
        var source = _folder.Write("a.ids", "1 2 3\n4\n");

        Assert.Contains("its 2 batches are lost", Run("trace", "convert", source, Target("a.i64")).Error, StringComparison.Ordinal);
        Assert.Contains("its 2 batches are lost", Run("trace", "convert", source, Target("a.npy")).Error, StringComparison.Ordinal);
        Assert.Equal("", Run("trace", "convert", source, Target("b.npy"), "--batch", "2").Error);
        Assert.Equal([[1L, 2], [3, 4]], TraceFormats.Open(new TraceFile(Target("b.npy"))).Batches().Select(b => b.ToArray()));
    }

    [Fact]
    public void Convert_BatchesOfOneId_AreLostInTextForThatReason()
    {
        var (code, _, error) = Run("trace", "convert", _folder.Write("a.jsonl", "{\"hash_ids\": [1]}\n{\"hash_ids\": [2]}\n"), Target("a.csv"));

        Assert.Equal(0, code);
        Assert.EndsWith($"its 2 batches are lost: {Target("a.csv")} holds ids one after the other (csv and ids keep batches when an early one holds several ids, npy when all are of one length)\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_OneOfEach_IsSaidInTheSingular()
    {
        var source = _folder.Write("a.jsonl", "{\"hash_ids\": [1]}\n");

        Assert.Contains("its 1 batch is lost: ", Run("trace", "convert", source, Target("a.i64")).Error, StringComparison.Ordinal);
        Assert.EndsWith(": npy, 1 id in 1 batch, 136 bytes.\n", Run("trace", "convert", source, Target("a.npy")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_IdsTooLargeForI32_NamesTheWayOut()
    {
        var source = _folder.Write("a.csv", "5\n3000000000\n5\n");

        var (code, _, error) = Run("trace", "convert", source, Target("a.i32"));
        Assert.Equal((2, "hotrow: the format i32 holds ids from -2147483648 to 2147483647, and those of this trace are 5 to 3000000000; give --renumber, or write i64\n"), (code, error));
        Assert.False(File.Exists(Target("a.i32")));

        Assert.Equal(0, Run("trace", "convert", source, Target("a.i32"), "--renumber").Code);
        Assert.Equal([0L, 1, 0], TraceFormats.Open(new TraceFile(Target("a.i32"))).Batches().SelectMany(b => b.ToArray()));
    }

    [Fact]
    public void Convert_Tables_BecomeOneSpaceAndSaySo()
    {
        var source = _folder.Write("a.csv", "table,id\nu,3\ni,1\n");

        var (code, _, error) = Run("trace", "convert", source, Target("a.i64"), "--table-rows", "u=10,i=5");

        Assert.Equal(0, code);
        Assert.Contains("2 tables became one space of 15 rows, one table after the other: 'u' from 0, 'i' from 10", error, StringComparison.Ordinal);
        Assert.Equal([3L, 11], TraceFormats.Open(new TraceFile(Target("a.i64"))).Batches().SelectMany(b => b.ToArray()));
    }

    [Fact]
    public void Convert_LeftoversOfKilledWriters_AreRemovedAndThoseOfLivingOnesAndOtherTargetsAreNot()
    {
        var source = _folder.Write("a.csv", "5\n");
        var dead = UnfinishedFile.Beside(Target("b.i64"), ".unfinished");
        var other = UnfinishedFile.Beside(Target("b.i64.csv"), ".unfinished");
        File.WriteAllText(dead, "half");
        File.WriteAllText(other, "half");
        var held = UnfinishedFile.Beside(Target("b.i64"), ".unfinished");
        using var living = File.OpenHandle(held, FileMode.CreateNew, FileAccess.Write, FileShare.None);

        Assert.Equal(0, Run("trace", "convert", source, Target("b.i64")).Code);

        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(other) && File.Exists(held));
    }

    // 255 bytes are the most that common file systems allow a name.
    [Theory]
    [InlineData(255, 0)]
    [InlineData(256, 2)]
    public void Convert_LongName_IsWrittenOrRefusedInOneLine(int length, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems limit the whole path");
        var source = _folder.Write("a.csv", "5\n");
        var target = Target(new string('n', length - 4) + ".i64");

        var (code, _, error) = Run("trace", "convert", source, target);

        Assert.Equal(expected, code);
        Assert.Equal(expected == 0 ? "" : "hotrow: cannot write '", expected == 0 ? error : error[..22]);
        Assert.Equal(expected == 0 ? 2 : 1, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void Read_SourceThatFails_IsSaidOfTheSource()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has a file whose first byte cannot be read");
        using var memory = File.OpenHandle("/proc/self/mem");

        Assert.StartsWith("cannot read '/proc/self/mem': ", Assert.Throws<InputException>(() => InputFile.Read(memory, new byte[1], 0, "/proc/self/mem")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_TargetThatIsThere_IsReplacedOnlyByForce()
    {
        var source = _folder.Write("a.csv", "5\n");
        var target = _folder.Write("b.csv", "as it was");

        Assert.Equal((2, $"hotrow: '{target}' is there already; give --force to replace it, or another name\n"), Failed("trace", "convert", source, target));
        Assert.Equal("as it was", File.ReadAllText(target));
        Assert.Equal(0, Run("trace", "convert", source, target, "--force").Code);
        Assert.Equal("5\n", File.ReadAllText(target));
    }

    [Fact]
    public void Convert_TargetThatIsTheSourceBehindALinkOfItsFolder_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links need no rights on Linux only");
        var source = _folder.Write("d3/x.ids", "7\n9\n");
        Directory.CreateDirectory(Target("d4"));
        Directory.CreateSymbolicLink(Target("d4/l"), Target("d3"));

        Assert.Equal((2, $"hotrow: '{Target("d4/l/x.ids")}' is the source itself; give another name\n"), Failed("trace", "convert", source, Target("d4/l/x.ids"), "--renumber", "--force"));
        Assert.Equal("7\n9\n", File.ReadAllText(source));
    }

    [Fact]
    public void Convert_FaultyAsked_IsOneLine()
    {
        var source = _folder.Write("a.csv", "5\n");
        var faulty = _folder.Write("f.csv", "5\nx\n");

        Assert.Equal((2, $"hotrow: '{_folder.Path}/./a.csv' is the source itself; give another name\n"), Failed("trace", "convert", source, _folder.Path + "/./a.csv", "--force"));
        Assert.Contains("the format mooncake is only read; those that are written: csv, i32, i64, ids, npy, oracleGeneral", Failed("trace", "convert", source, Target("a.jsonl")).Error, StringComparison.Ordinal);
        Assert.Contains("the format text is only read", Failed("trace", "convert", source, Target("b"), "--to", "text").Error, StringComparison.Ordinal);
        Assert.Contains("its extension '.x' means none; say --to NAME", Failed("trace", "convert", source, Target("a.x")).Error, StringComparison.Ordinal);
        Assert.Contains("--batch 0 is out of range; give 1 to 16777216", Failed("trace", "convert", source, Target("b.csv"), "--batch", "0").Error, StringComparison.Ordinal);
        Assert.Contains("there is no folder", Failed("trace", "convert", source, Path.Combine(_folder.Path, "none", "b.csv")).Error, StringComparison.Ordinal);
        Assert.Contains("is a directory", Failed("trace", "convert", source, _folder.Path, "--to", "csv").Error, StringComparison.Ordinal);
        Assert.Contains("'' is no path; name a file", Failed("trace", "convert", source, "", "--to", "csv").Error, StringComparison.Ordinal);
        Assert.Contains("--table-rows is for traces that name tables", Failed("trace", "convert", source, Target("b.csv"), "--table-rows", "a=1").Error, StringComparison.Ordinal);
        Assert.Contains("line 2: 'x' is not an id", Failed("trace", "convert", faulty, Target("b.csv")).Error, StringComparison.Ordinal);
        Assert.Equal([source, faulty], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WatchedIds_ToldToStop_EndsTheConversionAndLeavesNoFile()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var ids = new WatchedIds(TraceFormats.Open(new TraceFile(_folder.Write("a.csv", "5\n"))), new Progress(TextWriter.Null), stop.Token);

        Assert.Throws<OperationCanceledException>(() => TraceFormats.Write(ids, Target("b.csv"), TraceFormats.Csv));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void TraceInfo_Tables_HasALineForEach()
    {
        var source = _folder.Write("a.csv", "table,id\nusers,3\nitems,1\nusers,3\n");

        var (code, output, _) = Run("trace", "info", source);
        var tables = JsonDocument.Parse(Run("trace", "info", source, "--json").Output).RootElement.GetProperty("tables").EnumerateArray().ToArray();

        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^'users' +4 +2 +1 +100\.00 %$", output);
        Assert.Matches(@"(?m)^'items' +2 +1 +1 +100\.00 %$", output);
        Assert.Equal([("users", 0, 4, 2), ("items", 4, 2, 1)], tables.Select(t => (t.GetProperty("name").GetString()!, t.GetProperty("firstRow").GetInt32(), t.GetProperty("rowCount").GetInt32(), t.GetProperty("accesses").GetInt32())));
    }

    [Fact]
    public void Commands_EscapeCodesInNamesAndPaths_NeverReachTheTerminal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems allow no such name of a file");
        var source = _folder.Write("\u001b[31ma.csv", "table,id\n\u001b[31mred\u0007,3\n");
        string[][] commands =
        [
            ["trace", "info", source], ["trace", "convert", source, Target("\u001b[31mb.i64")], ["simulate", "--trace", source, "--policy", "lru"], ["curve", "--trace", source],
            ["trace", "info", source, "--table-rows", "\u001b[31mred=x"], ["trace", "info", source, "--table-rows", "\u001b[31mred=3,\u001b[31mred=3"], ["table", "info", source],
        ];

        Assert.All(commands, command =>
        {
            var (_, output, error) = Run(command);
            Assert.NotEqual("", output + error);
            Assert.DoesNotContain(output + error, c => char.IsControl(c) && c != '\n');
        });
        Assert.Contains("1 table became one space of 4 rows, one table after the other: '\\u{001B}[31mred\\u{0007}' from 0", Run([.. commands[1], "--force"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_NewFormats_AreTakenByExtension()
    {
        var source = _folder.Write("a.jsonl", "{\"hash_ids\": [1, 2]}\n{\"hash_ids\": [1]}\n");
        foreach (var name in new[] { "b.npy", "b.oracleGeneral" })
        {
            Assert.Equal(0, Run("trace", "convert", source, Target(name)).Code);
            var (code, output, _) = Run("simulate", "--trace", Target(name), "--policy", "lru", "--capacity", "2", "--json");
            Assert.Equal(0, code);
            Assert.Contains("\"accesses\":3,\"distinct\":2,\"hits\":1", output, StringComparison.Ordinal);
        }
    }

    private string Target(string name) => Path.Combine(_folder.Path, name);

    private static (int Code, string Error) Failed(params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.Equal("", output);
        return (code, error);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
