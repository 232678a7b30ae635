using System.Buffers.Binary;

namespace HotRow.Serving;

/// <summary>What arrivals are, in one number: the same for the same requests, whichever file or generator they come from.</summary>
public static class ArrivalDigest
{
    private const int HashBytes = 32;
    private const int RequestBytes = 16;
    private const int RequestsOfABlock = 4_096;

    /// <summary>SHA-256, in hexadecimal, chained over blocks of requests: times, lengths and the hashes of prompts.</summary>
    /// <remarks><i>Cost:</i> about 70 ns a request.</remarks>
    public static string Of(IEnumerable<ServingRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var block = new byte[HashBytes + (RequestsOfABlock * RequestBytes)];
        var filled = HashBytes;
        void Add(long value)
        {
            if (filled + sizeof(long) > block.Length)
            {
                Sha256.Of(block.AsSpan(0, filled)).CopyTo(block, 0);
                filled = HashBytes;
            }

            BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(filled), value);
            filled += sizeof(long);
        }

        foreach (var request in requests)
        {
            Add(request.Arrival.Ns);
            Add(((long)request.InputTokens << 32) | (uint)request.OutputTokens);
            foreach (var hash in request.PrefixBlocks.Span)
            {
                Add(hash);
            }
        }

        return Convert.ToHexStringLower(Sha256.Of(block.AsSpan(0, filled)));
    }
}
