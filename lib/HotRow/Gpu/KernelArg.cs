namespace HotRow.Gpu;

/// <summary>What kind of argument a kernel gets.</summary>
internal enum KernelArgKind : byte
{
    Int,
    Long,
    Float,
    Memory,
}

/// <summary>One argument of a kernel launch: an int, a long, a float, or memory that the device reaches. Making one allocates nothing.</summary>
public readonly struct KernelArg
{
    internal readonly KernelArgKind Kind;
    internal readonly ulong Bits;

    internal readonly KernelMemory? Memory;

    private KernelArg(KernelArgKind kind, ulong bits, KernelMemory? memory = null) => (Kind, Bits, Memory) = (kind, bits, memory);

    /// <summary>Bytes of the memory; 0 for numbers.</summary>
    internal long Bytes => Memory?.Bytes ?? 0;

    /// <summary>A 32-bit number.</summary>
    public static implicit operator KernelArg(int value) => new(KernelArgKind.Int, (uint)value);

    /// <summary>A 64-bit number.</summary>
    public static implicit operator KernelArg(long value) => new(KernelArgKind.Long, (ulong)value);

    /// <summary>A single-precision number.</summary>
    public static implicit operator KernelArg(float value) => new(KernelArgKind.Float, BitConverter.SingleToUInt32Bits(value));

    /// <summary>Memory that the device reaches.</summary>
    /// <exception cref="ObjectDisposedException">It was given back.</exception>
    /// <exception cref="DeviceException">It is host memory that kernels cannot read.</exception>
    public static implicit operator KernelArg(KernelMemory memory) => new(KernelArgKind.Memory, (ulong)memory.KernelHandle, memory);

    /// <summary>Bytes that the kernel's parameter has.</summary>
    internal int Size => Kind is KernelArgKind.Int or KernelArgKind.Float ? sizeof(int) : sizeof(long);

    internal int AsInt => (int)Bits;

    internal long AsLong => (long)Bits;

    internal float AsFloat => BitConverter.UInt32BitsToSingle((uint)Bits);
}
