namespace HotRow;

/// <summary>A store that moves nothing: ids and lengths are checked as everywhere, and the destination keeps what it held. What a lookup costs over it is what the lookup costs without its store.</summary>
/// <remarks>The output is no table's rows: never compare it with an oracle, and show its time as a ceiling only.</remarks>
public sealed class NullRowStore : IRowStore
{
    private bool _disposed;

    /// <summary>Makes the store.</summary>
    /// <param name="rowCount">Rows it claims to have, at least 1.</param>
    /// <param name="embeddingDim">Elements of a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public NullRowStore(int rowCount, int embeddingDim)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingDim, 1);
        (RowCount, EmbeddingDim) = (rowCount, embeddingDim);
    }

    /// <inheritdoc/>
    public MemoryTier Tier => MemoryTier.Dram;

    /// <inheritdoc/>
    public string Path => "nothing is read or written";

    /// <inheritdoc/>
    public RowFormat Format => RowFormats.Fp32;

    /// <inheritdoc/>
    public int RowCount { get; }

    /// <inheritdoc/>
    public int EmbeddingDim { get; }

    /// <summary>0: no bytes move.</summary>
    public int RowBytes => 0;

    /// <summary>Checks the rows and the destination's length, and leaves the destination as it is.</summary>
    /// <inheritdoc/>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RowCheck.Rows(rows, RowCount);
        RowCheck.Destination(destination, rows.Length, EmbeddingDim);
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;
}
