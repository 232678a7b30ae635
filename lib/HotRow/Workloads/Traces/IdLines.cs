namespace HotRow;

/// <summary>Ids as decimal text: one id per line, or one batch per line.</summary>
/// <remarks>Ids are separated by blanks, tabs or commas. When any line in the first MiB holds more than one id, each line is a batch; otherwise ids are
/// put together into batches. Lines end with LF or CRLF, the last one need not; blank lines and a byte order mark are skipped; a first line that begins with
/// a letter, an underscore, a quote or # is a header and is skipped, unless it names several columns: then the file is refused. <i>Cost:</i> a buffer of 1 MiB and one batch; the longest batch has 16,777,216 ids.</remarks>
internal sealed class IdLines : IIdStream
{
    internal const string Definition = "one id per line, or one batch per line separated by blanks or commas";

    private const int BufferBytes = 1 << 20;

    private readonly TraceFile _file;
    private readonly bool _batchPerLine;

    internal IdLines(TraceFile file)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.BatchSize, 1);
        _file = file;
        using var handle = InputFile.Open(file.Path, out var length);
        var start = new byte[Math.Min(BufferBytes, length)];
        var text = new ReadOnlySpan<byte>(start, 0, InputFile.Read(handle, start, 0, file.Path));
        var header = IdLinesHeader.Find(text.StartsWith("\uFEFF"u8) ? text[3..] : text, out var ids);
        header?.RequireOneColumn(file.Path);
        _batchPerLine = HasLineOfMany(ids);
        Note = header is null ? null : $"the header line '{header.Shown}' was skipped";
    }

    public string Name => Path.GetFileName(_file.Path);

    public string? Note { get; }

    public bool HasBatches => _batchPerLine;

    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        using var handle = InputFile.Open(_file.Path, out var length);
        var bytes = new byte[(int)Math.Min(BufferBytes, length)];
        var parser = new IdLineParser(_file.Path, _batchPerLine, _file.BatchSize);
        var hasMark = InputFile.Read(handle, bytes.AsSpan(0, (int)Math.Min(3, length)), 0, _file.Path) == 3 && bytes.AsSpan().StartsWith("\uFEFF"u8);
        for (long offset = hasMark ? 3 : 0; offset < length;)
        {
            var read = InputFile.Read(handle, bytes, offset, _file.Path);
            if (read == 0)
            {
                break;
            }

            offset += read;
            for (var taken = 0; taken < read;)
            {
                taken += parser.Take(bytes.AsSpan(taken, read - taken));
                if (parser.HasBatch)
                {
                    yield return parser.TakeBatch();
                }
            }
        }

        parser.End();
        if (parser.HasBatch)
        {
            yield return parser.TakeBatch();
        }

        if (parser.IdCount == 0)
        {
            throw new InputException($"'{_file.Path}' holds no ids; expected: {Definition}");
        }
    }

    private static bool HasLineOfMany(ReadOnlySpan<byte> ids)
    {
        foreach (var range in ids.Split((byte)'\n'))
        {
            if (ids[range].Trim(" \t\r,"u8).IndexOfAny(" \t,"u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
