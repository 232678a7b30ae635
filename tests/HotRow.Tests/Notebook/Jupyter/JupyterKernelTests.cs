using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>The message flows of a front end, in order and with their parents.</summary>
public sealed class JupyterKernelTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void KernelInfo_OnShellAndControl_IsAnsweredBetweenBusyAndIdle(int socket)
    {
        using var kernel = new RunningKernel();
        var (iopub, client) = (kernel.Iopub(), kernel.Client(socket, "DEALER"));

        var id = client.Send("kernel_info_request", new { });

        var reply = client.Hear();
        Assert.Equal(("kernel_info_reply", id), (reply.Type, reply.ParentId));
        Assert.Equal("me"u8.ToArray(), Assert.Single(reply.Identities));
        Assert.Equal("5.3", reply.Text("protocol_version"));
        var language = reply.Content.GetProperty("language_info");
        Assert.Equal(["C#", "text/x-csharp", ".cs", "csharp"], new[] { "name", "mimetype", "file_extension", "pygments_lexer" }.Select(f => language.GetProperty(f).GetString()));
        Assert.Equal(["status busy", "status idle"], iopub.HearUntilIdle(id).Select(m => m.Short));
    }

    [Fact]
    public void Execute_CellWithAllKindsOfOutput_ComesInItsOrder()
    {
        using var kernel = new RunningKernel();
        kernel.Session.Cells["go"] = (output, _) =>
        {
            output.Stream(error: false, "out");
            output.Stream(error: true, "err");
            output.Display(new MimeBundle(MimeBundle.Html("<b>1</b>", "1").Data, "l05-1"), "d");
            output.Update(MimeBundle.Text("2"), "d");
            return new CellResult(CellStatus.Ok, MimeBundle.Text("3"));
        };
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        var id = shell.Send("execute_request", new { code = "go", silent = false, store_history = true, user_expressions = new { a = "b" }, allow_stdin = true });

        var heard = iopub.HearUntilIdle(id);
        Assert.Equal(["status busy", "execute_input", "stream", "stream", "display_data", "update_display_data", "execute_result", "status idle"], heard.Select(m => m.Short));
        Assert.All(heard, m => Assert.Equal(id, m.ParentId));
        Assert.Equal("""{"code":"go","execution_count":1}""", heard[1].Content.GetRawText());
        Assert.Equal("""{"name":"stdout","text":"out"}""", heard[2].Content.GetRawText());
        Assert.Equal("""{"name":"stderr","text":"err"}""", heard[3].Content.GetRawText());
        Assert.Equal("""{"data":{"text/html":"<b>1</b>","text/plain":"1"},"metadata":{"id":"l05-1"},"transient":{"display_id":"d"}}""", heard[4].Content.GetRawText());
        Assert.Equal("""{"data":{"text/plain":"2"},"metadata":{},"transient":{"display_id":"d"}}""", heard[5].Content.GetRawText());
        Assert.Equal("""{"data":{"text/plain":"3"},"metadata":{},"execution_count":1}""", heard[6].Content.GetRawText());
        var reply = shell.Hear();
        Assert.Equal(("execute_reply", id), (reply.Type, reply.ParentId));
        Assert.Equal("""{"status":"ok","execution_count":1,"payload":[],"user_expressions":{}}""", reply.Content.GetRawText());
    }

    [Fact]
    public void Execute_SilentOrWithoutHistory_DoesNotCountAndSilentSaysNothing()
    {
        using var kernel = new RunningKernel();
        kernel.Session.Cells["chatty"] = (output, _) =>
        {
            output.Stream(error: false, "x");
            return new CellResult(CellStatus.Ok, MimeBundle.Text("1"));
        };
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        var silent = shell.Send("execute_request", new { code = "chatty", silent = true });
        var unstored = shell.Send("execute_request", new { code = "b", store_history = false });
        var stored = shell.Send("execute_request", new { code = "c" });

        Assert.Equal(["status busy", "status idle"], iopub.HearUntilIdle(silent).Select(m => m.Short));
        Assert.Equal(["status busy", "execute_input", "execute_result", "status idle"], iopub.HearUntilIdle(unstored).Select(m => m.Short));
        iopub.HearUntilIdle(stored);
        Assert.Equal([1, 1, 1], kernel.Session.Ran.Select(r => r.Number));
        var next = shell.Send("execute_request", new { code = "d" });
        iopub.HearUntilIdle(next);
        Assert.Equal(("d", 2), kernel.Session.Ran[^1]);
    }

    [Fact]
    public void Execute_Fails_AbortsWhatWaitsAndRunsWhatComesLater()
    {
        using var kernel = new RunningKernel();
        using var allSent = new ManualResetEventSlim();
        kernel.Session.Cells["bad"] = (_, _) =>
        {
            Assert.True(allSent.Wait(s_guard, CancellationToken.None));
            return ScriptedSession.Failed;
        };
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        var bad = shell.Send("execute_request", new { code = "bad" });
        var second = shell.Send("execute_request", new { code = "two" });
        var info = shell.Send("kernel_info_request", new { });
        var third = shell.Send("execute_request", new { code = "three" });
        allSent.Set();

        var replies = Enumerable.Range(0, 4).Select(_ => shell.Hear()).ToArray();
        Assert.Equal([bad, second, info, third], replies.Select(r => r.ParentId));
        Assert.Equal(["error", "aborted", "ok", "aborted"], replies.Select(r => r.Text("status")));
        Assert.Equal("""{"ename":"Oops","evalue":"it failed","traceback":["Oops: it failed","cell 1, line 1"],"status":"error","execution_count":1}""", replies[0].Content.GetRawText());
        var error = iopub.HearUntilIdle(bad).Single(m => m.Type == "error");
        Assert.Equal("""{"ename":"Oops","evalue":"it failed","traceback":["Oops: it failed","cell 1, line 1"]}""", error.Content.GetRawText());
        Assert.Equal(["status busy", "status idle"], iopub.HearUntilIdle(second).Select(m => m.Short));

        shell.Send("execute_request", new { code = "four" });
        Assert.Equal("ok", shell.Hear().Text("status"));
        Assert.Equal(["bad", "four"], kernel.Session.Ran.Select(r => r.Code));
    }

    [Fact]
    public void Execute_FailsWithStopOnErrorOff_GoesOn()
    {
        using var kernel = new RunningKernel();
        using var allSent = new ManualResetEventSlim();
        kernel.Session.Cells["bad"] = (_, _) =>
        {
            Assert.True(allSent.Wait(s_guard, CancellationToken.None));
            return ScriptedSession.Failed;
        };
        var shell = kernel.Shell();

        shell.Send("execute_request", new { code = "bad", stop_on_error = false });
        shell.Send("execute_request", new { code = "two" });
        allSent.Set();

        Assert.Equal("error", shell.Hear().Text("status"));
        Assert.Equal("ok", shell.Hear().Text("status"));
    }

    [Fact]
    public void Execute_SessionThrows_IsAnErrorOfThatCell()
    {
        using var kernel = new RunningKernel();
        kernel.Session.Cells["broken"] = (_, _) => throw new InvalidTimeZoneException("inside");
        var shell = kernel.Shell();

        shell.Send("execute_request", new { code = "broken" });

        Assert.Equal("InvalidTimeZoneException", shell.Hear().Text("ename"));
        kernel.AssertAlive();
    }

    [Fact]
    public void Interrupt_WhileACellRuns_EndsItAndTheKernelGoesOn()
    {
        using var kernel = new RunningKernel();
        using var running = new ManualResetEventSlim();
        kernel.Session.Cells["spin"] = (_, interrupt) =>
        {
            running.Set();
            Assert.True(interrupt.WaitHandle.WaitOne(s_guard));
            return new CellResult(CellStatus.Interrupted);
        };
        var (shell, control) = (kernel.Shell(), kernel.Control());
        shell.Send("execute_request", new { code = "spin" });
        Assert.True(running.Wait(s_guard));

        var id = control.Send("interrupt_request", new { });

        var reply = control.Hear();
        Assert.Equal(("interrupt_reply", id, "ok"), (reply.Type, reply.ParentId, reply.Text("status")));
        Assert.Equal("Interrupted", shell.Hear().Text("ename"));
        control.Send("interrupt_request", new { });
        Assert.Equal("ok", control.Hear().Text("status"));
        shell.Send("execute_request", new { code = "next" });
        Assert.Equal("ok", shell.Hear().Text("status"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_WhileACellSpins_IsAnsweredAndEndsTheKernel(bool restart)
    {
        using var kernel = new RunningKernel();
        using var running = new ManualResetEventSlim();
        using var testEnds = new ManualResetEventSlim();
        kernel.Session.Cells["deaf"] = (_, _) =>
        {
            running.Set();
            testEnds.Wait(s_guard, CancellationToken.None);
            return ScriptedSession.Ok;
        };
        var (iopub, shell, control) = (kernel.Iopub(), kernel.Shell(), kernel.Control());
        shell.Send("execute_request", new { code = "deaf" });
        Assert.True(running.Wait(s_guard));

        var id = control.Send("shutdown_request", new { restart });

        var reply = control.Hear();
        Assert.Equal(("shutdown_reply", id, restart), (reply.Type, reply.ParentId, reply.Content.GetProperty("restart").GetBoolean()));
        Assert.Contains("shutdown_reply", iopub.HearUntilIdle(id).Select(m => m.Type));
        await kernel.Ended.WaitAsync(s_guard);
        testEnds.Set();
    }

    [Fact]
    public void Shutdown_WhileACellRuns_InterruptsIt()
    {
        using var kernel = new RunningKernel();
        using var running = new ManualResetEventSlim();
        using var interrupted = new ManualResetEventSlim();
        kernel.Session.Cells["waits"] = (_, interrupt) =>
        {
            running.Set();
            if (interrupt.WaitHandle.WaitOne(s_guard))
                interrupted.Set();
            return new CellResult(CellStatus.Interrupted);
        };
        var (shell, control) = (kernel.Shell(), kernel.Control());
        shell.Send("execute_request", new { code = "waits" });
        Assert.True(running.Wait(s_guard));

        control.Send("shutdown_request", new { restart = false });

        Assert.True(interrupted.Wait(s_guard));
    }

    [Fact]
    public void Complete_AfterEmoji_CountsCodePoints()
    {
        using var kernel = new RunningKernel();
        var shell = kernel.Shell();

        // Two emoji are 2 code points and 4 UTF-16 units; `"😀😀".Le` has 7 code points and 9 units.
        shell.Send("complete_request", new { code = "\"😀😀\".Le", cursor_pos = 7 });

        var reply = shell.Hear();
        Assert.Equal(9, kernel.Session.AskedPosition);
        Assert.Equal("""{"status":"ok","matches":["Length"],"cursor_start":5,"cursor_end":7,"metadata":{}}""", reply.Content.GetRawText());
    }

    [Fact]
    public void Inspect_AfterEmojiAndAtNothing_SaysWhatIsFound()
    {
        using var kernel = new RunningKernel();
        var shell = kernel.Shell();

        shell.Send("inspect_request", new { code = "😀x", cursor_pos = 2, detail_level = 0 });
        var found = shell.Hear();
        Assert.Equal(3, kernel.Session.AskedPosition);
        shell.Send("inspect_request", new { code = "x", cursor_pos = 0 });
        var nothing = shell.Hear();

        Assert.True(found.Content.GetProperty("found").GetBoolean());
        Assert.Equal("**int**", found.Content.GetProperty("data").GetProperty("text/markdown").GetString());
        Assert.False(nothing.Content.GetProperty("found").GetBoolean());
        Assert.Equal("{}", nothing.Content.GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("1 + 1", """{"status":"complete"}""")]
    [InlineData("]", """{"status":"invalid"}""")]
    [InlineData("  if (x)\n  {", """{"status":"incomplete","indent":"      "}""")]
    public void IsComplete_Answers(string code, string expected)
    {
        using var kernel = new RunningKernel();
        var shell = kernel.Shell();

        shell.Send("is_complete_request", new { code });

        Assert.Equal(expected, shell.Hear().Content.GetRawText());
    }

    [Theory]
    [InlineData("history_request", """{"status":"ok","history":[]}""")]
    [InlineData("comm_info_request", """{"status":"ok","comms":{}}""")]
    public void WhatThereIsNot_IsAnsweredEmpty(string type, string expected)
    {
        using var kernel = new RunningKernel();
        var shell = kernel.Shell();

        shell.Send(type, new { });

        Assert.Equal(expected, shell.Hear().Content.GetRawText());
    }

    [Fact]
    public void CommOpen_IsClosedAtOnce()
    {
        using var kernel = new RunningKernel();
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        var id = shell.Send("comm_open", new { comm_id = "c1", target_name = "widget", data = new { } });

        var heard = iopub.HearUntilIdle(id);
        Assert.Equal(["status busy", "comm_close", "status idle"], heard.Select(m => m.Short));
        Assert.Equal("c1", heard[1].Text("comm_id"));
    }

    [Fact]
    public void Request_WithoutItsCodeOrOnTheWrongSocket_IsAnsweredWithAnError()
    {
        using var kernel = new RunningKernel();
        var (shell, control) = (kernel.Shell(), kernel.Control());

        shell.Send("execute_request", new { code = 5 });
        control.Send("execute_request", new { code = "1" });

        Assert.Equal("error", shell.Hear().Text("status"));
        Assert.Equal("error", control.Hear().Text("status"));
        Assert.Empty(kernel.Session.Ran);
    }

    [Fact]
    public void Output_AfterTheCellEnded_IsDropped()
    {
        using var kernel = new RunningKernel();
        ICellOutput? kept = null;
        kernel.Session.Cells["keep"] = (output, _) =>
        {
            kept = output;
            return ScriptedSession.Ok;
        };
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());
        iopub.HearUntilIdle(shell.Send("execute_request", new { code = "keep" }));

        kept!.Stream(error: false, "late");
        kept.Display(MimeBundle.Text("late"), null);

        var next = shell.Send("kernel_info_request", new { });
        Assert.Equal(["status busy", "status idle"], iopub.HearUntilIdle(next).Select(m => m.Short));
    }

    [Fact]
    public void Stream_WithHalfAnEmoji_ArrivesAndTheKernelGoesOn()
    {
        using var kernel = new RunningKernel();
        kernel.Session.Cells["half"] = (output, _) =>
        {
            output.Stream(error: false, "a" + '\ud83d' + "b");
            return ScriptedSession.Failed with { Error = new CellError("\ud83d", "\ude00", null, ["\ud83d"]) };
        };
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        var id = shell.Send("execute_request", new { code = "half" });

        Assert.Equal("a\ufffdb", iopub.HearUntilIdle(id).Single(m => m.Type == "stream").Text("text"));
        Assert.Equal("\ufffd", shell.Hear().Text("ename"));
    }

    [Fact]
    public void Heartbeat_IsEchoed()
    {
        using var kernel = new RunningKernel();
        using var client = new ZmqClient(kernel.Ports[4], "REQ");

        client.Send([], [.. "ping"u8]);

        Assert.Equal([[], [.. "ping"u8]], client.Receive());
    }
}
