using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Readers that keep a number of row reads in flight by io_uring, on the calling thread alone.</summary>
/// <remarks>Reads go to the ring's own buffers, and rows are decoded from there: so the kernel never holds an address of the caller's memory, and
/// rows may begin anywhere. A slot whose read has ended takes the next row at once, so a slow read delays only its own row.</remarks>
internal sealed unsafe class IoUringReaders : IRowReaders
{
    private const int MostTries = 100;
    private const int Interrupted = -4;
    private const int TryAgain = -11;
    private readonly DirectFile _file;
    private readonly StoredTable _table;
    private readonly RowBlocks _blocks;
    private readonly IoRing _ring;
    private readonly SlotRead[] _reads;

    private IoUringReaders(DirectFile file, StoredTable table, RowBlocks blocks, IoRing ring, int depth)
    {
        (_file, _table, _blocks, _ring) = (file, table, blocks, ring);
        _reads = new SlotRead[depth];
    }

    /// <inheritdoc/>
    public string Description => $"io_uring, {_reads.Length} {(_reads.Length == 1 ? "read" : "reads")} in flight";

    /// <summary>Reads that the kernel has not ended.</summary>
    internal int Pending => _ring.Pending;

    /// <summary>Makes readers, or says why the system gives no ring.</summary>
    public static IoUringReaders? TryCreate(DirectFile file, StoredTable table, int depth, out string? why)
    {
        var blocks = new RowBlocks(file, table);
        return IoRing.TryCreate(file.Handle, depth, blocks.BufferBytes, out why) is { } ring ? new(file, table, blocks, ring, depth) : null;
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        try
        {
            var next = 0;
            for (; next < Math.Min(_reads.Length, rows.Length); next++)
            {
                Begin(slot: next, position: next, rows[next]);
            }

            for (var ended = 0; ended < rows.Length;)
            {
                _ring.Submit(waitFor: 1);
                while (_ring.TryReap(out var slot, out var result))
                {
                    if (!IsWhole(slot, result))
                    {
                        continue;
                    }

                    Decode(slot, destination);
                    ended++;
                    if (next < rows.Length)
                    {
                        Begin(slot, next, rows[next]);
                        next++;
                    }
                }
            }
        }
        finally
        {
            _ring.Drain();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    private void Begin(int slot, int position, int row)
    {
        var (start, lead, length) = _blocks.Covering(row);
        _reads[slot] = new() { Position = position, Row = row, Start = start, Lead = lead, Length = length };
        _ring.QueueRead(slot, 0, length, start);
    }

    /// <summary>Whether a slot's row is all there; if not, what is missing was queued again.</summary>
    private bool IsWhole(int slot, int result)
    {
        ref var read = ref _reads[slot];
        if (result is Interrupted or TryAgain && ++read.Tries < MostTries)
        {
            _ring.QueueRead(slot, read.Have, read.Length - read.Have, read.Start + read.Have);
            return false;
        }

        if (result < 0 || result > read.Length - read.Have)
        {
            throw new IOException($"io_uring read of {read.Length - read.Have} bytes at offset {read.Start + read.Have} of {_file.FilePath} failed: "
                + (result < 0 ? $"{Marshal.GetPInvokeErrorMessage(-result)} (error {-result})" : $"it gave {result} bytes"));
        }

        read.Have += result;
        if (read.Have >= read.Lead + _blocks.RowBytes)
        {
            return true;
        }

        // A direct read that stops inside a block has met the file's end; one that stops at a block's end may go on.
        if (result == 0 || read.Have % _file.Alignment != 0)
        {
            throw _blocks.TooShort(read.Row);
        }

        _ring.QueueRead(slot, read.Have, read.Length - read.Have, read.Start + read.Have);
        return false;
    }

    private void Decode(int slot, Span<float> destination)
    {
        ref readonly var read = ref _reads[slot];
        _table.Format.Decode(
            new(_ring.Buffer(slot) + read.Lead, _blocks.RowBytes),
            destination.Slice(read.Position * _table.EmbeddingDim, _table.EmbeddingDim));
    }

    /// <summary>What a slot is reading.</summary>
    private struct SlotRead
    {
        public int Position;
        public int Row;
        public long Start;
        public int Lead;
        public int Length;
        public int Have;
        public int Tries;
    }
}
