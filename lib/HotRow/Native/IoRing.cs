using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>Linux's io_uring for reads of one file: reads are queued, handed over together, and reaped in the order they end, all by one thread and one call.</summary>
/// <remarks>Each read belongs to a slot, a number below the entries, and a slot has one read at a time. The ring owns the memory that reads go to, one
/// buffer a slot, and gives it back only when the kernel has ended every read: memory of a caller is never handed to the kernel. Any thread may
/// use the ring, one at a time, if it stays until nothing is in flight.
/// <para><i>Source:</i> J. Axboe, "Efficient IO with io_uring" (2019); linux/io_uring.h.</para></remarks>
internal sealed unsafe class IoRing : IDisposable
{
    /// <summary>The environment variable that keeps io_uring out of use when it is 1.</summary>
    public const string OffVariable = "HOTROW_NO_IO_URING";

    // The largest that a DirectFile may ask for.
    private const int BufferAlignment = 1 << 16;

    // Registered memory stays resident and counts against the locked-memory limit, 8 MiB by default; larger reads gain nothing from it.
    private const long MostRegisteredBytes = 4 << 20;
    private const int MostRefusals = 1000;
    private readonly RingMapping _rings;
    private readonly SafeFileHandle _file;
    private readonly ReadBuffers _buffers;
    private readonly bool _registeredBuffers;
    private readonly bool _registeredFile;
    private readonly bool[] _busy;
    private uint _tail;
    private int _pending;
    private string? _broken;

    private IoRing(RingMapping rings, SafeFileHandle file, int slots, int bufferBytes)
    {
        _rings = rings;
        _file = file;
        _busy = new bool[slots];
        BufferBytes = bufferBytes;
        _buffers = new(slots, bufferBytes, BufferAlignment);
        var descriptor = (int)file.DangerousGetHandle();
        _registeredFile = LinuxRingCalls.Register(rings.Descriptor, LinuxRingCalls.RegisterFiles, &descriptor, 1) == 0;
        if (_buffers.Bytes <= MostRegisteredBytes)
        {
            var all = new LinuxRingCalls.Stretch { First = _buffers[0], Bytes = _buffers.Bytes };
            _registeredBuffers = LinuxRingCalls.Register(rings.Descriptor, LinuxRingCalls.RegisterBuffers, &all, 1) == 0;
        }
    }

    /// <summary>Why this process may not use io_uring, in words; null when it may.</summary>
    public static string? WhyNot { get; } = Probe(Environment.GetEnvironmentVariable);

    /// <summary>Bytes of a slot's buffer.</summary>
    public int BufferBytes { get; }

    /// <summary>Reads queued or in flight.</summary>
    public int Pending => _pending;

    /// <summary>Makes a ring for reads of a file, or says why there is none.</summary>
    /// <param name="file">An open file that outlives the ring.</param>
    /// <param name="slots">Reads in flight, at least 1.</param>
    /// <param name="bufferBytes">Bytes of a slot's buffer; a multiple of the file's alignment.</param>
    /// <param name="why">The reason in words; null when there is a ring.</param>
    public static IoRing? TryCreate(SafeFileHandle file, int slots, int bufferBytes, out string? why)
    {
        if ((why = WhyNot) is not null || RingMapping.TryCreate(slots, out why) is not { } rings)
        {
            return null;
        }

        try
        {
            return new(rings, file, slots, bufferBytes);
        }
        catch
        {
            rings.Dispose();
            throw;
        }
    }

    /// <summary>What keeps io_uring from being used, the environment variable first.</summary>
    internal static string? Probe(Func<string, string?> variable)
    {
        if (variable(OffVariable) == "1")
        {
            return $"{OffVariable} is set";
        }

        using var rings = RingMapping.TryCreate(1, out var why);
        if (rings is not null && LinuxRingCalls.Enter(rings.Descriptor, 0, 0) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            why = $"io_uring_enter failed: {Marshal.GetPInvokeErrorMessage(error)}, errno {error}";
        }

        return why;
    }

    /// <summary>A slot's buffer: the first begins on a 64 KiB boundary, each other one <see cref="BufferBytes"/> further on.</summary>
    public byte* Buffer(int slot) => _buffers[slot];

    /// <summary>Queues a read into a slot's buffer; <see cref="Submit"/> hands it over.</summary>
    /// <param name="slot">A slot without a read.</param>
    /// <param name="first">Where in the slot's buffer the first byte goes.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">Where in the file.</param>
    /// <exception cref="IOException">The ring failed before.</exception>
    public void QueueRead(int slot, int first, int length, long offset)
    {
        RequireSound();
        if ((uint)slot >= (uint)_busy.Length || _busy[slot] || first < 0 || length < 1 || first > BufferBytes - length || offset < 0)
        {
            throw new InvalidOperationException($"slot {slot} of {_busy.Length} cannot take a read of {length} bytes to byte {first} of its {BufferBytes} from offset {offset}");
        }

        // Never full: there are as many entries as slots, and the kernel copies an entry when it takes it.
        var entry = _rings.Entry(_tail);
        *entry = default;
        entry->Operation = (byte)(_registeredBuffers ? LinuxRingCalls.OpReadFixed : LinuxRingCalls.OpRead);
        entry->Flags = _registeredFile ? LinuxRingCalls.EntryUsesRegisteredFile : (byte)0;
        entry->File = _registeredFile ? 0 : (int)_file.DangerousGetHandle();
        entry->Offset = (ulong)offset;
        entry->Address = (ulong)(Buffer(slot) + first);
        entry->Length = (uint)length;
        entry->UserData = (ulong)slot;
        _busy[slot] = true;
        _tail++;
        _pending++;
    }

    /// <summary>Hands the queued reads over and waits until so many have ended; it may return sooner, so callers loop.</summary>
    /// <exception cref="IOException">The kernel refused; the ring is of no use any more.</exception>
    public void Submit(int waitFor)
    {
        _rings.PublishTail(_tail);
        for (var refusals = 0; ; refusals++)
        {
            var queued = _tail - _rings.SubmissionHead;
            if (LinuxRingCalls.Enter(_rings.Descriptor, queued, (uint)Math.Min(waitFor, _pending)) >= 0)
            {
                return;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is LinuxRingCalls.Interrupted or LinuxRingCalls.Busy)
            {
                return;
            }

            // The kernel lacks memory for more reads just now: those in flight give some back as they end.
            if (error != LinuxRingCalls.TryAgain || refusals == MostRefusals)
            {
                throw Broken($"io_uring_enter for {queued} reads failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error})");
            }

            if (_pending > queued && LinuxRingCalls.Enter(_rings.Descriptor, 0, 1) >= 0)
            {
                return;
            }

            Thread.Sleep(0);
        }
    }

    /// <summary>Takes one ended read, if there is one.</summary>
    /// <param name="slot">Its slot, which is free again.</param>
    /// <param name="result">Bytes read, or minus the error's number.</param>
    /// <exception cref="IOException">The kernel named a read that is not in flight; the ring is of no use any more.</exception>
    public bool TryReap(out int slot, out int result)
    {
        (slot, result) = (0, 0);
        if (!_rings.TryTakeCompletion(out var completion))
        {
            return false;
        }

        if (completion.UserData >= (ulong)_busy.Length || !_busy[completion.UserData])
        {
            throw Broken($"io_uring ended read {completion.UserData}, which was not in flight");
        }

        (slot, result) = ((int)completion.UserData, completion.Result);
        _busy[slot] = false;
        _pending--;
        return true;
    }

    /// <summary>Forgets what is only queued and waits for what is in flight; then the kernel writes nowhere any more. Does nothing once the ring has failed.</summary>
    /// <exception cref="IOException">The kernel refused; the ring is of no use any more.</exception>
    public void Drain()
    {
        if (_pending == 0 || _broken is not null)
        {
            return;
        }

        for (var head = _rings.SubmissionHead; _tail != head; _pending--)
        {
            _busy[_rings.Entry(--_tail)->UserData] = false;
        }

        _rings.PublishTail(_tail);
        while (_pending > 0)
        {
            Submit(waitFor: 1);
            while (TryReap(out _, out _))
            {
            }
        }
    }

    /// <summary>Waits for reads in flight and gives everything back. A ring that failed keeps its buffers: the kernel may still write there.</summary>
    public void Dispose()
    {
        if (_rings.IsClosed)
        {
            return;
        }

        try
        {
            Drain();
        }
        finally
        {
            _rings.Dispose();
        }

        if (_pending == 0)
        {
            _buffers.Dispose();
        }
    }

    private void RequireSound()
    {
        if (_broken is not null)
        {
            throw new IOException($"this ring failed before ({_broken}): open the file again");
        }
    }

    private IOException Broken(string what)
    {
        _broken = what;

        // Nobody may give back what the kernel still writes to, the finaliser neither.
        if (_pending > 0)
        {
            _buffers.Abandon();
        }

        return new(what);
    }
}
