namespace HotRow.Tests;

/// <summary>A table of random bytes whose last byte is followed by an unreadable page.</summary>
internal sealed unsafe class StoredRows : IDisposable
{
    private readonly PageMemory _memory;
    private readonly int _rowBytes;

    internal StoredRows(int rowCount, int rowBytes, ulong seed)
    {
        _rowBytes = rowBytes;
        var bytes = (long)rowCount * rowBytes;
        var page = (long)Environment.SystemPageSize;
        var rounded = (bytes + page - 1) / page * page;
        _memory = new(rounded, "a test's table");
        Pointer = (byte*)_memory.Pointer + rounded - bytes;
        var random = new Xoshiro256(seed);
        for (var i = 0L; i < bytes; i++)
        {
            Pointer[i] = (byte)random.NextInt32(256);
        }
    }

    internal byte* Pointer { get; }

    public void Dispose() => _memory.Dispose();

    internal ReadOnlySpan<byte> Row(int row) => new(Pointer + ((nint)row * _rowBytes), _rowBytes);
}
