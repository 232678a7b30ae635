using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>The Linux calls and structures behind <see cref="IoRing"/>, as linux/io_uring.h lays them out. The C library wraps none of the calls, so they go by number.</summary>
internal static unsafe partial class LinuxRingCalls
{
    internal const int OpReadFixed = 4;
    internal const int OpRead = 22;
    internal const byte EntryUsesRegisteredFile = 1;
    internal const uint SetupCooperativeTasks = 1 << 8;
    internal const uint EnterGetEvents = 1;
    internal const uint RegisterBuffers = 0;
    internal const uint RegisterFiles = 2;
    internal const int MapReadWrite = 3;
    internal const int MapSharedPopulate = 0x8001;
    internal const long RingsOffset = 0;
    internal const long EntriesOffset = 0x1000_0000;

    // One mapping holds both rings (Linux 5.4); reads without a vector came together with reads at the file's own position (5.6).
    internal const uint FeatureSingleMapping = 1 << 0;
    internal const uint FeatureReadAtCurrentPosition = 1 << 3;

    internal const int Interrupted = 4;
    internal const int TryAgain = 11;
    internal const int Busy = 16;
    internal const int NotPermitted = 1;
    internal const int InvalidArgument = 22;
    internal const int NoSuchCall = 38;

    private const nint SetupNumber = 425;
    private const nint EnterNumber = 426;
    private const nint RegisterNumber = 427;

    internal static int Setup(uint entries, RingParameters* parameters) => (int)syscall(SetupNumber, (nint)entries, (nint)parameters, 0, 0, 0, 0);

    internal static int Enter(int ring, uint toSubmit, uint waitFor) => (int)syscall(EnterNumber, ring, (nint)toSubmit, (nint)waitFor, (nint)EnterGetEvents, 0, 0);

    internal static int Register(int ring, uint what, void* first, uint count) => (int)syscall(RegisterNumber, ring, (nint)what, (nint)first, (nint)count, 0, 0);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>io_uring_params: what is asked for, and where the parts of the rings lie in their mapping.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    internal struct RingParameters
    {
        [FieldOffset(0)] public uint SubmissionEntries;
        [FieldOffset(4)] public uint CompletionEntries;
        [FieldOffset(8)] public uint Flags;
        [FieldOffset(20)] public uint Features;
        [FieldOffset(40)] public uint SubmissionHead;
        [FieldOffset(44)] public uint SubmissionTail;
        [FieldOffset(64)] public uint SubmissionArray;
        [FieldOffset(80)] public uint CompletionHead;
        [FieldOffset(84)] public uint CompletionTail;
        [FieldOffset(100)] public uint Completions;
    }

    /// <summary>io_uring_sqe: one call to be made.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    internal struct SubmissionEntry
    {
        [FieldOffset(0)] public byte Operation;
        [FieldOffset(1)] public byte Flags;
        [FieldOffset(4)] public int File;
        [FieldOffset(8)] public ulong Offset;
        [FieldOffset(16)] public ulong Address;
        [FieldOffset(24)] public uint Length;
        [FieldOffset(32)] public ulong UserData;
        [FieldOffset(40)] public ushort BufferIndex;
    }

    /// <summary>io_uring_cqe: one call's result, or minus its error.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    internal struct Completion
    {
        [FieldOffset(0)] public ulong UserData;
        [FieldOffset(8)] public int Result;
    }

    /// <summary>iovec: a stretch of memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Stretch
    {
        public void* First;
        public nuint Bytes;
    }
}
