using System.Buffers;

namespace HotRow;

/// <summary>The rows of a mapped table, guarded while they are read against a file that shrinks; which guard there is, is found out anew for every call.</summary>
internal sealed unsafe class GuardedRows
{
    private readonly MappedFile _file;
    private readonly StoredTable _table;
    private readonly int _rowBytes;
    private readonly MapGuard? _only;

    /// <summary>Finds out which guard the file has now.</summary>
    /// <param name="file">The table, mapped; not owned.</param>
    /// <param name="table">Where it lies.</param>
    /// <param name="only">The one guard to take; null for the best there is.</param>
    public GuardedRows(MappedFile file, StoredTable table, MapGuard? only)
    {
        (_file, _table, _rowBytes, _only) = (file, table, table.RowBytes, only);
        Guard = Take();
        End();
    }

    /// <summary>The guard of the call that runs, or of the last one.</summary>
    public MapGuard Guard { get; private set; }

    /// <summary>The guard in words.</summary>
    public string Description => Guard switch
    {
        MapGuard.Lease => "held by a lease while read",
        MapGuard.CheckedCopy => "copied by the kernel",
        _ => "length checked per batch",
    };

    /// <summary>Takes the guard and looks at the file's length; <see cref="End"/> gives it back.</summary>
    /// <exception cref="IOException">The file has become shorter than its table; the guard is given back.</exception>
    public void Begin()
    {
        Guard = Take();
        try
        {
            // Looked at under the guard: from here on a lease keeps the length as it is.
            var length = _file.FileLength;
            if (length < _table.Offset + _table.Bytes)
            {
                throw new IOException($"{_table.Path} has become shorter than its table: it has {length} bytes, and the rows end at {_table.Offset + _table.Bytes}");
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>Gives the guard back.</summary>
    public void End()
    {
        if (Guard == MapGuard.Lease)
        {
            _file.LetGo();
        }
    }

    /// <summary>A row's first byte.</summary>
    public byte* RowAt(int row) => _file.Pointer + ((nint)row * _rowBytes);

    /// <summary>Reads rows through the kernel, which reports what it cannot read.</summary>
    /// <exception cref="IOException">It could not read a row.</exception>
    public void Copy(ReadOnlySpan<int> rows, Span<float> destination)
    {
        var stored = ArrayPool<byte>.Shared.Rent(_rowBytes);
        try
        {
            fixed (byte* first = stored)
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    if (!CheckedCopy.TryCopy(RowAt(rows[i]), first, _rowBytes))
                    {
                        throw Unreadable(rows[i], "process_vm_readv could not read it");
                    }

                    _table.Format.Decode(stored.AsSpan(0, _rowBytes), destination.Slice(i * _table.EmbeddingDim, _table.EmbeddingDim));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <summary>A row that is not there any more.</summary>
    public IOException Unreadable(int row, string what) =>
        new($"{_table.Path} has become shorter than its table, or its disk fails: row {row} at offset {_table.Offset + ((long)row * _rowBytes)} cannot be read ({what})");

    private MapGuard Take() =>
        _only is null or MapGuard.Lease && _file.TryHold() ? MapGuard.Lease
        : _only is null or MapGuard.CheckedCopy && CheckedCopy.IsAvailable && !_file.IsPortable ? MapGuard.CheckedCopy
        : MapGuard.LengthOnly;
}
