using System.Net.Sockets;

namespace HotRow.Notebook;

/// <summary>The sending half of a connection: a bounded queue with a thread of its own, so that no handler waits for a network.</summary>
/// <remarks>
/// A full queue makes the sender wait as long as the peer takes what a slow one would; one that takes less in the given patience,
/// counted from when its queue was half full, has stopped reading, or reads a little now and then to hold up the sender, and is dropped.
/// </remarks>
internal sealed class ZmtpOutbox(Socket socket, int maxQueuedBytes, TimeSpan patience, Action stalled)
{
    private const int MaxQueuedMessages = 20_000;
    private const int SliceBytes = 256 * 1024;

    // In each stretch of patience: either is enough.
    private const int EnoughBytes = SliceBytes;
    private const int EnoughMessages = 100;
    private readonly Queue<byte[]> _queue = new();

    // A monitor, not a Lock: both sides wait on it.
    private readonly object _gate = new();
    private long _queuedBytes;
    private bool _closed;

    // Since when the queue is more than half full, or a sender waits; and what was taken since.
    private long? _since;
    private long _takenBytes;
    private int _takenMessages;

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
    /// <param name="bytes">The bytes.</param>
    /// <param name="mayWait">Whether to wait when the queue is full; if not, they are queued all the same.</param>
    internal void Send(byte[] bytes, bool mayWait)
    {
        lock (_gate)
        {
            // An empty queue takes a message of any size.
            while (mayWait && !_closed && _queue.Count > 0 && IsBeyond(1, bytes.Length))
            {
                if (HasStopped())
                {
                    stalled();
                    Close();
                }
                else
                {
                    Monitor.Wait(_gate, patience);
                }
            }

            if (_closed)
                return;
            _queue.Enqueue(bytes);
            _queuedBytes += bytes.Length;
            if (!IsBeyond(0.5, 0))
                _since = null;
            else if (_since == null)
                StartStretch();
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
                _takenBytes += count;
                if (bytes.Length == 0)
                    _takenMessages++;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool IsBeyond(double share, int more) => _queuedBytes + more > share * maxQueuedBytes || _queue.Count >= share * MaxQueuedMessages;

    private void StartStretch() => (_since, _takenBytes, _takenMessages) = (Environment.TickCount64, 0, 0);

    /// <summary>Whether the peer took too little for too long; called with the queue full.</summary>
    private bool HasStopped()
    {
        // A large message finds it full at once.
        if (_since == null)
            StartStretch();
        if (Environment.TickCount64 - _since < patience.TotalMilliseconds)
            return false;
        var stopped = _takenBytes < EnoughBytes && _takenMessages < EnoughMessages;
        StartStretch();
        return stopped;
    }
}
