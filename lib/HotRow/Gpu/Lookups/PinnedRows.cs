namespace HotRow.Gpu;

/// <summary>Rows gathered by the processor into page-locked memory, piece by piece: while one piece crosses the link the next is gathered, within a batch and from one batch to the next.</summary>
internal sealed class PinnedRows
{
    // Large enough that waking the gathering threads is a small part of it and the link runs at full speed, small enough that a batch has several.
    private const int PieceBytes = 4 << 20;
    private const int MostPieces = 8;
    private readonly DeviceLookupArgs _args;
    private readonly UploadedRows _uploaded;
    private readonly Piece[] _pieces;
    private readonly int _pieceRows;
    private readonly int _rowBytes;
    private int _next;

    public PinnedRows(DeviceLookupArgs args, UploadedRows uploaded)
    {
        (_args, _uploaded, _rowBytes) = (args, uploaded, args.Store.RowBytes);
        _pieceRows = Math.Clamp(PieceBytes / _rowBytes, 1, args.MaxIndices);

        // Two batches' worth, so that the next can be gathered while this one is on its way.
        var pieces = Math.Clamp(2L * args.MaxIndices / _pieceRows, 2, MostPieces);
        _pieces = new Piece[pieces];
        for (var i = 0; i < pieces; i++)
        {
            _pieces[i] = new(args, _pieceRows * (long)_rowBytes);
        }
    }

    /// <summary>Gathers the rows and gives their copies to the lookup's stream.</summary>
    /// <returns>Bytes that cross the link.</returns>
    public long Upload(ReadOnlySpan<int> rows, DeviceBuffer<float> destination)
    {
        _args.Begin(DevicePhase.Transfer, rows.Length);
        for (var first = 0; first < rows.Length; first += _pieceRows)
        {
            var part = rows.Slice(first, Math.Min(_pieceRows, rows.Length - first));
            var piece = _pieces[_next];
            _next = (_next + 1) % _pieces.Length;
            _args.Observer?.Begin(LookupPhase.Wait, part.Length);
            piece.Copied.Synchronize();
            _args.Observer?.End(LookupPhase.Wait);
            _args.Observer?.Begin(LookupPhase.Fetch, part.Length);
            _args.Store.ReadStoredRows(part, piece.Rows.Span(0, part.Length * _rowBytes));
            _args.Observer?.End(LookupPhase.Fetch);
            _uploaded.Upload(piece.Rows, 0, first, part.Length, destination);
            _args.Stream.Record(piece.Copied);
        }

        _args.End(DevicePhase.Transfer);
        return (long)rows.Length * _rowBytes;
    }

    private sealed class Piece(DeviceLookupArgs args, long bytes)
    {
        internal readonly HostBuffer<byte> Rows = args.Own(args.Device.AllocateHost<byte>(bytes, HostMemoryKind.Pinned, "rows on their way to the device"));
        internal readonly DeviceEvent Copied = args.Own(args.Device.CreateEvent());
    }
}
