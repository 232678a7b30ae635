using System.Buffers.Text;

namespace HotRow;

/// <summary>Writes what <see cref="IdLines"/> reads: a batch on each line when the trace has batches, otherwise an id on each.</summary>
internal sealed class IdLinesWriter(char separator) : ITraceWriter
{
    // The reader looks this far for a line of several ids; two ids have at most 42 bytes.
    private const int SeenByReader = (1 << 20) - 64;

    public long BytesOf(TraceShape shape) => !shape.HasBatches || shape.LongestBatch <= 1 << 24
        ? shape.TextBytes
        : throw new InputException($"the trace has a batch of {shape.LongestBatch} ids, and a line holds at most {1 << 24}; give --batch to make batches of another size");

    public bool KeepsBatches(TraceShape shape) => shape is { HasBatches: true, LongestBatch: > 1, TextBytesBeforeLongBatch: < SeenByReader };

    public void Write(IIdStream ids, TraceShape shape, Stream target)
    {
        Span<byte> text = stackalloc byte[24];
        foreach (var batch in ids.Batches())
        {
            for (var i = 0; i < batch.Length; i++)
            {
                Utf8Formatter.TryFormat(batch.Span[i], text, out var written);
                text[written] = (byte)(shape.HasBatches && i < batch.Length - 1 ? separator : '\n');
                target.Write(text[..(written + 1)]);
            }
        }
    }
}
