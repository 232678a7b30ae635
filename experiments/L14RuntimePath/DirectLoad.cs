namespace HotRow.Lab;

/// <summary>Rows go from where they lie straight into the upload buffer: with a mapped file, document 002's idea 3.</summary>
internal sealed class DirectLoad : ITokenLoad
{
    public int ExtraCopies => 0;

    public long WorkingBytes => 0;

    public void Load(IRowStore store, ReadOnlySpan<int> tokens, Span<float> upload) => store.ReadRows(tokens, upload);

    public void Dispose()
    {
        // It holds nothing.
    }
}
