namespace HotRow;

/// <summary>One way of turning a batch of row numbers into output rows.</summary>
public interface ILookupStrategy : IDisposable
{
    /// <summary>Looks a batch up. <i>Shape:</i> destination is <c>[indices, EmbeddingDim]</c> without pooling, <c>[bags, EmbeddingDim]</c> with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below RowCount, or the batch is larger than the strategy was made for.</exception>
    /// <exception cref="ArgumentException">The offsets do not rise from 0 to the number of indices, or the destination is too short.</exception>
    LookupResult Lookup(in LookupBatch batch, Span<float> destination);
}
