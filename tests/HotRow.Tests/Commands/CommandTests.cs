using System.Text.Json;
using HotRow.Lab;

namespace HotRow.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Simulate_TinyTrace_CountsLruByHand()
    {
        // LRU of two rows over 5 -3 5 9 -3 5 5: miss, miss, hit, miss (drops -3), miss (drops 5), miss (drops 9), hit.
        var path = _folder.Write("a.csv", "5\n-3\n5\n9\n-3\n5\n5");

        var (code, output, error) = Run("simulate", "--trace", path, "--policy", "lru", "--capacity", "2,100%,4,1%", "--json");

        Assert.Equal((0, ""), (code, error));
        var results = JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal([2, 3, 4, 1], results.Select(r => r.GetProperty("capacity").GetInt32()));

        // 100 % holds all three: only the three first accesses miss. One row: only the last access repeats its predecessor.
        Assert.Equal([2L, 4, 4, 1], results.Select(r => r.GetProperty("hits").GetInt64()));
        Assert.Equal([5L, 3, 3, 6], results.Select(r => r.GetProperty("misses").GetInt64()));
        Assert.All(results, r =>
        {
            Assert.Equal(path, r.GetProperty("trace").GetString());
            Assert.Equal("lru", r.GetProperty("policy").GetString());
            Assert.Equal(7, r.GetProperty("accesses").GetInt64());
            Assert.Equal(3, r.GetProperty("distinct").GetInt32());
            Assert.Equal(3, r.GetProperty("compulsory").GetInt64());
            Assert.Equal(r.GetProperty("hits").GetInt64() / 7.0, r.GetProperty("hitRatio").GetDouble(), 12);
            Assert.True(r.GetProperty("accessesPerSecond").GetDouble() > 0);
        });
        Assert.Equal(["trace", "policy", "capacity", "accesses", "distinct", "hits", "misses", "compulsory", "hitRatio", "accessesPerSecond"],
            results[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Help_SpeaksInOneStyle()
    {
        var commands = new List<System.CommandLine.Command> { Program.CreateRoot() };
        for (var i = 0; i < commands.Count; i++)
            commands.AddRange(commands[i].Subcommands);

        // A command is a sentence; what it takes is a phrase that begins like one, as in the two lines that every help ends with.
        Assert.All(commands, c => Assert.Matches(@"^[A-Z].*\.$", c.Description));
        Assert.All(commands.SelectMany(c => c.Options.Select(o => o.Description).Concat(c.Arguments.Select(a => a.Description))), text => Assert.Matches(@"^[A-Z0-9].*[^.]$", text));
        Assert.All(commands.SelectMany(c => c.Arguments), a => Assert.Equal(a.Name.ToUpperInvariant(), a.Name));
    }

    [Theory]
    [InlineData("--dim 99999999999 is out of range; give 1 to 1048576; see hotrow table info --help", "table", "info", "a.bin", "--dim", "99999999999")]
    [InlineData("--rows 2147483648 is out of range; give 1 to 2147483647; see hotrow table info --help", "table", "info", "a.bin", "--rows", "2147483648")]
    [InlineData("--batch 2147483648 is out of range; give 1 to 16777216; see hotrow trace convert --help", "trace", "convert", "a.csv", "b.csv", "--batch", "2147483648")]
    [InlineData("--rows 2147483648 is out of range; give 1 to 536870912; see hotrow simulate --help", "simulate", "--trace", "zipf", "--rows", "2147483648")]
    [InlineData("--accesses 99999999999999999999 is out of range; give 1 to 1000000000000; see hotrow curve --help", "curve", "--accesses", "99999999999999999999")]
    [InlineData("--seed -1 is out of range; give 0 to 18446744073709551615; see hotrow trace info --help", "trace", "info", "zipf", "--seed", "-1")]
    [InlineData("--rows '1e6' is no whole number; give 1 to 536870912; see hotrow simulate --help", "simulate", "--rows", "1e6")]
    [InlineData("'' is no path; name a file", "table", "info", "")]
    [InlineData("'' is no path; name a file", "table", "info", "", "--format", "raw")]
    [InlineData("'' is no path; name a file", "trace", "info", "", "--format", "csv")]
    public void Commands_ValuesThatCannotBe_AreOneClearLine(string expected, params string[] args) =>
        Assert.Equal((2, "", "hotrow: " + expected + "\n"), Run(args));

    [Fact]
    public void Simulate_AllPolicies_GiveOneLinePerPair()
    {
        var (code, output, _) = Run("simulate", "--trace", "zipf", "--rows", "300", "--accesses", "2000", "--alpha", "0.8", "--capacity", "5%,10,1000");

        Assert.Equal(0, code);
        foreach (var policy in CachePolicies.All)
        {
            Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith(policy.Name + " ", StringComparison.Ordinal)));
        }

        Assert.Contains("1,000*", output, StringComparison.Ordinal);
        Assert.Contains("* only first accesses miss", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("static-hot", StringComparison.Ordinal) && line.Contains('*', StringComparison.Ordinal));
        Assert.Contains(">100 %", output, StringComparison.Ordinal);
        Assert.DoesNotContain("333.33 %", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_SeveralPolicies_AreOrderedByHitsAndTheBestIsNamed()
    {
        // Two rows over 1 1 2 3 1 2 3 1 2 3. LRU and FIFO alike hit the second 1 and nothing of the loop. The optimum drops the row wanted last:
        // miss, hit, miss, miss (drops 2), hit, miss (drops 1), hit, miss (drops 3), hit, miss.
        var path = _folder.Write("a.ids", "1\n1\n2\n3\n1\n2\n3\n1\n2\n3");

        var (code, output, _) = Run("simulate", "--trace", path, "--policy", "lru,belady,fifo", "--capacity", "2");

        Assert.Equal(0, code);
        var lines = output.Split('\n');
        Assert.StartsWith("belady (optimum, knows the future) ", lines[2], StringComparison.Ordinal);
        Assert.Equal(["fifo", "lru"], lines[3..5].Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.StartsWith("best of the policies that do not know the future at 2 rows: lru and fifo, 10.00 % (25.0 % of belady's hits)", lines[5], StringComparison.Ordinal);
        Assert.DoesNotContain("ns an id", output, StringComparison.Ordinal);
    }

    // 5 -3 5 9 -3 5 5 as above: distances 1 (5), 2 (-3), 2 (5), 0 (5), so 1, 2 and 4 hits of 7 from 1, 2 and 3 rows on.
    [Fact]
    public void Curve_TinyTrace_IsExactAndSaysHow()
    {
        var path = _folder.Write("a.csv", "5\n-3\n5\n9\n-3\n5\n5");

        var (code, output, error) = Run("curve", "--trace", path, "--capacity", "3,1,2,100%,2", "--policy", "lru,fifo", "--json");

        Assert.Equal((0, ""), (code, error));
        var results = JsonDocument.Parse(output).RootElement.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(["lru stack-distances", "fifo simulation"], results.Select(r => r.GetProperty("policy").GetString() + " " + r.GetProperty("method").GetString()));
        var points = results[0].GetProperty("points").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3], points.Select(p => p.GetProperty("capacity").GetDouble()));
        Assert.Equal([1 / 7.0, 2 / 7.0, 4 / 7.0], points.Select(p => p.GetProperty("hitRatio").GetDouble()));
        Assert.All(points, p => Assert.Equal(p.GetProperty("low").GetDouble(), p.GetProperty("high").GetDouble()));
    }

    [Fact]
    public void Curve_ManyIds_IsSampledWithIntervals()
    {
        var (code, output, _) = Run("curve", "--trace", "uniform", "--rows", "150000", "--accesses", "900000", "--capacity", "50%", "--policy", "lru,sieve");

        // Uniform accesses: an LRU cache of half the rows hits half the time, less some of the compulsory misses.
        Assert.Equal(0, code);
        Assert.Contains("sampled-stack-distances", output, StringComparison.Ordinal);
        Assert.Contains("sampled-simulation", output, StringComparison.Ordinal);
        Assert.Contains("sampled at rate 0.01; coarse below 1,000 cached rows.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("exact", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("0,01")]
    public void Curve_BadRate_IsOneLine(string rate)
    {
        var (code, output, error) = Run("curve", "--trace", "loop", "--rate", rate);

        Assert.Equal((2, "", $"hotrow: --rate {rate} is no sampling rate; give a number above 0 and below 1, with a decimal point, or exact\n"), (code, output, error));
    }

    [Fact]
    public void TraceInfo_HeaderLine_IsSaidAndNoSpeedIsSpokenOf()
    {
        var (code, output, _) = Run("trace", "info", _folder.Write("a.ids", "row_id\n7\n7"));

        Assert.Equal(0, code);
        Assert.Contains("the header line 'row_id' was skipped", output, StringComparison.Ordinal);
        Assert.DoesNotContain("below", output, StringComparison.Ordinal);
    }

    [Fact]
    public void WatchedTrace_Replayed_GivesTheSameBatches()
    {
        var trace = Workloads.Zipf.Create(new WorkloadArgs { RowCount = 100, IndexCount = 1_050, BatchSize = 100 });
        var watched = new WatchedTrace(trace, new Progress(TextWriter.Null));

        Assert.Equal(trace.Batches().SelectMany(b => b.Indices.ToArray()), watched.Batches().SelectMany(b => b.Indices.ToArray()));
        Assert.Equal((trace.Name, trace.RowCount, trace.IndexCount), (watched.Name, watched.RowCount, watched.IndexCount));
    }

    [Fact]
    public void Simulate_Corpus_ReplacesTheDefaultText()
    {
        var path = _folder.Write("own.txt", "a b a b c");

        var (code, output, _) = Run("simulate", "--corpus", path, "--policy", "fifo", "--capacity", "2", "--json");

        Assert.Equal(0, code);
        var result = JsonDocument.Parse(output).RootElement.GetProperty("results")[0];
        Assert.Equal("own.txt", result.GetProperty("trace").GetString());
        Assert.Equal(2, result.GetProperty("hits").GetInt64());
    }

    [Fact]
    public void Simulation_TraceTooLongForMemory_StreamsToTheSameCounts()
    {
        var trace = Workloads.Zipf.Create(new WorkloadArgs { RowCount = 1000, IndexCount = 30_000, BatchSize = 700 });
        var rows = MemoryTrace.Load(trace);
        var policies = CachePolicies.All.Where(p => !p.NeedsTrace).ToArray();

        var inMemory = new Simulation(new TraceInput("t", rows, rows, 1000, ""), new Progress(TextWriter.Null)).Run(policies, [10, 100]);
        var streamed = new Simulation(new TraceInput("t", trace, null, 1000, ""), new Progress(TextWriter.Null)).Run(policies, [10, 100]);

        Assert.Equal(inMemory.Select(r => (r.Policy, r.Capacity, r.Hits)), streamed.Select(r => (r.Policy, r.Capacity, r.Hits)));
        var error = Assert.Throws<InputException>(() => new Simulation(new TraceInput("t", trace, null, 1000, ""), new Progress(TextWriter.Null)).Run([CachePolicies.Belady], [10]));
        Assert.StartsWith("the policy 'belady' needs the whole trace in memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TraceInfo_TinyTrace_GivesTheContractsFields()
    {
        var path = _folder.Write("a.ids", "7 7 7\n8 8\n9");

        var (code, output, error) = Run("trace", "info", path, "--json");

        Assert.Equal((0, ""), (code, error));
        var info = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["accesses", "distinct", "top1Percent", "top5Percent", "top20Percent", "oneHitShare", "zipfAlpha"], info.EnumerateObject().Select(p => p.Name));
        Assert.Equal((6, 3), (info.GetProperty("accesses").GetInt32(), info.GetProperty("distinct").GetInt32()));
        Assert.Equal(0.5, info.GetProperty("top20Percent").GetDouble());
        Assert.Equal(1.0 / 3, info.GetProperty("oneHitShare").GetDouble(), 12);
    }

    [Fact]
    public void TraceInfo_OneId_HasNullAlpha()
    {
        var (code, output, _) = Run("trace", "info", _folder.Write("a.ids", "7\n7"), "--json");

        Assert.Equal(0, code);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(output).RootElement.GetProperty("zipfAlpha").ValueKind);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("101%")]
    [InlineData("0%")]
    [InlineData("x")]
    [InlineData("5,")]
    [InlineData("1e3")]
    [InlineData("99999999999")]
    public void Simulate_BadCapacity_IsOneLine(string capacity)
    {
        var (code, output, error) = Run("simulate", "--trace", "loop", "--policy", "lru", "--capacity", capacity);

        var bad = capacity.Split(',')[^1];
        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"hotrow: '{bad}' is no cache capacity; give rows, 1 or more (184), or a share of the distinct ids above 0 % and up to 100 % (5% or 0.5%), separated by commas\n", error);
    }

    [Theory]
    [InlineData("5%", 18455, 922)]
    [InlineData("1%", 18455, 184)]
    [InlineData("0.1%", 1000, 1)]
    [InlineData("0.0001%", 10, 1)]
    [InlineData("100%", 18455, 18455)]
    [InlineData("20000", 18455, 20000)]
    public void Capacity_OfDistinct_IsRoundedDown(string text, int distinct, int expected) => Assert.Equal([expected], CapacityList.Parse(text, distinct));

    [Theory]
    [InlineData("hotrow: Required argument 'TRACE' missing for command: 'info'; see hotrow trace info --help", "trace", "info")]
    [InlineData("hotrow: Unrecognized command or argument '--nope'; see hotrow simulate --help", "simulate", "--nope")]
    [InlineData("hotrow: Unrecognized command or argument 'simulat'; see hotrow --help", "simulat")]
    [InlineData("hotrow: --rows 0 is out of range; give 1 to 536870912; see hotrow trace info --help", "trace", "info", "zipf", "--rows", "0")]
    [InlineData("hotrow: --alpha 1,5 is no exponent; give a number from 0 to 100, with a decimal point", "trace", "info", "zipf", "--alpha", "1,5")]
    [InlineData("hotrow: --alpha NaN is no exponent; give a number from 0 to 100, with a decimal point", "trace", "info", "zipf", "--alpha", "NaN")]
    [InlineData("hotrow: --rows 2147483647 is out of range; give 1 to 536870912; see hotrow trace info --help", "trace", "info", "drift", "--rows", "2147483647")]
    [InlineData("hotrow: --accesses 9223372036854775807 is out of range; give 1 to 1000000000000; see hotrow simulate --help", "simulate", "--trace", "zipf", "--accesses", "9223372036854775807")]
    [InlineData("hotrow: --format csv is for files; 'zipf' is a workload (a file of that name is ./zipf)", "trace", "info", "zipf", "--format", "csv")]
    public void Run_BadUsage_IsOneLineAndExitCode2(string expected, params string[] args)
    {
        var (code, output, error) = Run(args);

        Assert.Equal((2, "", expected + "\n"), (code, output, error));
    }

    [Fact]
    public void Run_UnknownPolicy_ListsTheKnownOnes()
    {
        var (code, _, error) = Run("simulate", "--policy", "lruu", "--trace", "loop");

        Assert.Equal(2, code);
        Assert.Equal($"hotrow: unknown policy 'lruu'; known: {string.Join(", ", CachePolicies.All.Select(p => p.Name))}\n", error);
    }

    [Fact]
    public void Run_NeitherFileNorWorkload_ListsTheWorkloads()
    {
        var (code, _, error) = Run("trace", "info", "zipff");

        Assert.Equal(2, code);
        Assert.Equal($"hotrow: there is no file 'zipff', and no workload has that name; workloads: {string.Join(", ", Workloads.All.Select(w => w.Name))}\n", error);
    }

    [Fact]
    public void Run_UnexpectedFailure_IsOneLineAndExitCode1()
    {
        var root = new System.CommandLine.RootCommand();
        root.SetAction((Func<System.CommandLine.ParseResult, int>)(_ => throw new InvalidOperationException("first\nsecond")));
        using var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(1, CommandLine.Run(root, [], TextWriter.Null, error));
        Assert.Equal("hotrow: first second (InvalidOperationException)\n", error.ToString());
    }

    [Fact]
    public void Run_Stopped_IsAFailureInOneLine()
    {
        var root = new System.CommandLine.RootCommand();
        root.SetAction((Func<System.CommandLine.ParseResult, int>)(_ => throw new OperationCanceledException()));
        using var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(1, CommandLine.Run(root, [], TextWriter.Null, error));
        Assert.Equal("hotrow: stopped; results that were stored are kept, and the same command takes them over\n", error.ToString());
    }

    [Fact]
    public void Run_Help_GoesToStdout()
    {
        var (code, output, error) = Run("simulate", "--help");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("--capacity", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
