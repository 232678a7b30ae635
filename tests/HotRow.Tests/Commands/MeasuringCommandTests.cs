using System.Text.Json;
using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The commands that measure and show results, in process, at Tiny scale.</summary>
public sealed class MeasuringCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Results => Path.Combine(_folder.Path, "results");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TinyExperiment_WritesResultsReportAndSummary()
    {
        var (code, output, error) = Run("run", "w1", "--scale", "tiny", "--out", Results, "--json");

        Assert.Equal(0, code);
        Assert.Contains("1 experiment at Tiny scale", error, StringComparison.Ordinal);
        Assert.Contains("w1-week-1", output, StringComparison.Ordinal);
        var document = JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement;
        Assert.Equal("w1-week-1", document.GetProperty("experiments")[0].GetProperty("id").GetString());
        Assert.Equal(0, document.GetProperty("experiments")[0].GetProperty("checkFailed").GetInt32());
        Assert.All(document.GetProperty("reports").EnumerateArray(), r => Assert.True(File.Exists(r.GetString())));
        Assert.NotEmpty(Directory.GetFiles(Results, "*.jsonl", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Results, "charts"), "w1-week-1-*.svg"));
    }

    [Fact]
    public void Run_Again_TakesFinishedPointsOver()
    {
        Run("run", "w1", "--scale", "tiny", "--out", Results);

        var (code, _, error) = Run("run", "w1", "--scale", "tiny", "--out", Results);

        Assert.Equal(0, code);
        Assert.Contains("points were stored for this machine, build and scale", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnTheOracle_MeasuresItsPointsTooAndTheCardNamesIt()
    {
        var (code, output, error) = Run("run", "l04", "--scale", "tiny", "--device", "cpu", "--out", Results);

        Assert.True(code == 0, output + error);
        Assert.Contains("; device cpu: C# oracle", error, StringComparison.Ordinal);
        Assert.Contains(@"device cpu: C\# oracle", File.ReadAllText(Path.Combine(Results, "report.md")), StringComparison.Ordinal);
        Assert.Equal(HotRow.Lab.Experiments.Hierarchy.Charts.Count, Directory.GetFiles(Path.Combine(Results, "charts"), "l04-hierarchy-*.svg").Length);

        // A later run without the device keeps its line, for its results are still there.
        Run("run", "l04", "--scale", "tiny", "--out", Results);
        Assert.StartsWith("cpu: C# oracle", ResultStore.Machines(Results)[0].Card.DeviceLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu:7", "there is no device 'cpu:7'")]
    [InlineData("abacus", "abacus")]
    [InlineData("cpu:x", "'cpu:x' does not name a device: give a backend and, behind a colon, a number")]
    public void Run_NoSuchDevice_IsOneLineBeforeAnythingRuns(string device, string message)
    {
        var (code, _, error) = Run("run", "l04", "--scale", "tiny", "--device", device, "--out", Results);

        Assert.Equal(2, code);
        Assert.Contains(message, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Results));
    }

    [Fact]
    public void Run_ExperimentWithoutADevicePart_NamesThoseThatHaveOne()
    {
        var (code, _, error) = Run("run", "l03", "--scale", "tiny", "--device", "cpu", "--out", Results);

        Assert.Equal(2, code);
        Assert.Contains("l03-fetched-again: nothing of it runs on a device; these do: ", Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_FromStoredResults_WritesTheSameClaims()
    {
        Run("run", "w1", "--scale", "tiny", "--out", Results);
        var written = File.ReadAllText(Path.Combine(Results, "report.md"));

        var (code, output, _) = Run("report", "--out", Results, "--scale", "tiny", "--as", "markdown");

        Assert.Equal(0, code);
        Assert.Contains(Experiments.Week1.Question, written, StringComparison.Ordinal);
        foreach (var claim in Experiments.Week1.Claims)
        {
            Assert.Contains(claim.Statement, output, StringComparison.Ordinal);
            Assert.Contains(claim.Statement, written, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Compare_RunWithItself_ShowsNoDifference()
    {
        Run("run", "w1", "--scale", "tiny", "--out", Results);

        var (code, output, _) = Run("compare", Results, Results, "--json");

        Assert.Equal(0, code);
        Assert.Contains(" 0 differ, ", output, StringComparison.Ordinal);
        var rows = JsonDocument.Parse(output.TrimEnd('\n').Split('\n')[^1]).RootElement.GetProperty("rows").EnumerateArray().ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.False(r.GetProperty("difference").GetBoolean()));
    }

    [Fact]
    public void List_EveryCatalog_NamesItsEntries()
    {
        var (code, output, _) = Run("list");

        Assert.Equal(0, code);
        Assert.All(CachePolicies.All, p => Assert.Contains(p.Name, output, StringComparison.Ordinal));
        Assert.All(Experiments.All, e => Assert.Contains(e.Id, output, StringComparison.Ordinal));
        Assert.All(LookupStrategies.All, s => Assert.Contains(s.Name, output, StringComparison.Ordinal));
    }

    [Fact]
    public void ListRowFormats_EachFormat_ShowsTheBytesOfARow()
    {
        var (code, output, _) = Run("list", "row-formats");

        Assert.Equal(0, code);
        Assert.All(RowFormats.All, f => Assert.Contains(f.Name, output, StringComparison.Ordinal));
        Assert.Contains(" 388 bytes a row of 768; FBGEMM", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown experiment 'l99'; known: ", "run", "l99")]
    [InlineData("--budget '3' is no duration; give seconds, minutes or hours between 1s and 24h: 150s, 10m, 2h", "--budget", "3")]
    [InlineData("--budget '1,5m' is no duration", "all", "--budget", "1,5m")]
    [InlineData("there is no file 'no-such-text'", "--corpus", "no-such-text")]
    [InlineData("no results at 'no-such-folder'", "report", "--out", "no-such-folder")]
    [InlineData("no results at 'no-such-a'", "compare", "no-such-a", "no-such-b")]
    [InlineData("nothing called 'cats' to list; known: experiments, policies", "list", "cats")]
    [InlineData("--scale 'huge' is unknown; known: tiny, smoke, full", "run", "w1", "--scale", "huge")]
    [InlineData("--scale '7' is unknown", "run", "w1", "--scale", "7")]
    [InlineData("--out '' is no folder", "run", "w1", "--out", "")]
    public void BadInput_IsOneLineAndExitCode2(string expected, params string[] args)
    {
        var (code, output, error) = Run(args);

        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.StartsWith("hotrow: " + expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Run_ResultsOfANewerVersion_AreRefusedAndKept()
    {
        var machine = Path.Combine(Results, MachineCard.ThisMachine.Name, "w1-week-1");
        Directory.CreateDirectory(machine);
        var newer = Path.Combine(machine, "20990101-000000-1.jsonl");
        File.WriteAllText(newer, "{\"schema\":99}\n");

        var (code, _, error) = Run("run", "w1", "--scale", "tiny", "--out", Results);

        Assert.Equal(2, code);
        Assert.Contains("written by a newer HotRow", error, StringComparison.Ordinal);
        Assert.Equal("{\"schema\":99}\n", File.ReadAllText(newer));
    }

    [Fact]
    public void Report_ResultsOfAnotherMachine_ShowThatMachinesCard()
    {
        Run("run", "w1", "--scale", "tiny", "--out", Results);
        var here = Path.Combine(Results, MachineCard.ThisMachine.Name);
        var there = Path.Combine(Results, "other-64t-abcdef");
        Directory.Move(here, there);
        var card = Path.Combine(there, "machine.json");
        File.WriteAllText(card, File.ReadAllText(card).Replace(MachineCard.ThisMachine.Name, "other-64t-abcdef", StringComparison.Ordinal).Replace(MachineCard.ThisMachine.Processor, "Other Processor", StringComparison.Ordinal));

        var (code, output, _) = Run("report", "--out", Results, "--scale", "tiny", "--as", "markdown");

        Assert.Equal(0, code);
        Assert.Contains("Other Processor", output, StringComparison.Ordinal);
        Assert.DoesNotContain($"Measured on {MachineCard.ThisMachine.Processor}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_SeveralMachines_AsksWhich()
    {
        foreach (var name in new[] { "a-1t-000001", "b-2t-000002" })
        {
            using var store = ResultStore.Open(Results, name);
            store.Describe(MachineCard.ThisMachine with { Name = name });
        }

        var (code, _, error) = Run("report", "--out", Results, "--machine", "c");

        Assert.Equal(2, code);
        Assert.Contains("name one with --machine: a-1t-000001, b-2t-000002", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhileAnotherMeasures_IsRefused()
    {
        using var other = ResultStore.Open(Results, "m");

        var (code, _, error) = Run("run", "w1", "--scale", "tiny", "--out", Results);

        Assert.Equal(1, code);
        Assert.Contains("another hotrow is measuring", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_Write_ReplacesOnlyTheCard()
    {
        var path = _folder.Write("environment.md", "# Mine\n\nabove\n\n<!-- machine card: begin (hotrow doctor --write) -->\nold\n<!-- machine card: end -->\n\nbelow\n");

        DoctorCommand.Write(path, MachineCard.ThisMachine, [new("thing", true, "detail")]);
        DoctorCommand.Write(path, MachineCard.ThisMachine, [new("thing", true, "detail")]);

        var text = File.ReadAllText(path);
        Assert.StartsWith("# Mine\n\nabove\n\n<!--", text, StringComparison.Ordinal);
        Assert.EndsWith("-->\n\nbelow\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old", text, StringComparison.Ordinal);
        Assert.Contains("| thing | yes | detail |", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("machine card: begin").Length);
    }

    [Fact]
    public void Doctor_WriteIntoAFileWithOneMark_IsRefused()
    {
        var path = _folder.Write("environment.md", "<!-- machine card: end -->\n");

        Assert.Throws<InputException>(() => DoctorCommand.Write(path, MachineCard.ThisMachine, []));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(Program.CreateRoot(), args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
