namespace HotRow;

/// <summary>What a writer must know of a stream of ids before it writes.</summary>
/// <param name="Count">Ids in all.</param>
/// <param name="BatchCount">Batches in all, empty ones left out.</param>
/// <param name="BatchLength">Ids of each batch when all are of one length, otherwise 0.</param>
/// <param name="LongestBatch">Ids of the longest batch.</param>
/// <param name="Least">The smallest id.</param>
/// <param name="Largest">The largest id.</param>
/// <param name="TextBytes">Bytes of all ids in decimal with one byte behind each.</param>
/// <param name="TextBytesBeforeLongBatch">The same of the ids before the first batch of more than one; of all when there is none.</param>
/// <param name="HasBatches">The batches are part of the trace; otherwise they are only the reader's pieces.</param>
public sealed record TraceShape(
    long Count, long BatchCount, long BatchLength, long LongestBatch, long Least, long Largest, long TextBytes, long TextBytesBeforeLongBatch, bool HasBatches)
{
    /// <summary>Reads a stream through. <i>Cost:</i> one pass, no memory beside the stream's.</summary>
    /// <exception cref="InputException">The stream is faulty or holds no ids.</exception>
    public static TraceShape Of(IIdStream ids)
    {
        long count = 0, batches = 0, first = 0, longest = 0, least = long.MaxValue, largest = long.MinValue, text = 0;
        long? before = null;
        var even = true;
        foreach (var batch in ids.Batches())
        {
            if (batch.IsEmpty)
            {
                continue;
            }

            first = batches == 0 ? batch.Length : first;
            even &= batch.Length == first;
            longest = Math.Max(longest, batch.Length);
            before ??= batch.Length > 1 ? text : null;
            foreach (var id in batch.Span)
            {
                least = Math.Min(least, id);
                largest = Math.Max(largest, id);
                text += Digits(id) + 1;
            }

            count += batch.Length;
            batches++;
        }

        return count > 0
            ? new(count, batches, even ? first : 0, longest, least, largest, text, before ?? text, ids.HasBatches)
            : throw new InputException($"the trace '{ids.Name}' holds no ids");
    }

    private static int Digits(long id)
    {
        var digits = id < 0 ? 2 : 1;
        for (var rest = id < 0 ? 0UL - (ulong)id : (ulong)id; rest >= 10; rest /= 10)
        {
            digits++;
        }

        return digits;
    }
}
