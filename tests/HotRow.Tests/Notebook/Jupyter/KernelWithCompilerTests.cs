using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>The kernel over the real session: what a front end sees of C# cells.</summary>
public sealed class KernelWithCompilerTests
{
    [Fact]
    public void Cells_OfARealSession_PrintShowAndKeepTheirState()
    {
        using var session = new CSharpSession(new SessionOptions());
        using var kernel = new RunningKernel(session);
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        var first = iopub.HearUntilIdle(shell.Send("execute_request", new { code = "var x = 20; Console.Write(\"😀\");" }));
        var second = iopub.HearUntilIdle(shell.Send("execute_request", new { code = "display(\"here\", \"d\"); x + 22" }));

        Assert.Equal("😀", string.Concat(first.Where(m => m.Type == "stream").Select(m => m.Text("text"))));
        Assert.Equal("d", second.Single(m => m.Type == "display_data").Content.GetProperty("transient").GetProperty("display_id").GetString());
        Assert.Equal("42", second.Single(m => m.Type == "execute_result").Content.GetProperty("data").GetProperty("text/plain").GetString());
    }

    [Fact]
    public void Interrupt_OfALoop_EndsItAndKeepsTheState()
    {
        using var session = new CSharpSession(new SessionOptions());
        using var kernel = new RunningKernel(session);
        var (iopub, shell, control) = (kernel.Iopub(), kernel.Shell(), kernel.Control());
        shell.Send("execute_request", new { code = "var kept = 7;" });
        shell.Hear();
        var loop = shell.Send("execute_request", new { code = "Console.WriteLine(\"running\"); while (true) { }" });
        while (iopub.Hear() is var heard && !(heard.ParentId == loop && heard.Type == "stream"))
        {
        }

        control.Send("interrupt_request", new { });

        Assert.Equal("error", shell.Hear().Text("status"));
        iopub.HearUntilIdle(loop);
        var result = iopub.HearUntilIdle(shell.Send("execute_request", new { code = "kept" }));
        Assert.Equal("7", result.Single(m => m.Type == "execute_result").Content.GetProperty("data").GetProperty("text/plain").GetString());
    }

    [Fact]
    public void Complete_AfterEmoji_ReplacesTheRightPart()
    {
        using var session = new CSharpSession(new SessionOptions());
        using var kernel = new RunningKernel(session);
        var shell = kernel.Shell();

        // `"😀😀".Len`: 8 code points; the three letters begin at the 5th.
        shell.Send("complete_request", new { code = "\"😀😀\".Len", cursor_pos = 8 });

        var reply = shell.Hear();
        Assert.Contains("Length", reply.Content.GetProperty("matches").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal((5, 8), (reply.Content.GetProperty("cursor_start").GetInt32(), reply.Content.GetProperty("cursor_end").GetInt32()));
    }
}
