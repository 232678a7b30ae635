using System.CommandLine;
using System.Text.Json;
using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The command <c>bench</c> at Tiny scale: every bench of the catalog, its JSON, its errors.</summary>
public class BenchCommandTests
{
    private static readonly Dictionary<string, string[]> s_required = new()
    {
        ["ceiling"] = ["kind", "threads"],
        ["gather"] = ["rowBytes", "batch", "threads", "ids", "rowsPerSecond", "gbPerSecond", "low", "high"],
        ["policy"] = ["policy", "trace", "capacity", "accessesPerSecond"],
        ["gemm"] = ["m", "n", "k", "threads", "gflops"],
        ["file-read"] = ["path", "rowBytes", "depth", "rowsPerSecond"],
        ["serving-simulator"] = ["replicas", "requests", "tokens", "requestsPerSecond"],
    };

    public static TheoryData<string> Names => [.. Benches.All.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bench_Tiny_GivesCheckedEntriesOfTheAgreedShape(string name)
    {
        var (code, output, error) = Run("bench", name, "--time", "5m", "--json");

        // Only a file on a memory file system may be refused, and then it is said.
        if (name == "file-read" && code == 2)
        {
            Assert.Contains("nothing of file-read could be run here: ", error, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(0, code);
        Assert.DoesNotContain("WRONG", error, StringComparison.Ordinal);
        var entries = JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement.EnumerateArray().ToArray();
        Assert.NotEmpty(entries);
        Assert.All(entries, entry =>
        {
            Assert.All(s_required[entry.GetProperty("name").GetString()!], field => Assert.True(entry.TryGetProperty(field, out _), $"{entry} lacks {field}"));
            var rate = Rate(entry);
            Assert.True(double.IsFinite(rate) && rate > 0);
            if (entry.TryGetProperty("low", out var low))
                Assert.InRange(rate, low.GetDouble(), entry.GetProperty("high").GetDouble());
        });
    }

    [Fact]
    public void Bench_Gather_RatesAgreeWithTheirBytes()
    {
        var entries = Entries("gather").Concat(Entries("gather-formats")).ToArray();

        Assert.All(entries, e => Assert.Equal(e.GetProperty("rowsPerSecond").GetDouble() * e.GetProperty("rowBytes").GetInt32() / 1e9, e.GetProperty("gbPerSecond").GetDouble(), 1e-6 * e.GetProperty("gbPerSecond").GetDouble()));
        Assert.Contains(entries, e => e.TryGetProperty("format", out var format) && format.GetString() == "int8" && e.GetProperty("rowBytes").GetInt32() == RowFormats.Int8.RowBytes(768));
        Assert.Equal([512, 3072], entries.Where(e => !e.TryGetProperty("format", out _)).Select(e => e.GetProperty("rowBytes").GetInt32()).Distinct());
        Assert.Equal(["uniform", "zipf-1.0"], entries.Select(e => e.GetProperty("ids").GetString()!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Bench_Policy_HasEveryPolicyWithItsHits()
    {
        var entries = Entries("policy");

        Assert.Equal(CachePolicies.All.Select(p => p.Name), entries.Select(e => e.GetProperty("policy").GetString()));
        var hits = entries.ToDictionary(e => e.GetProperty("policy").GetString()!, e => e.GetProperty("hitRatio").GetDouble());
        Assert.All(hits.Values, h => Assert.InRange(h, 0, hits[CachePolicies.BeladyBypass.Name]));
    }

    [Fact]
    public void Bench_SeveralNames_AreThoseAndNoOthers()
    {
        var (code, output, error) = Run("bench", "gemm", "ceiling", "gemm", "--threads", "1", "--time", "5m");

        Assert.Equal(0, code);
        Assert.Contains("gemm", output, StringComparison.Ordinal);
        Assert.Contains("of fma", output, StringComparison.Ordinal);
        Assert.DoesNotContain("gather", output, StringComparison.Ordinal);
        Assert.Contains("gemm: threads 1", error, StringComparison.Ordinal);
        Assert.DoesNotContain("threads 2\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown bench 'nothing'; known: ceiling, file-read, gather", "nothing")]
    [InlineData("--threads '0' is not a number from 1 to", "gemm", "--threads", "0")]
    [InlineData("--threads '99999' is not a number from 1 to", "gemm", "--threads", "99999")]
    [InlineData("--threads 'two' is not a number from 1 to", "gemm", "--threads", "two")]
    [InlineData("--time 'soon' is no duration", "gemm", "--time", "soon")]
    public void Bench_WrongInput_IsOneLineAndExitCode2(string expected, params string[] args)
    {
        var (code, output, error) = Run(["bench", .. args]);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("hotrow: " + expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void BenchRun_Cancelled_KeepsWhatWasFinished()
    {
        using var stop = new CancellationTokenSource();
        var run = new BenchRun
        {
            Budget = TimeSpan.FromMinutes(1),
            Threads = [1],
            Scale = Scale.Tiny,
            Tell = text =>
            {
                if (text.Contains("gemm", StringComparison.Ordinal))
                    stop.Cancel();
            },
        };

        Assert.Throws<OperationCanceledException>(() => run.Run([Benches.Ceiling, Benches.Gemm], stop.Token));

        Assert.Equal(["copy", "read", "fma"], run.Entries.Select(e => e.What["kind"].Text));
    }

    [Theory]
    [InlineData("""fio says {"jobs":[{"read":{"iops":71234.5}}]}""", 71234.5)]
    [InlineData("""{"jobs":[]}""", null)]
    [InlineData("""{"jobs":[{"read":{}}]}""", null)]
    [InlineData("fio: engine not there", null)]
    [InlineData("", null)]
    public void Iops_FiosAnswer_IsReadOrRefused(string answer, double? expected) => Assert.Equal(expected, FioPeer.Iops(answer));

    [Fact]
    public void List_Benches_NamesThem()
    {
        var (code, output, _) = Run("list", "benches");

        Assert.Equal(0, code);
        Assert.All(Benches.All, b => Assert.Contains("  " + b.Name + " ", output, StringComparison.Ordinal));
    }

    [Fact]
    public void BenchText_Entry_IsShownInItsOwnUnitAndColumns()
    {
        var entry = new BenchEntry("mine", new() { { "kind", "x" } }, new("stepsPerSecond", "k steps/s", 1e3), new(2_500, 2_400, 2_600)) { Columns = [new("depth", 7.5, "seven")] };

        var lines = BenchText.Of([entry], []).Split('\n');
        Assert.Matches("^mine +kind +depth +rate", lines[0]);
        Assert.Matches("^ +x +seven +2\\.5 +2\\.4 to 2\\.6 +k steps/s", lines[1]);
        Assert.Equal("""{"name":"mine","kind":"x","depth":7.5,"stepsPerSecond":2500,"low":2400,"high":2600,"samples":1}""", entry.ToJson().ToJsonString());
    }

    [Fact]
    public void Bench_AGroupThatBreaks_TakesNoOtherWithItAndEndsWith1()
    {
        var broken = new Bench("mine", "", 1, context =>
        {
            context.Group(new() { { "part", 1 } }, AddStep);
            context.Group(new() { { "part", 2 } }, _ => throw new IOException("the disk is gone"));
            context.Group(new() { { "part", 3 } }, AddStep);
        });

        var (code, output, error) = Run(TinyRun(), broken);

        Assert.Equal(1, code);
        Assert.Equal(2, JsonDocument.Parse(output).RootElement.GetArrayLength());
        Assert.Contains("hotrow: mine, part 2: BROKE, no time shown: the disk is gone (IOException)\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_NothingThatThisMachineCanRun_IsOneReasonAndWrongInput()
    {
        var refused = new Bench("mine", "", 1, context =>
        {
            context.Group(new() { { "part", 1 } }, _ => throw new InputException("there is no disk"));
            context.Group(new() { { "part", 2 } }, _ => throw new InputException("there is no disk"));
        });
        var fine = new Bench("fine", "", 1, context => context.Group([], AddStep));

        var refusal = Assert.Throws<InputException>(() => Run(TinyRun(), refused));
        var (code, output, error) = Run(TinyRun(), refused, fine);

        Assert.Equal("nothing of mine could be run here: there is no disk", refusal.Message);
        Assert.Equal((0, 1), (code, JsonDocument.Parse(output).RootElement.GetArrayLength()));
        Assert.Contains("mine, part 1: not run: there is no disk", error, StringComparison.Ordinal);
    }

    [Fact]
    public void BenchRun_PastTheDeadline_ListsGroupsInsteadOfRunningThem()
    {
        var now = TimeSpan.Zero;
        void Slow(BenchGroup group)
        {
            now += TimeSpan.FromSeconds(4);
            AddStep(group);
        }

        // 10 s for two benches of the same weight: the last group of the first and the last two of the other come too late.
        var run = new BenchRun { Budget = TimeSpan.FromSeconds(10), Threads = [1], Scale = Scale.Tiny, Clock = () => now };
        var benches = new[] { "a", "b" }.Select(name => new Bench(name, "", 1, context =>
        {
            for (var part = 1; part <= 3; part++)
                context.Group(new() { { "part", part } }, Slow);
        }));

        var (code, _, error) = Run(run, [.. benches]);

        Assert.Equal((0, 3), (code, run.Entries.Count));
        Assert.Contains("a: not run in this budget: part 3; give --time more\n", error, StringComparison.Ordinal);
        Assert.Contains("b: not run in this budget: part 2; part 3; give --time more\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_ThatCannotBeDeclared_LeavesWhatWasFinished()
    {
        var faulty = new Bench("faulty", "", 1, _ => throw new InvalidOperationException("no groups"));
        using var output = new StringWriter();

        Assert.Throws<InvalidOperationException>(() => BenchCommand.Run(TinyRun(), [new("mine", "", 1, context => context.Group([], AddStep)), faulty], json: true, output, TextWriter.Null));

        Assert.Equal(1, JsonDocument.Parse(output.ToString()).RootElement.GetArrayLength());
    }

    private static BenchRun TinyRun() => new() { Budget = TimeSpan.FromMinutes(1), Threads = [1], Scale = Scale.Tiny };

    private static void AddStep(BenchGroup group) => group.Add("mine", new() { { "kind", "x" } }, new("stepsPerSecond", "steps/s"), 1, () => { });

    private static (int Code, string Output, string Error) Run(BenchRun run, params Bench[] benches)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = BenchCommand.Run(run, benches, json: true, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void FioEntry_TwoRuns_IsTheirMeanWithoutAnInterval()
    {
        var entry = FileReadBench.FioEntry(new() { { "path", "fio" } }, 4_000, [1_000, 3_000]);

        Assert.Equal("""{"name":"file-read","path":"fio","rowsPerSecond":2000,"gbPerSecond":0.008,"samples":2}""", entry.ToJson().ToJsonString());
        Assert.Contains(" none: 2 runs ", BenchText.Of([entry], []), StringComparison.Ordinal);
    }

    private static double Rate(JsonElement entry) => new[] { "rowsPerSecond", "accessesPerSecond", "gflops", "gbPerSecond", "requestsPerSecond" }.Where(q => entry.TryGetProperty(q, out _)).Select(q => entry.GetProperty(q).GetDouble()).First();

    private static JsonElement[] Entries(string name) => [.. JsonDocument.Parse(Run("bench", name, "--time", "5m", "--threads", "1", "--json").Output).RootElement.EnumerateArray()];

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var root = new Command("hotrow") { BenchCommand.Create(Scale.Tiny), ListCommand.Create() };
        var code = CommandLine.Run(root, args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
