using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Pages that Linux mapped; given back when disposed, or by the finaliser when that is forgotten.</summary>
internal sealed unsafe class MappedPages : SafeHandle
{
    private readonly nuint _bytes;

    /// <summary>Takes over what mmap returned.</summary>
    public MappedPages(nint mapped, nuint bytes)
        : base(LinuxMemoryCalls.MapFailed, ownsHandle: true)
    {
        _bytes = bytes;
        SetHandle(mapped);
    }

    /// <summary>The first byte; valid until disposed.</summary>
    public byte* Pointer => (byte*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == LinuxMemoryCalls.MapFailed;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LinuxMemoryCalls.Unmap(handle, _bytes) == 0;
}
