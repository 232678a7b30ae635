using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Buffers of one size, one behind the other, that reads of a file go to; given back when disposed, or by the finaliser when that is forgotten.</summary>
internal sealed unsafe class ReadBuffers : SafeHandle
{
    private readonly int _bufferBytes;

    /// <summary>Takes the memory.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public ReadBuffers(int count, int bufferBytes, int alignment)
        : base(0, ownsHandle: true)
    {
        _bufferBytes = bufferBytes;
        Bytes = checked((nuint)count * (nuint)bufferBytes);
        SetHandle((nint)NativeMemory.AlignedAlloc(Bytes, (nuint)alignment));
    }

    /// <summary>Bytes of all buffers.</summary>
    public nuint Bytes { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>A buffer's first byte; valid until disposed.</summary>
    public byte* this[int index] => (byte*)handle + ((nint)index * _bufferBytes);

    /// <summary>Never gives the memory back: for when the kernel may still write there.</summary>
    public void Abandon() => SetHandleAsInvalid();

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
