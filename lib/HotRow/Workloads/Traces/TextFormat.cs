namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Text, cut into tokens by <see cref="Tokenizer"/>.</summary>
    public static readonly TraceFormatInfo Text = Add(new("text", [".txt", ".text", ".md", ".xml", ".html", ".htm"],
        "UTF-8 text or a folder of it, tokens [a-z0-9_]+ or one other character", file => new TextIds(TextTrace.Read(CorpusText.Find(file.Path), batchSize: file.BatchSize))));

    /// <summary>A text's tokens as ids.</summary>
    private sealed class TextIds(TextTrace trace) : IIdStream
    {
        public string Name => trace.Name;

        public MemoryTrace Rows => trace;

        public IEnumerable<ReadOnlyMemory<long>> Batches()
        {
            var ids = new long[Math.Min(trace.BatchSize, trace.Rows.Length)];
            foreach (var batch in trace.Batches())
            {
                var rows = batch.Indices.Span;
                for (var i = 0; i < rows.Length; i++)
                {
                    ids[i] = rows[i];
                }

                yield return ids.AsMemory(0, rows.Length);
            }
        }
    }
}
