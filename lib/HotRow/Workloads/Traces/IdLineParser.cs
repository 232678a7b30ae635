using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>Turns the bytes of lines of ids into batches, in pieces of any size. What the lines may hold, <see cref="IdLines"/> says.</summary>
internal sealed class IdLineParser
{
    private readonly string _path;
    private readonly bool _batchPerLine;
    private readonly int _batchSize;
    private readonly int _mostIdsPerLine;

    // The longest id, -9223372036854775808, has 20 bytes.
    private readonly byte[] _field = new byte[20];
    private int _fieldLength;
    private long[] _batch = new long[64];
    private int _batchCount;
    private long _line = 1;
    private bool _mayBeHeader = true;
    private bool _inHeader;

    /// <param name="path">The file, for messages.</param>
    /// <param name="batchPerLine">Each line is a batch.</param>
    /// <param name="batchSize">Ids per batch otherwise.</param>
    /// <param name="mostIdsPerLine">Longest batch a line may hold, a power of two from 64 on.</param>
    internal IdLineParser(string path, bool batchPerLine, int batchSize, int mostIdsPerLine = 1 << 24)
    {
        _path = path;
        _batchPerLine = batchPerLine;
        _batchSize = batchSize;
        _mostIdsPerLine = mostIdsPerLine;
    }

    /// <summary>Whether a batch is ready to be taken.</summary>
    internal bool HasBatch { get; private set; }

    /// <summary>Ids met so far.</summary>
    internal long IdCount { get; private set; }

    /// <summary>Whether a first line that begins so is a header.</summary>
    internal static bool BeginsHeader(byte first) => char.IsAsciiLetter((char)first) || first is (byte)'_' or (byte)'"' or (byte)'#' or >= 0x80;

    /// <summary>Takes bytes until a batch is ready or all are taken; returns how many.</summary>
    /// <exception cref="InputException">They are not ids.</exception>
    internal int Take(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && !HasBatch; i++)
        {
            TakeByte(bytes[i]);
            if (HasBatch)
            {
                return i + 1;
            }
        }

        return bytes.Length;
    }

    /// <summary>Ends the last line.</summary>
    /// <exception cref="InputException">It does not end with an id.</exception>
    internal void End()
    {
        EndField();
        HasBatch = _batchCount > 0;
    }

    /// <summary>The batch that is ready; valid until more bytes are taken.</summary>
    internal ReadOnlyMemory<long> TakeBatch()
    {
        var batch = _batch.AsMemory(0, _batchCount);
        _batchCount = 0;
        HasBatch = false;
        return batch;
    }

    private void TakeByte(byte b)
    {
        switch (b)
        {
            case (byte)'\n':
                EndField();
                HasBatch |= _batchPerLine && _batchCount > 0;
                _inHeader = false;
                _line++;
                break;
            case (byte)' ' or (byte)'\t' or (byte)',' or (byte)'\r':
                EndField();
                break;
            default:
                if (_mayBeHeader)
                {
                    _mayBeHeader = false;
                    _inHeader = BeginsHeader(b);
                }

                if (!_inHeader)
                {
                    TakeFieldByte(b);
                }

                break;
        }
    }

    private void TakeFieldByte(byte b)
    {
        if (_fieldLength == _field.Length)
        {
            throw Bad($"'{Shown()}...' is too long for an id");
        }

        _field[_fieldLength++] = b;
    }

    private void EndField()
    {
        if (_fieldLength == 0)
        {
            return;
        }

        var field = _field.AsSpan(0, _fieldLength);
        if (field[0] == '+' || !long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            throw Bad($"'{Shown()}' is not an id");
        }

        if (_batchCount == _batch.Length)
        {
            Grow();
        }

        _batch[_batchCount++] = id;
        _fieldLength = 0;
        IdCount++;
        HasBatch = !_batchPerLine && _batchCount == _batchSize;
    }

    private void Grow()
    {
        if (_batchPerLine && _batchCount >= _mostIdsPerLine)
        {
            throw new InputException($"'{_path}' line {_line} holds more than {_mostIdsPerLine} ids; is it one batch? If not, put one id on each line");
        }

        Array.Resize(ref _batch, _batchCount * 2);
    }

    private string Shown() => string.Concat(Encoding.UTF8.GetString(_field, 0, _fieldLength).Select(c => char.IsControl(c) ? '?' : c));

    private InputException Bad(string what) =>
        new($"'{_path}' line {_line}: {what}; ids are whole numbers from {long.MinValue} to {long.MaxValue}, separated by blanks or commas");
}
