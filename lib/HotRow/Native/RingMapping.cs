using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>An io_uring's descriptor and its two rings, mapped: the memory that this process and the kernel both write.</summary>
/// <remarks>Each side owns one end of a ring: it writes its own counter last (a release) and reads the other's first (an acquire).</remarks>
internal sealed unsafe class RingMapping : IDisposable
{
    private readonly SafeFileHandle _descriptor;
    private readonly MappedPages _rings;
    private readonly MappedPages _entries;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly LinuxRingCalls.Completion* _completions;
    private readonly uint _entryMask;
    private readonly uint _completionMask;

    private RingMapping(SafeFileHandle descriptor, in LinuxRingCalls.RingParameters parameters, MappedPages rings, MappedPages entries)
    {
        (_descriptor, _rings, _entries) = (descriptor, rings, entries);
        var first = rings.Pointer;
        _submissionHead = (uint*)(first + parameters.SubmissionHead);
        _submissionTail = (uint*)(first + parameters.SubmissionTail);
        _completionHead = (uint*)(first + parameters.CompletionHead);
        _completionTail = (uint*)(first + parameters.CompletionTail);
        _completions = (LinuxRingCalls.Completion*)(first + parameters.Completions);
        _entryMask = parameters.SubmissionEntries - 1;
        _completionMask = parameters.CompletionEntries - 1;

        // Entries are used in turn, so the kernel's list of which one comes next never changes.
        var order = (uint*)(first + parameters.SubmissionArray);
        for (var i = 0u; i < parameters.SubmissionEntries; i++)
        {
            order[i] = i;
        }
    }

    public int Descriptor => (int)_descriptor.DangerousGetHandle();

    public bool IsClosed => _descriptor.IsClosed;

    /// <summary>How many entries the kernel has taken, counted modulo 2^32.</summary>
    public uint SubmissionHead => Volatile.Read(ref *_submissionHead);

    /// <summary>Makes a ring, or says in words why the system gives none.</summary>
    public static RingMapping? TryCreate(int entries, out string? why)
    {
        why = !OperatingSystem.IsLinux() ? "this system has none"
            : RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 ? null
            : $"its layout on {RuntimeInformation.ProcessArchitecture} is not known here";
        if (why is not null)
        {
            return null;
        }

        // Reads then end when their thread next enters the kernel, instead of interrupting it: Linux 5.19.
        LinuxRingCalls.RingParameters parameters = new() { Flags = LinuxRingCalls.SetupCooperativeTasks };
        var descriptor = LinuxRingCalls.Setup((uint)entries, &parameters);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == LinuxRingCalls.InvalidArgument)
        {
            parameters = default;
            descriptor = LinuxRingCalls.Setup((uint)entries, &parameters);
        }

        if (descriptor < 0)
        {
            why = Refusal(Marshal.GetLastPInvokeError());
            return null;
        }

        return TryMap(new SafeFileHandle(descriptor, ownsHandle: true), parameters, out why);
    }

    public LinuxRingCalls.SubmissionEntry* Entry(uint index) => (LinuxRingCalls.SubmissionEntry*)_entries.Pointer + (index & _entryMask);

    /// <summary>Shows the kernel the entries before this count; it takes them in the next call.</summary>
    public void PublishTail(uint tail) => Volatile.Write(ref *_submissionTail, tail);

    public bool TryTakeCompletion(out LinuxRingCalls.Completion completion)
    {
        var head = *_completionHead;
        if (head == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }

        completion = _completions[head & _completionMask];
        Volatile.Write(ref *_completionHead, head + 1);
        return true;
    }

    public void Dispose()
    {
        _entries.Dispose();
        _rings.Dispose();
        _descriptor.Dispose();
    }

    private static RingMapping? TryMap(SafeFileHandle descriptor, in LinuxRingCalls.RingParameters parameters, out string? why)
    {
        const uint Needed = LinuxRingCalls.FeatureSingleMapping | LinuxRingCalls.FeatureReadAtCurrentPosition;
        if ((parameters.Features & Needed) != Needed)
        {
            descriptor.Dispose();
            why = "this kernel's is older than Linux 5.6";
            return null;
        }

        var ringBytes = Math.Max(
            parameters.SubmissionArray + (parameters.SubmissionEntries * sizeof(uint)),
            parameters.Completions + (parameters.CompletionEntries * (uint)sizeof(LinuxRingCalls.Completion)));
        var entryBytes = parameters.SubmissionEntries * (uint)sizeof(LinuxRingCalls.SubmissionEntry);
        var rings = Map(descriptor, ringBytes, LinuxRingCalls.RingsOffset);
        var entries = rings.IsInvalid ? rings : Map(descriptor, entryBytes, LinuxRingCalls.EntriesOffset);
        if (entries.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            rings.Dispose();
            descriptor.Dispose();
            why = $"its rings could not be mapped: {Marshal.GetPInvokeErrorMessage(error)}, errno {error}";
            return null;
        }

        why = null;
        return new(descriptor, parameters, rings, entries);
    }

    private static MappedPages Map(SafeFileHandle descriptor, uint bytes, long offset) => new(
        LinuxMemoryCalls.Map(0, bytes, LinuxRingCalls.MapReadWrite, LinuxRingCalls.MapSharedPopulate, (int)descriptor.DangerousGetHandle(), offset), bytes);

    private static string Refusal(int error) => error switch
    {
        LinuxRingCalls.NoSuchCall => "this kernel has none, or a sandbox hides it",
        LinuxRingCalls.NotPermitted => "not permitted here: kernel.io_uring_disabled or a sandbox forbids it",
        _ => $"io_uring_setup failed: {Marshal.GetPInvokeErrorMessage(error)}, errno {error}",
    };
}
