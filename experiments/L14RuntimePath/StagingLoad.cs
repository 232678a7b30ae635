namespace HotRow.Lab;

/// <summary>Document 002's idea 2: rows go to a buffer that is taken once, and from there to the upload buffer in one copy.</summary>
internal sealed class StagingLoad(int tokens, int dim) : ITokenLoad
{
    private readonly PageMemory _staging = new((long)tokens * dim * sizeof(float), "a staging buffer");

    public int ExtraCopies => 1;

    public long WorkingBytes => _staging.Bytes;

    public void Load(IRowStore store, ReadOnlySpan<int> tokens, Span<float> upload)
    {
        var staged = _staging.Floats[..(tokens.Length * dim)];
        store.ReadRows(tokens, staged);
        staged.CopyTo(upload);
    }

    public void Dispose() => _staging.Dispose();
}
