using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Output comes in order, in few pieces, bounded, and to the cell that made it.</summary>
public sealed class CellOutputTests
{
    [Fact]
    public void Output_OfAllKinds_ComesInOrder()
    {
        using var cells = new Cells();

        var (result, output) = cells.Try("Console.Write(\"a\"); Console.Error.WriteLine(\"b\"); Console.Write('c'); Console.WriteLine(); display(1, \"x\"); Console.Write(2.5); update(\"new\", \"x\"); display(null); Console.Write(\"end\"); \"value\"");

        Assert.Equal(["out: a", "err: b\n", "out: c\n", "display[x]: 1", "out: 2.5", "update[x]: new", "display[]: null", "out: end"], output.Lines);
        Assert.Equal("value", result.Value!.Data[MimeBundle.PlainText].GetValue<string>());
    }

    [Fact]
    public void ManyLines_ComeInFewCalls()
    {
        using var cells = new Cells();

        var (_, output) = cells.Try("for (int i = 0; i < 20_000; i++) Console.WriteLine(i);");

        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n")), output.Out);
        Assert.InRange(output.Calls, 1, 200);
    }

    [Fact]
    public async Task Stream_OfARunningCell_ComesBeforeItsEnd()
    {
        using var cells = new Cells();
        using var stop = new CancellationTokenSource();
        var output = new RecordedOutput { OnCall = stop.Cancel };

        var run = Task.Run(() => cells.Session.Run("Console.Write(\"live\"); await Task.Delay(Timeout.Infinite, interrupted);", 1, output, stop.Token));

        Assert.Equal(CellStatus.Interrupted, (await run.WaitAsync(TimeSpan.FromSeconds(60))).Status);
        Assert.Equal("live", output.Out);
    }

    [Fact]
    public void OneHugeWrite_ComesWholeAndNeverSplitsACharacter()
    {
        using var cells = new Cells();
        var pieces = new List<string>();

        cells.Session.Run("Console.Write(\"x\" + string.Concat(Enumerable.Repeat(\"\\U0001F600\", 1_500_000)));", 1, new Pieces(pieces), default);

        Assert.Equal(3_000_001, pieces.Sum(p => p.Length));
        Assert.True(pieces.Count > 1);
        Assert.All(pieces, p => Assert.False(char.IsHighSurrogate(p[^1])));
    }

    [Fact]
    public async Task HostThatPrints_WhileACellFillsTheOutput_IsNotHeldUp()
    {
        using var cells = new Cells();
        var output = new RecordedOutput { OnCall = () => Console.Write("") };

        var run = Task.Run(() => cells.Session.Run("var s = new string('x', 100_000); for (int i = 0; i < 100; i++) Console.Write(s);", 1, output, default));

        Assert.Equal(CellStatus.Ok, (await run.WaitAsync(TimeSpan.FromSeconds(60))).Status);
        Assert.Equal(10_000_000, output.Out.Length);
    }

    [Fact]
    public void Threads_OfTheCell_ShowAndPrintInIt()
    {
        using var cells = new Cells();

        var (_, output) = cells.Try("var t = new Thread(() => { Console.Write(\"thread\"); display(\"there\"); }); t.Start(); t.Join(); await Task.Run(() => display(\"pool\")); Parallel.For(0, 4, i => Console.Write(\"p\"));");

        Assert.Equal(["out: thread", "display[]: there", "display[]: pool", "out: pppp"], output.Lines);
    }

    [Fact]
    public void ThreadsLeftBehind_WriteIntoNoLaterCell()
    {
        using var cells = new Cells();
        var first = new RecordedOutput();
        cells.Session.Run("var go = new ManualResetEventSlim(); var done = new ManualResetEventSlim(); new Thread(() => { go.Wait(); Console.Write(\"late\"); display(\"late\"); done.Set(); }).Start(); Console.Write(\"first\");", 1, first, default);

        var (_, second) = cells.Try("go.Set(); done.Wait(); Console.Write(\"second\");");

        Assert.Equal(["out: first"], first.Lines);
        Assert.Equal(["out: second"], second.Lines);
    }

    [Fact]
    public async Task ParallelSessions_DoNotMixTheirOutput()
    {
        var outputs = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() =>
        {
            using var cells = new Cells();
            cells.Value($"var me = {n};");
            return cells.Try("for (int i = 0; i < 300; i++) { Console.Write(me); await Task.Yield(); if (i % 100 == 0) display(me); }").Output;
        })));

        for (var n = 0; n < outputs.Length; n++)
        {
            Assert.Equal(new string((char)('0' + n), 300), outputs[n].Out);
            Assert.Equal([n.ToString(), n.ToString(), n.ToString()], outputs[n].Bundles.Select(b => b.Data[MimeBundle.PlainText].GetValue<string>()));
        }
    }

    [Fact]
    public void HostThatThrows_GetsItsExceptionAndTheSessionGoesOn()
    {
        using var cells = new Cells();
        var output = new RecordedOutput { OnCall = () => throw new IOException("front end is gone") };

        var thrown = Assert.Throws<IOException>(() => cells.Session.Run("Console.WriteLine(1); while (true) { }", 1, output, default));

        Assert.Equal("front end is gone", thrown.Message);
        Assert.Equal("2", cells.Value("2"));
    }

    [Fact]
    public void Display_OutsideACell_SaysSo()
    {
        var e = Assert.Throws<InvalidOperationException>(() => CellDisplay.display(1));

        Assert.Contains("no cell is running", e.Message, StringComparison.Ordinal);
        Assert.False(CellDisplay.interrupted.CanBeCanceled);
    }

    [Fact]
    public void ConsoleThatACellRedirected_StaysItsOwnChoiceUntilItGivesItBack()
    {
        using var cells = new Cells();

        var (_, output) = cells.Try("var before = Console.Out; var w = new StringWriter(); try { Console.SetOut(w); Console.Write(\"in\"); } finally { Console.SetOut(before); } Console.Write(\"out:\" + w);");

        Assert.Equal("out:in", output.Out);
    }

    private sealed class Pieces(List<string> pieces) : ICellOutput
    {
        public void Stream(bool error, string text) => pieces.Add(text);

        public void Display(MimeBundle bundle, string? displayId) => Assert.Fail("nothing is displayed");

        public void Update(MimeBundle bundle, string displayId) => Assert.Fail("nothing is updated");
    }
}
