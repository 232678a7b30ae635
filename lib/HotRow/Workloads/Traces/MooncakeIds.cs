using System.Text.Json;

namespace HotRow;

/// <summary>The block ids of requests: a JSON object on each line, whose array <c>hash_ids</c> is a batch. Everything else in it is left out.</summary>
/// <remarks>Blank lines and requests without a block are skipped. A line has at most 16 MiB and 16 levels. <i>Cost:</i> the longest line and its ids.</remarks>
internal sealed class MooncakeIds : IIdStream
{
    private const int LongestLine = 1 << 24;
    private const int Deepest = 16;

    private readonly string _path;

    internal MooncakeIds(string path)
    {
        _path = path;
        InputFile.Open(path, out _).Dispose();
    }

    public string Name => Path.GetFileName(_path);

    public bool HasBatches => true;

    public IEnumerable<ReadOnlyMemory<long>> Batches()
    {
        using var lines = new LineReader(_path, LongestLine);
        var batch = new long[256];
        var any = false;
        while (lines.Next(out var line))
        {
            var count = line.Span.Trim(" \t"u8).IsEmpty ? 0 : Parse(line.Span, ref batch, lines.Number);
            if (count > 0)
            {
                any = true;
                yield return batch.AsMemory(0, count);
            }
        }

        if (!any)
        {
            throw new InputException($"'{_path}' holds no ids; expected: an object such as {{\"hash_ids\": [1, 2]}} on each line");
        }
    }

    private int Parse(ReadOnlySpan<byte> line, ref long[] batch, long number)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = Deepest });
        int? count = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Bad(number, "it is no JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!reader.ValueTextEquals("hash_ids"u8))
                {
                    reader.Skip();
                }
                else if (count is null)
                {
                    reader.Read();
                    count = TakeIds(ref reader, ref batch, number);
                }
                else
                {
                    throw Bad(number, "\"hash_ids\" stands there twice");
                }
            }

            // Past the object: whatever stands behind it is an error.
            reader.Read();
        }
        catch (JsonException e)
        {
            throw new InputException($"'{_path}' line {number} is no JSON at byte {e.BytePositionInLine}, or deeper than {Deepest} levels; each line is an object with an array \"hash_ids\"", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"'{_path}' line {number} has a name that is no text in UTF-8", e);
        }

        return count ?? throw Bad(number, "it has no \"hash_ids\"");
    }

    private int TakeIds(ref Utf8JsonReader reader, ref long[] batch, long number)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Bad(number, "its \"hash_ids\" is no array");
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var id))
            {
                throw Bad(number, $"element {count} of its \"hash_ids\" is no whole number from {long.MinValue} to {long.MaxValue}");
            }

            if (count == batch.Length)
            {
                Array.Resize(ref batch, count * 2);
            }

            batch[count++] = id;
        }

        return count;
    }

    private InputException Bad(long number, string what) => new($"'{_path}' line {number}: {what}; each line is an object with an array \"hash_ids\" of whole numbers");
}
