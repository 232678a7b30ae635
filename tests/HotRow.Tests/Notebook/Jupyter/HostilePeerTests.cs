using System.Net;
using System.Net.Sockets;
using System.Text;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>What strangers and broken front ends may do to a kernel: nothing.</summary>
public sealed class HostilePeerTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(60);
    private static readonly byte[] s_execute = [.. """{"code":"evil"}"""u8];

    public static TheoryData<string, byte[]> Greeted => new()
    {
        { "length above int.MaxValue", [2, 0, 0, 0, 0, 0x80, 0, 0, 0] },
        { "length negative as a signed number", [2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "length just above the limit", [2, 0, 0, 0, 0, 4, 0, 0, 1] },
        { "second part above what is left of the limit", [1, 1, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0] },
        { "unknown flags", [0x80, 0] },
        { "a command that continues", [5, 0] },
        { "a command within a message", [1, 0, 4, 0] },
        { "a command above its limit", [6, 0, 0, 0, 0, 0, 0, 0x20, 0] },
        { "65 subscriptions", [.. Enumerable.Repeat<byte[]>([4, 10, 9, .. "SUBSCRIBE"u8], 65).SelectMany(command => command)] },
        { "a long subscription", [6, 0, 0, 0, 0, 0, 0, 1, 11, 9, .. "SUBSCRIBE"u8, .. new byte[257]] },
        { "2,000 parts", [.. Enumerable.Repeat<byte[]>([1, 0], 2000).SelectMany(part => part)] },
    };

    [Fact]
    public void Message_WronglySignedOrUnsignedOrReplayed_IsIgnored()
    {
        using var kernel = new RunningKernel();
        var shell = kernel.Shell();
        var good = FrontEnd.Sign("execute_request", [.. """{"code":"good"}"""u8], FrontEnd.Key).Parts;
        var unsigned = FrontEnd.Sign("execute_request", s_execute, FrontEnd.Key).Parts;
        unsigned[2] = [];
        var changed = FrontEnd.Sign("execute_request", [.. """{"code":"good"}"""u8], FrontEnd.Key).Parts;
        changed[6] = s_execute;

        shell.Wire.Send(FrontEnd.Sign("execute_request", s_execute, "another key").Parts);
        shell.Wire.Send(unsigned);
        shell.Wire.Send(changed);
        shell.Wire.Send(good);
        shell.Wire.Send(good);

        var last = shell.Send("kernel_info_request", new { });
        Assert.Equal("execute_reply", shell.Hear().Type);
        Assert.Equal(last, shell.Hear().ParentId);
        Assert.Equal(["good"], kernel.Session.Ran.Select(r => r.Code));
    }

    [Fact]
    public async Task Message_WithoutAKey_IsTakenUnsignedAndTheUserIsTold()
    {
        using var kernel = new RunningKernel(key: "");
        var shell = kernel.Shell();

        shell.Wire.Send([.. "<IDS|MSG>"u8], [], [.. """{"msg_id":"1","msg_type":"execute_request"}"""u8], [.. "{}"u8], [.. "{}"u8], [.. """{"code":"x"}"""u8]);

        Assert.Equal("execute_reply", shell.Hear().Type);
        Assert.Contains("no key", await kernel.FirstNote.Task.WaitAsync(s_guard), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "[]")]
    [InlineData("[]", "{}")]
    [InlineData("{}", "{")]
    [InlineData("{\"msg_type\":7}", "{}")]
    [InlineData("{\"msg_type\":\"\\ud800\"}", "{}")]
    [InlineData("{\"msg_type\":\"input_reply\"}", "{}")]
    [InlineData("{\"msg_type\":\"no_such_request\"}", "{}")]
    [InlineData("", "")]
    public void Message_WithBadJsonOrUnknownType_IsIgnored(string header, string content)
    {
        using var kernel = new RunningKernel(key: "");
        var (iopub, shell) = (kernel.Iopub(), kernel.Shell());

        shell.Wire.Send([.. "<IDS|MSG>"u8], [], Encoding.UTF8.GetBytes(header), [.. "{}"u8], [.. "{}"u8], Encoding.UTF8.GetBytes(content));
        shell.Wire.Send([.. "<IDS|MSG>"u8]);
        shell.Wire.Send([]);

        var id = shell.Send("kernel_info_request", new { });
        Assert.Equal(id, shell.Hear().ParentId);
        Assert.Equal(["status busy", "status idle"], iopub.HearUntilIdle(id).Select(m => m.Short));
    }

    [Fact]
    public void Message_WithJsonNestedDeeply_IsIgnored()
    {
        using var kernel = new RunningKernel();
        var shell = kernel.Shell();

        shell.Wire.Send(FrontEnd.Sign("execute_request", Encoding.ASCII.GetBytes(new string('[', 1_000_000)), FrontEnd.Key).Parts);

        Assert.Equal(shell.Send("kernel_info_request", new { }), shell.Hear().ParentId);
    }

    [Fact]
    public void RandomBytes_OnAllPorts_EndOnlyTheirOwnConnections()
    {
        using var kernel = new RunningKernel();
        var random = new Random(20261120);
        for (var i = 0; i < 100; i++)
        {
            var bytes = new byte[random.Next(1, 500)];
            random.NextBytes(bytes);
            using var tcp = Connect(kernel.Ports[i % 5]);
            // Half of them get past the first look.
            WriteUntilClosed(tcp.GetStream(), i % 10 < 5 ? bytes : [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0, .. "NULL"u8, .. new byte[48], .. bytes]);
        }

        kernel.AssertAlive();
    }

    [Fact]
    public void RandomFrames_AfterTheHandshake_EndOnlyTheirOwnConnections()
    {
        using var kernel = new RunningKernel();
        var random = new Random(4);
        string[] types = ["DEALER", "SUB", "DEALER", "DEALER", "REQ"];
        for (var i = 0; i < 100; i++)
        {
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            // Mostly flags that exist.
            bytes[0] &= 7;
            using var client = new ZmqClient(kernel.Ports[i % 5], types[i % 5]);
            client.Stream.Write(bytes);
        }

        kernel.AssertAlive();
    }

    [Theory]
    [MemberData(nameof(Greeted))]
    public void Frame_BeyondTheProtocolOrItsLimits_EndsTheConnection(string what, byte[] bytes)
    {
        using var kernel = new RunningKernel();
        using var client = new ZmqClient(kernel.Ports[0], "DEALER");

        client.Stream.Write(bytes);

        Assert.True(IsClosed(client.Stream), what);
        kernel.AssertAlive();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u00ff\0\0\0\0\0\0\0\u0001\u007f\u0001\0")]
    public void NotZmtp3_IsRefused(string text)
    {
        using var kernel = new RunningKernel();
        using var tcp = Connect(kernel.Ports[0]);

        WriteUntilClosed(tcp.GetStream(), [.. Encoding.Latin1.GetBytes(text), .. new byte[64]]);

        Assert.True(IsClosed(tcp.GetStream()));
        kernel.AssertAlive();
    }

    [Fact]
    public void SocketType_ThatDoesNotFit_IsRefused()
    {
        using var kernel = new RunningKernel();
        using var tcp = Connect(kernel.Ports[0]);

        WriteUntilClosed(tcp.GetStream(), [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0, .. "NULL"u8, .. new byte[48], 4, 25, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "SUB"u8]);

        Assert.True(IsClosed(tcp.GetStream()));
        kernel.AssertAlive();
    }

    [Fact]
    public void HalfAMessage_ThenClosed_IsForgotten()
    {
        using var kernel = new RunningKernel();
        var parts = FrontEnd.Sign("execute_request", s_execute, FrontEnd.Key).Parts;
        using (var client = new ZmqClient(kernel.Ports[0], "DEALER"))
        {
            client.Stream.Write([1, (byte)parts[1].Length, .. parts[1], 1, 64, 65]);
        }

        kernel.AssertAlive();
        Assert.Empty(kernel.Session.Ran);
    }

    [Fact]
    public void SilentPeer_BeforeTheHandshake_IsClosed()
    {
        using var kernel = new RunningKernel(options: new ZmtpOptions { HandshakePatience = TimeSpan.FromMilliseconds(50) });
        using var tcp = Connect(kernel.Ports[0]);

        Assert.True(IsClosed(tcp.GetStream()));
    }

    [Fact]
    public void ManyConnections_AtOnce_AreServed()
    {
        using var kernel = new RunningKernel();
        var shells = Enumerable.Range(0, 100).Select(_ => kernel.Shell()).ToArray();

        var ids = shells.Select(shell => shell.Send("kernel_info_request", new { })).ToArray();

        Assert.Equal(ids, shells.Select(shell => shell.Hear().ParentId));
    }

    [Fact]
    public async Task Subscriber_WhoNeverReads_IsDroppedAndTheOthersHearEverything()
    {
        const int Megabytes = 100;
        using var kernel = new RunningKernel(options: new ZmtpOptions { SendPatience = TimeSpan.FromMilliseconds(200) });
        var text = new string('x', 1 << 20);
        kernel.Session.Cells["flood"] = (output, _) =>
        {
            for (var i = 0; i < Megabytes; i++)
                output.Stream(error: false, text);
            return ScriptedSession.Ok;
        };
        var (deaf, reader, shell) = (kernel.Iopub(), kernel.Iopub(), kernel.Shell());

        var id = shell.Send("execute_request", new { code = "flood" });

        Assert.Equal(Megabytes, reader.HearUntilIdle(id).Count(m => m.Type == "stream"));
        Assert.Contains("stopped reading", await kernel.FirstNote.Task.WaitAsync(s_guard), StringComparison.Ordinal);
        GC.KeepAlive(deaf);
    }

    [Fact]
    public void Subscribers_ManyWhoNeverRead_AreDroppedTogether()
    {
        const int Megabytes = 50;
        // One after another they would take longer than the guard.
        using var kernel = new RunningKernel(options: new ZmtpOptions { SendPatience = TimeSpan.FromSeconds(2) });
        var text = new string('x', 1 << 20);
        kernel.Session.Cells["flood"] = (output, _) =>
        {
            for (var i = 0; i < Megabytes; i++)
                output.Stream(error: false, text);
            return ScriptedSession.Ok;
        };
        var deaf = Enumerable.Range(0, 60).Select(_ => kernel.Iopub()).ToArray();
        var (reader, shell) = (kernel.Iopub(), kernel.Shell());

        var id = shell.Send("execute_request", new { code = "flood" });

        Assert.Equal(Megabytes, reader.HearUntilIdle(id).Count(m => m.Type == "stream"));
        GC.KeepAlive(deaf);
    }

    [Fact]
    public async Task Control_WhileASubscriberHoldsUpTheCell_IsAnswered()
    {
        using var kernel = new RunningKernel(options: new ZmtpOptions { SendPatience = TimeSpan.FromHours(1) });
        var (text, sent) = (new string('x', 1 << 20), 0);
        kernel.Session.Cells["flood"] = (output, _) =>
        {
            for (; sent < 1000; Interlocked.Increment(ref sent))
                output.Stream(error: false, text);
            return ScriptedSession.Ok;
        };
        var (deaf, shell, control) = (kernel.Iopub(), kernel.Shell(), kernel.Control());
        shell.Send("execute_request", new { code = "flood" });

        // Until the queue is full and the cell has stood still for a while.
        for (var (last, still) = (-1, 0); still < 200;)
        {
            Assert.Equal(control.Send("interrupt_request", new { }), control.Hear().ParentId);
            var now = Volatile.Read(ref sent);
            still = now == last && now >= 30 ? still + 1 : 0;
            last = now;
        }

        Assert.InRange(Volatile.Read(ref sent), 30, 999);
        Assert.Equal(control.Send("shutdown_request", new { restart = false }), control.Hear().ParentId);
        await kernel.Ended.WaitAsync(s_guard, TestContext.Current.CancellationToken);
        GC.KeepAlive(deaf);
    }

    [Fact]
    public void Strangers_WithLargeMessages_ShareABudgetThatFrontEndsDoNotNeed()
    {
        using var kernel = new RunningKernel(options: new ZmtpOptions { StrangersBytes = 1 << 20 });
        var (known, large) = (kernel.Shell(), new string('1', 3 << 20));
        Assert.Equal(known.Send("kernel_info_request", new { }), known.Hear().ParentId);

        using (var tcp = new ZmqClient(kernel.Ports[0], "DEALER"))
        {
            // The 9 bytes announce 8 MiB.
            WriteUntilClosed(tcp.Stream, [2, 0, 0, 0, 0, 0, 0x80, 0, 0, .. new byte[3 << 20]]);
            Assert.True(IsClosed(tcp.Stream));
        }

        known.Send("execute_request", new { code = large });
        Assert.Equal("execute_reply", known.Hear().Type);
        // What messages that are done with held is free again, and so is what the stranger held.
        var late = kernel.Shell();
        for (var i = 0; i < 5; i++)
            late.Wire.Send(FrontEnd.Sign("execute_request", new byte[900_000], "another key").Parts);
        Assert.Equal(late.Send("execute_request", new { code = new string('2', 900_000) }), late.Hear().ParentId);
    }

    [Fact]
    public void Control_WithAMessageOfTheSizeOfACell_EndsTheConnection()
    {
        using var kernel = new RunningKernel();
        using var client = new ZmqClient(kernel.Ports[3], "DEALER");

        client.Stream.Write([2, 0, 0, 0, 0, 0, 8, 0, 0]);

        Assert.True(IsClosed(client.Stream));
    }

    [Fact]
    public void Strangers_WhoHoldAllPlaces_GiveWayToFrontEnds()
    {
        using var kernel = new RunningKernel();
        var (known, strangers) = (kernel.Shell(), new List<ZmqClient>());
        Assert.Equal(known.Send("kernel_info_request", new { }), known.Hear().ParentId);
        try
        {
            for (var i = 0; i < 300; i++)
                strangers.Add(new ZmqClient(kernel.Ports[0], "DEALER"));

            kernel.AssertAlive();
            Assert.Equal(known.Send("kernel_info_request", new { }), known.Hear().ParentId);
            Assert.True(IsClosed(strangers[0].Stream));
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public void PortInUse_IsOneClearLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var e = Assert.Throws<NotebookException>(() => new JupyterKernel(new ConnectionFile(IPAddress.Loopback, 0, port, 0, 0, 0, []), new ScriptedSession(), _ => { }));

        Assert.Contains($"127.0.0.1:{port}", e.Message, StringComparison.Ordinal);
    }

    private static TcpClient Connect(int port)
    {
        var tcp = new TcpClient { ReceiveTimeout = (int)s_guard.TotalMilliseconds };
        tcp.Connect(IPAddress.Loopback, port);
        return tcp;
    }

    private static void WriteUntilClosed(NetworkStream stream, byte[] bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException)
        {
            // Closed before the last of them.
        }
    }

    /// <summary>Reads what is there; a reset is an end too, a timeout is not.</summary>
    private static bool IsClosed(NetworkStream stream)
    {
        try
        {
            while (stream.ReadByte() >= 0)
            {
            }

            return true;
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: not SocketError.TimedOut and not SocketError.WouldBlock })
        {
            return true;
        }
    }
}
