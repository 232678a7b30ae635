using System.Net.Sockets;

namespace HotRow.Notebook;

/// <summary>The sending half of a connection: a bounded queue with a thread of its own, so that no handler waits for a network.</summary>
/// <remarks>A full queue makes the sender wait as long as the peer takes something every now and then; a peer that takes nothing for the given patience has stopped reading and is dropped.</remarks>
internal sealed class ZmtpOutbox(Socket socket, TimeSpan patience, Action stalled)
{
    private const int MaxQueuedBytes = 32 << 20;
    private const int MaxQueuedMessages = 20_000;
    private const int SliceBytes = 256 * 1024;
    private readonly Queue<byte[]> _queue = new();

    // A monitor, not a Lock: both sides wait on it.
    private readonly object _gate = new();
    private long _queuedBytes;
    private bool _closed;

    /// <summary>Whether everything that was sent has left, or cannot any more.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _closed || _queuedBytes == 0;
        }
    }

    /// <summary>Queues encoded bytes; after the connection ended they vanish.</summary>
    internal void Send(byte[] bytes)
    {
        lock (_gate)
        {
            // An empty queue takes a message of any size.
            while (!_closed && _queue.Count > 0 && (_queuedBytes + bytes.Length > MaxQueuedBytes || _queue.Count >= MaxQueuedMessages))
            {
                if (!Monitor.Wait(_gate, patience) && !_closed)
                {
                    stalled();
                    Close();
                }
            }

            if (_closed)
                return;
            _queue.Enqueue(bytes);
            _queuedBytes += bytes.Length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the connection: what is queued is forgotten and waiting senders go on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }

        socket.Dispose();
    }

    /// <summary>The loop of the sending thread: until the connection ends.</summary>
    internal void Run()
    {
        try
        {
            while (Next() is { } bytes)
                SendNow(bytes);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Close();
        }
    }

    private byte[]? Next()
    {
        lock (_gate)
        {
            while (!_closed && _queue.Count == 0)
                Monitor.Wait(_gate);
            return _closed ? null : _queue.Dequeue();
        }
    }

    private void SendNow(ReadOnlySpan<byte> bytes)
    {
        // In slices, each a sign of life: one large message over a slow network is not a peer that stopped reading.
        while (bytes.Length > 0)
        {
            var count = socket.Send(bytes[..Math.Min(SliceBytes, bytes.Length)]);
            bytes = bytes[count..];
            lock (_gate)
            {
                _queuedBytes -= count;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
