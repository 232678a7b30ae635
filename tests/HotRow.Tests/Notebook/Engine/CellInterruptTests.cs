using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A cell that is interrupted ends, whatever it does, and the session goes on.</summary>
public sealed class CellInterruptTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Endless => new()
    {
        "while (true) { }",
        "Thread.Sleep(Timeout.Infinite);",
        "await Task.Delay(Timeout.Infinite);",
        "await Task.Delay(20); while (true) { }",
        "while (true) { try { while (true) { } } catch { } }",
        "while (true) { try { Thread.Sleep(100000); } catch { } }",
        "while (true) { try { await Task.Delay(100000); } catch { } }",
        "while (!interrupted.IsCancellationRequested) Thread.Sleep(1);",
        "await Task.Delay(Timeout.Infinite, interrupted);",
        "while (true) Console.WriteLine(\"again and again\");",
        "while (true) { try { Console.Error.Write('x'); } catch { } }",
        "while (true) display(1);",
        "new ManualResetEvent(false).WaitOne();",
        "Task.Run(() => { while (!interrupted.IsCancellationRequested) { } }).Wait();",
        "Parallel.For(0, 4, _ => { while (true) interrupted.ThrowIfCancellationRequested(); });",
        "await Task.Run(() => { while (true) Console.WriteLine(\"pool\"); });",
        "Enumerable.Range(0, int.MaxValue).Select(i => { Thread.Sleep(1); return i; }).Where(i => i < 0)",
        "class Slow { public override string ToString() { while (true) { } } }\nnew Slow()",
        "interrupted.Register(() => Thread.Sleep(Timeout.Infinite)); while (true) { }",
        "interrupted.Register(() => throw new Exception()); while (true) { }",
        "lock (typeof(string)) { while (true) { } }",
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Interrupt_OfAnEndlessCell_EndsItAndKeepsTheState(string code)
    {
        using var cells = new Cells();
        cells.Value("var kept = 41;");

        var (result, _) = await Interrupted(cells, code);

        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Equal("Interrupted", result.Error!.Name);
        Assert.DoesNotContain("left running", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal("42", cells.Value("kept + 1"));
        Assert.Equal("7", cells.Value("await Task.Run(() => 7)"));
    }

    [Fact]
    public async Task Interrupt_OfACellThatAsks_KeepsItsVariables()
    {
        using var cells = new Cells();

        var (result, _) = await Interrupted(cells, "var got = 3;\nawait Task.Delay(Timeout.Infinite, interrupted);");

        Assert.Equal((CellStatus.Interrupted, 2), (result.Status, result.Error!.Line));
        Assert.Equal("3", cells.Value("got"));
    }

    [Fact]
    public async Task Interrupt_OfACellThatCleansUp_KeepsWhatItPrintsThen()
    {
        using var cells = new Cells();

        var (_, output) = await Interrupted(cells, "try { await Task.Delay(Timeout.Infinite, interrupted); } finally { Console.Write(\"tidy\"); }");

        Assert.Equal("gotidy", output.Out);
    }

    [Fact]
    public async Task Interrupt_WhereAbortIsForbidden_LeavesALoopBehindAndSaysSo()
    {
        using var cells = new Cells(new SessionOptions { MayAbort = false });
        cells.Value("class Flag { public static volatile bool Stop; }\nvar kept = 1;");

        var (result, _) = await Interrupted(cells, "while (!Flag.Stop) { }");

        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Contains("left running", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("1", cells.Value("Flag.Stop = true;\nkept"));
    }

    [Fact]
    public void Run_WithATokenThatIsCancelledAlready_DoesNotRun()
    {
        using var cells = new Cells();

        var (result, output) = cells.Try("Console.Write(1); while (true) { }", new CancellationToken(canceled: true));

        Assert.Equal(CellStatus.Interrupted, result.Status);
        Assert.Equal(0, output.Calls);
    }

    [Fact]
    public async Task Dispose_WhileACellRuns_InterruptsIt()
    {
        var cells = new Cells();
        var (run, _) = await Started(cells, "while (true) { }");

        cells.Dispose();

        Assert.Equal(CellStatus.Interrupted, (await run.WaitAsync(s_patience)).Status);
        Assert.Throws<ObjectDisposedException>(() => cells.Value("1"));
    }

    [Fact]
    public async Task Run_WhileACellRuns_IsRefused()
    {
        using var cells = new Cells();
        using var stop = new CancellationTokenSource();
        var (run, _) = await Started(cells, "while (true) { }", stop.Token);

        Assert.Throws<InvalidOperationException>(() => cells.Value("1"));

        await stop.CancelAsync();
        Assert.Equal(CellStatus.Interrupted, (await run.WaitAsync(s_patience)).Status);
        Assert.Equal("1", cells.Value("1"));
    }

    private static async Task<(CellResult Result, RecordedOutput Output)> Interrupted(Cells cells, string code)
    {
        using var stop = new CancellationTokenSource();
        var (run, output) = await Started(cells, code, stop.Token);
        await stop.CancelAsync();
        return (await run.WaitAsync(s_patience), output);
    }

    /// <summary>A cell that has said "go" and goes on.</summary>
    private static async Task<(Task<CellResult> Run, RecordedOutput Output)> Started(Cells cells, string code, CancellationToken interrupt = default)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new RecordedOutput { OnCall = () => started.TrySetResult() };
        var run = Task.Run(() => cells.Session.Run($"Console.Write(\"go\"); {code}", 1, output, interrupt));
        await started.Task.WaitAsync(s_patience, CancellationToken.None);
        return (run, output);
    }
}
