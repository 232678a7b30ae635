using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>The lines of a file, one after the other, without their ends and a byte order mark. <i>Cost:</i> a buffer that grows with the longest line, to a limit.</summary>
internal sealed class LineReader : IDisposable
{
    private readonly string _path;
    private readonly int _longestLine;
    private readonly SafeFileHandle _handle;
    private byte[] _buffer;
    private int _begin;
    private int _end;
    private long _offset;

    internal LineReader(string path, int longestLine)
    {
        _path = path;
        _longestLine = longestLine;
        _handle = InputFile.Open(path, out var length);
        _buffer = new byte[(int)Math.Min(1 << 16, length + 1)];
    }

    /// <summary>The number of the line that was read last; the first is 1.</summary>
    internal long Number { get; private set; }

    public void Dispose() => _handle.Dispose();

    /// <summary>Reads the next line; it is valid until the one after it is read.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InputException">It is longer than the limit.</exception>
    internal bool Next(out ReadOnlyMemory<byte> line)
    {
        for (var scanned = 0; ;)
        {
            var unread = _end - _begin;
            var found = _buffer.AsSpan(_begin + scanned, unread - scanned).IndexOf((byte)'\n');
            var length = found < 0 ? unread : scanned + found;
            if (length > _longestLine)
            {
                throw new InputException($"'{_path}' line {Number + 1} has more than {_longestLine} bytes; is it of another format?");
            }

            scanned = unread;
            if (found >= 0 || !Fill())
            {
                line = Trimmed(_buffer.AsMemory(_begin, length));
                _begin += length + (found >= 0 ? 1 : 0);
                Number += found >= 0 || length > 0 ? 1 : 0;
                return found >= 0 || length > 0;
            }
        }
    }

    private ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> line)
    {
        line = Number == 0 && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            _end -= _begin;
            _begin = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = InputFile.Read(_handle, _buffer.AsSpan(_end), _offset, _path);
        _offset += read;
        _end += read;
        return read > 0;
    }
}
