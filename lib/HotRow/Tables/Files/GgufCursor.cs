using System.Buffers.Binary;
using System.Text;

namespace HotRow;

/// <summary>Walks over the header of a GGUF file once, from front to back.</summary>
/// <remarks><i>Cost:</i> one buffer of 16 KiB; what is skipped is not read. A header ends at 256 MiB at the latest.</remarks>
internal sealed class GgufCursor(FileBytes file)
{
    internal const long MostHeaderBytes = 1L << 28;
    private const int BufferBytes = 1 << 14;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[Math.Min(BufferBytes, file.Length)];
    private readonly long _end = Math.Min(file.Length, MostHeaderBytes);
    private long _bufferStart;
    private int _filled;

    /// <summary>Where the next byte is.</summary>
    internal long Position { get; private set; }

    internal uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Next(sizeof(uint), what));

    internal ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Next(sizeof(ulong), what));

    /// <summary>A text behind its length.</summary>
    /// <exception cref="InputException">It is longer than that, no UTF-8, or cut off.</exception>
    internal string Text(string what, int mostBytes)
    {
        var length = UInt64(what);
        if (length > (ulong)mostBytes)
        {
            throw Faulty($"{what} at byte {Position} has {length} bytes; read are at most {mostBytes}");
        }

        var start = Position;
        Require((long)length, what);
        try
        {
            if ((int)length <= _buffer.Length)
            {
                return s_strict.GetString(Next((int)length, what));
            }

            var bytes = new byte[length];
            file.Fill(bytes, start, what);
            Position += bytes.Length;
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"'{file.Path}' is no GGUF file that can be read: {what} at byte {start} is no UTF-8 text", e);
        }
    }

    /// <summary>Goes over that many elements of that many bytes each.</summary>
    /// <exception cref="InputException">They end behind the header.</exception>
    internal void Skip(ulong count, int bytesEach, string key)
    {
        if (count > (ulong)(_end - Position) / (ulong)bytesEach)
        {
            throw Ended($"{PrintableText.Quote(key)}, which should have {count} elements of {bytesEach} bytes");
        }

        Position += (long)count * bytesEach;
    }

    private ReadOnlySpan<byte> Next(int bytes, string what)
    {
        Require(bytes, what);
        if (Position < _bufferStart || Position + bytes > _bufferStart + _filled)
        {
            _bufferStart = Position;
            _filled = (int)Math.Min(_buffer.Length, file.Length - Position);
            file.Fill(_buffer.AsSpan(0, _filled), Position, what);
        }

        var at = (int)(Position - _bufferStart);
        Position += bytes;
        return _buffer.AsSpan(at, bytes);
    }

    private void Require(long bytes, string what)
    {
        if (bytes > _end - Position)
        {
            throw Ended(what);
        }
    }

    private InputException Ended(string what) => Faulty(_end < file.Length
        ? $"its header goes on behind {MostHeaderBytes} bytes, the most that are read"
        : $"the file ends at byte {file.Length}, inside {what}; is it cut off?");

    private InputException Faulty(string what) => new($"'{file.Path}' is no GGUF file that can be read: {what}");
}
