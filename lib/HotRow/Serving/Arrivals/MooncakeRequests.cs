using System.Text.Json;

namespace HotRow.Serving;

public static partial class ArrivalFormats
{
    /// <summary>Mooncake's traces.</summary>
    public static readonly ArrivalFormat Mooncake = Add(new("mooncake", "a JSON object on each line with timestamp (ms), input_length, output_length, and hash_ids where known", MooncakeRequests.LooksLike, MooncakeRequests.Read));
}

/// <summary>Mooncake's traces: a JSON object on each line with <c>timestamp</c> (ms), <c>input_length</c> and <c>output_length</c> (tokens) and, where known, <c>hash_ids</c>: chained hashes of the prompt's blocks of 512 tokens.</summary>
/// <remarks>Other members are left out. Blank lines are skipped. A line has at most 16 MiB and 16 levels, a file 50 million requests and 134 million hashes.
/// <para><i>Source:</i> kvcache-ai/Mooncake, FAST25-release.</para></remarks>
public static class MooncakeRequests
{
    private const int LongestLine = 1 << 24;
    private const int Deepest = 16;

    /// <summary>Reads a trace.</summary>
    /// <exception cref="InputException">It is none; the message names the line, what stands there and what may.</exception>
    public static RecordedRequests Read(string path)
    {
        using var lines = new LineReader(path, LongestLine);
        var builder = new RecordedRequestsBuilder(Path.GetFileName(path), path);
        var hashes = new List<long>();
        while (lines.Next(out var line))
        {
            if (!line.Span.Trim(" \t"u8).IsEmpty)
            {
                var (ns, input, output) = Parse(line.Span, hashes, path, lines.Number);
                builder.Add(ns, input, output, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(hashes));
            }
        }

        return builder.Count > 0 ? builder.Build() : throw new InputException($"'{path}' holds no requests; wanted is {ArrivalFormats.Mooncake.Definition}");
    }

    /// <summary>Whether a first line is this format's.</summary>
    internal static bool LooksLike(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8).StartsWith("{"u8);

    private static (long Ns, int Input, int Output) Parse(ReadOnlySpan<byte> line, List<long> hashes, string path, long number)
    {
        hashes.Clear();
        (long? ns, int? input, int? output, var hasHashes) = (null, null, null, false);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = Deepest });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw Bad("it is no JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("timestamp"u8))
                {
                    Once(ns is null, "timestamp");
                    reader.Read();
                    ns = reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var ms) && ArrivalText.TryTime(ms, 1_000_000, out var time)
                        ? time
                        : throw Bad($"\"timestamp\" is no number of milliseconds from 0 to {ArrivalText.LatestSecond}000");
                }
                else if (reader.ValueTextEquals("input_length"u8))
                {
                    Once(input is null, "input_length");
                    input = Tokens(ref reader, "input_length");
                }
                else if (reader.ValueTextEquals("output_length"u8))
                {
                    Once(output is null, "output_length");
                    output = Tokens(ref reader, "output_length");
                }
                else if (reader.ValueTextEquals("hash_ids"u8))
                {
                    Once(!hasHashes, "hash_ids");
                    hasHashes = true;
                    TakeHashes(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            // Past the object: whatever stands behind it is an error.
            reader.Read();
        }
        catch (JsonException e)
        {
            throw new InputException($"'{path}' line {number} is no JSON at byte {e.BytePositionInLine}, or deeper than {Deepest} levels; wanted is {ArrivalFormats.Mooncake.Definition}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"'{path}' line {number} has a name that is no text in UTF-8", e);
        }

        return (ns ?? throw Missing("timestamp"), input ?? throw Missing("input_length"), output ?? throw Missing("output_length"));

        void Once(bool isFirst, string name)
        {
            if (!isFirst)
            {
                throw Bad($"\"{name}\" stands there twice");
            }
        }

        int Tokens(ref Utf8JsonReader reader, string name)
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var tokens) && ArrivalText.IsTokens(tokens)
                ? tokens
                : throw Bad($"\"{name}\" is no whole number of tokens from 1 to {ArrivalText.MostTokens}");
        }

        void TakeHashes(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw Bad("its \"hash_ids\" is no array");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                hashes.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var hash)
                    ? hash
                    : throw Bad($"element {hashes.Count} of its \"hash_ids\" is no whole number from {long.MinValue} to {long.MaxValue}"));
            }
        }

        InputException Missing(string name) => Bad($"it has no \"{name}\"");

        InputException Bad(string what) => new($"'{path}' line {number}: {what}; wanted is {ArrivalFormats.Mooncake.Definition}");
    }
}
