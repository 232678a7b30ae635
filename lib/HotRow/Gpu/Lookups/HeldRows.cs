namespace HotRow.Gpu;

/// <summary>A table's memory, held for as long as a lookup reads it in place, even when the table is disposed before.</summary>
internal sealed unsafe class HeldRows : IDisposable
{
    private readonly PageMemory _memory;
    private readonly byte* _first;
    private readonly int _rowBytes;

    public HeldRows(DramRowStore store)
    {
        (_memory, _rowBytes) = (store.Memory, store.RowBytes);
        _first = (byte*)_memory.Pointer;
        var held = false;
        _memory.DangerousAddRef(ref held);
    }

    /// <summary>One row as it is stored; the caller has checked the number.</summary>
    public ReadOnlySpan<byte> this[int row] => new(_first + ((nint)row * _rowBytes), _rowBytes);

    public void Dispose() => _memory.DangerousRelease();
}
