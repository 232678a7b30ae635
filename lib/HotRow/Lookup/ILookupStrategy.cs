namespace HotRow;

/// <summary>How the rows of a bag become one output row.</summary>
public enum PoolingMode
{
    /// <summary>Each index gives its own output row.</summary>
    None,

    /// <summary>The sum of the bag's rows; an empty bag gives zeros.</summary>
    Sum,

    /// <summary>The mean of the bag's rows; an empty bag gives zeros.</summary>
    Mean,
}

/// <summary>What a lookup did: counts, never times.</summary>
/// <param name="Indices">Indices asked for.</param>
/// <param name="UniqueRows">Distinct rows fetched where the strategy deduplicates; -1 where it does not know.</param>
/// <param name="Hits">Indices served by the near tier.</param>
/// <param name="Misses">Indices that went to the far tier, bypasses included.</param>
/// <param name="Bypasses">Misses that were not admitted.</param>
/// <param name="NearBytes">Bytes read from the near tier.</param>
/// <param name="FarBytes">Bytes read from the far tier, or moved over the link that stands for it.</param>
public readonly record struct LookupResult(long Indices, long UniqueRows, long Hits, long Misses, long Bypasses, long NearBytes, long FarBytes);

/// <summary>One way of turning a batch of row numbers into output rows.</summary>
public interface ILookupStrategy : IDisposable
{
    /// <summary>Looks a batch up. <i>Shape:</i> destination is <c>[indices, EmbeddingDim]</c> without pooling, <c>[bags, EmbeddingDim]</c> with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below RowCount, or the batch is larger than the strategy was made for.</exception>
    /// <exception cref="ArgumentException">The offsets do not rise from 0 to the number of indices, or the destination is too short.</exception>
    LookupResult Lookup(in LookupBatch batch, Span<float> destination);
}
