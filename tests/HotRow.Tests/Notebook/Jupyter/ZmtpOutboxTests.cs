using System.Net;
using System.Net.Sockets;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>How long a sender puts up with a peer.</summary>
public sealed class ZmtpOutboxTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(60);

    [Fact]
    public void Send_ToAPeerThatTakesALittleNowAndThen_DropsIt()
    {
        using var pair = new Pair();
        using var stalled = new ManualResetEventSlim();
        var outbox = new ZmtpOutbox(pair.Near, maxQueuedBytes: 64 << 10, TimeSpan.FromMilliseconds(300), stalled.Set);
        new Thread(outbox.Run) { IsBackground = true }.Start();
        var reader = new Thread(() =>
        {
            // A sign of life much more often than the patience lasts, but far less than a slow network brings.
            var bite = new byte[4 << 10];
            while (!stalled.Wait(10, CancellationToken.None) && pair.Far.Receive(bite, SocketFlags.None, out _) > 0)
            {
            }
        });
        var sender = new Thread(() =>
        {
            while (!stalled.IsSet)
                outbox.Send(new byte[2 << 10], mayWait: true);
        });
        reader.Start();
        sender.Start();

        Assert.True(stalled.Wait(s_guard, TestContext.Current.CancellationToken));
        Assert.True(sender.Join(s_guard) && reader.Join(s_guard));
    }

    [Fact]
    public void Send_ThatMayNotWait_IsQueuedBeyondTheLimit()
    {
        using var pair = new Pair();
        // Nobody sends: the queue only grows.
        var outbox = new ZmtpOutbox(pair.Near, maxQueuedBytes: 10, TimeSpan.FromHours(1), () => { });

        for (var i = 0; i < 10; i++)
            outbox.Send(new byte[10], mayWait: false);

        Assert.False(outbox.IsEmpty);
    }

    /// <summary>Two ends of a connection with little room in it.</summary>
    private sealed class Pair : IDisposable
    {
        internal Pair()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            Near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 4096 };
            Near.Connect(listener.LocalEndPoint!);
            Far = listener.Accept();
        }

        internal Socket Near { get; }

        internal Socket Far { get; }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
